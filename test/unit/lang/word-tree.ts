import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** What a text of a language file is: words, a sentence made of figures, or more texts below it. */
export type Words = { kind: 'text' | 'function' | 'other'; said: string[] } | { kind: 'list' | 'group'; below: Tree }
export type Tree = Map<string, Words>

const unwrapped = (node: ts.Expression): ts.Expression =>
  ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)
    ? unwrapped(node.expression)
    : node

/** Every piece of text below a node, as a person would read it. */
const saidIn = (node: ts.Node): string[] => {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return [node.text]
  const said: string[] = []
  node.forEachChild((child) => {
    said.push(...saidIn(child))
  })
  return said
}

const keyOf = (name: ts.PropertyName): string =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : name.getText()

const treeOf = (node: ts.Expression, known: ReadonlyMap<string, ts.Expression>): Words => {
  const value = unwrapped(node)
  if (ts.isObjectLiteralExpression(value)) {
    const below: Tree = new Map()
    for (const one of value.properties) {
      if (ts.isPropertyAssignment(one)) below.set(keyOf(one.name), treeOf(one.initializer, known))
      else if (ts.isShorthandPropertyAssignment(one)) below.set(one.name.text, treeOf(one.name, known))
      else below.set(one.getText(), { kind: 'other', said: saidIn(one) })
    }
    return { kind: 'group', below }
  }
  if (ts.isArrayLiteralExpression(value))
    return { kind: 'list', below: new Map(value.elements.map((one, at) => [`${at}`, treeOf(one, known)])) }
  if (ts.isArrowFunction(value)) return { kind: 'function', said: saidIn(value.body) }
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return { kind: 'text', said: saidIn(value) }
  const named = ts.isIdentifier(value) ? known.get(value.text) : undefined
  return named === undefined ? { kind: 'other', said: saidIn(value) } : treeOf(named, known)
}

/** The constants at the top of a file, by name. */
export const wordsIn = (path: string): Tree => {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
  const known = new Map<string, ts.Expression>()
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(name) && initializer !== undefined) known.set(name.text, initializer)
  }
  return new Map([...known].map(([name, node]) => [name, treeOf(node, known)]))
}

/** Where two languages differ: what one has and the other lacks, or has as something else. */
export const differences = (first: Words, second: Words, at: string): string[] => {
  // What a constant of another file says is not known here; its type is checked there.
  if (first.kind === 'other' || second.kind === 'other') return []
  if (first.kind !== second.kind) return [`${at}: ${first.kind} and ${second.kind}`]
  if (!('below' in first) || !('below' in second)) return []
  return [...new Set([...first.below.keys(), ...second.below.keys()])].flatMap((key) => {
    const [one, other] = [first.below.get(key), second.below.get(key)]
    if (one === undefined || other === undefined) return [`${at}.${key}: only in ${other === undefined ? 'zh' : 'en'}`]
    return differences(one, other, `${at}.${key}`)
  })
}

/** Every text with its place. */
export const texts = (words: Words, at: string): { at: string; said: string }[] =>
  'below' in words
    ? [...words.below].flatMap(([key, one]) => texts(one, `${at}.${key}`))
    : words.said.map((said) => ({ at, said }))
