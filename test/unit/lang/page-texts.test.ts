import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { parse } from 'vue/compiler-sfc'

const PAGE = fileURLToPath(new URL('../../../sidebar-h5/src/', import.meta.url))
const FILES = readdirSync(PAGE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:vue|ts)$/.test(file) && !file.startsWith('lang/'))
  .map((file) => join(PAGE, file))
const HAN = /\p{Script=Han}/u
/** Attributes a person reads or hears; `class` and `type` are for the browser. */
const HEARD = new Set(['placeholder', 'title', 'alt', 'aria-label', 'aria-description', 'label', 'content'])
/** Two words in a row, or one with a capital: a sentence, not a code. */
const SENTENCE = /\p{L}{2,}\s+\p{L}{2,}|^\p{Lu}\p{Ll}+$/u

/** A node of a template, with the little of it that is looked at here. */
type Part = {
  type: number
  content?: string | { content?: string }
  props?: { type: number; name: string; value?: { content: string }; exp?: { content?: string } }[]
  children?: Part[]
}
const TEXT = 2
const INTERPOLATION = 5
const ATTRIBUTE = 6

/** The quoted words of an expression, those it compares with left out: a code that is asked for is not shown. */
const quoted = (expression: string): string[] => {
  const source = ts.createSourceFile('x.ts', `(${expression})`, ts.ScriptTarget.ES2022, true)
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text)
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) found.push(node.text)
    node.forEachChild(look)
  }
  look(source)
  return found
}

const said = (part: Part): string[] => {
  const own =
    part.type === TEXT && typeof part.content === 'string' && /\p{L}{2,}/u.test(part.content)
      ? [part.content.trim()]
      : part.type === INTERPOLATION && typeof part.content === 'object'
        ? quoted(part.content.content ?? '').filter((one) => HAN.test(one) || SENTENCE.test(one))
        : []
  const heard = (part.props ?? []).flatMap((one) => {
    if (one.type === ATTRIBUTE) {
      const value = one.value?.content ?? ''
      return HEARD.has(one.name) && /\p{L}{2,}/u.test(value) ? [value] : []
    }
    return quoted(one.exp?.content ?? '').filter((text) => HAN.test(text) || SENTENCE.test(text))
  })
  return [...own, ...heard, ...(part.children ?? []).flatMap(said)]
}

const templateOf = (file: string): Part | null => {
  const { descriptor, errors } = parse(readFileSync(file, 'utf8'), { filename: file })
  if (errors.length > 0) throw new Error(`${file} was not read: ${errors[0]?.message}`)
  return (descriptor.template?.ast as unknown as Part | undefined) ?? null
}

/** Chinese between quotes in a script; what a pattern looks for is no text. */
const chineseIn = (file: string): string[] => {
  const whole = readFileSync(file, 'utf8')
  const { descriptor } = file.endsWith('.vue') ? parse(whole, { filename: file }) : { descriptor: null }
  const script = descriptor === null ? whole : (descriptor.scriptSetup?.content ?? descriptor.script?.content ?? '')
  const source = ts.createSourceFile('x.ts', script, ts.ScriptTarget.ES2022, true)
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
      if (HAN.test(node.text)) found.push(node.text)
    node.forEachChild(look)
  }
  look(source)
  return found
}

const named = (file: string, texts: string[]): string[] => texts.map((one) => `${relative(PAGE, file)}: ${one}`)

describe('every word on the page comes from a language file', () => {
  test('no template holds a sentence of its own', () => {
    const pages = FILES.filter((file) => file.endsWith('.vue'))
    expect(pages.length).toBeGreaterThan(60)
    expect(
      pages.flatMap((file) => {
        const template = templateOf(file)
        return template === null ? [] : named(file, said(template))
      }),
    ).toEqual([])
  })

  test('no script of the page holds a Chinese sentence', () => {
    expect(FILES.flatMap((file) => named(file, chineseIn(file)))).toEqual([])
  })
})
