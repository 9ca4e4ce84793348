import type { Messages } from '../../lang/zh-CN.ts'
import { byteLength, link } from './rules-format.ts'

/** The robot refuses more than 4,096 bytes with 40058; the rest is a margin. */
export const DIGEST_BYTES = 3_800
export const DIGEST_LINES = 22
/** An over-full section shows this many rows and leaves the rest to the page. */
export const SECTION_ROWS = 5
const ORANGE_MARKS = 4

/** Sections stand in the order given and are kept in the order of `rank`, 1 first. */
export type Section = {
  rank: number
  title: string | null
  rows: string[]
  /** An empty line before a section without a title. */
  gap?: boolean
  /** Rows never shown beyond this, even with room. */
  maxRows?: number
  /** False for lines nobody misses: they are not counted in 还有N项. */
  counted?: boolean
}

export type Budget = { bytes: number; lines: number }

/** Whole lines only: a cut never lies inside a character, a tag or a link. */
export const fitDigest = (
  head: string[],
  sections: Section[],
  tail: { m: Messages; allUrl: string },
  budget: Budget,
): string => {
  const kept = new Map<Section, number>()
  const text = (): string => compose(head, sections, kept, tail, budget)
  for (const section of [...sections].sort((a, b) => a.rank - b.rank)) {
    for (const rows of rowChoices(section)) {
      kept.set(section, rows)
      if (fits(text(), budget)) break
      kept.delete(section)
    }
    // What has no room at all closes the list: praise must not slip in where the results were left out.
    if (section.rows.length > 0 && !kept.has(section)) break
  }
  return text()
}

const rowChoices = (section: Section): number[] => {
  const full = Math.min(section.rows.length, section.maxRows ?? section.rows.length)
  const fewer = Array.from({ length: SECTION_ROWS }, (_, index) => SECTION_ROWS - index).filter((rows) => rows < full)
  return full === 0 ? [] : [full, ...fewer]
}

// While sections are still to come they count as left out, so the closing line has its room from the start.
const compose = (
  head: string[],
  sections: Section[],
  kept: ReadonlyMap<Section, number>,
  { m, allUrl }: { m: Messages; allUrl: string },
  budget: Budget,
): string => {
  const lines = [...head]
  let left = 0
  for (const section of sections) {
    const rows = kept.get(section) ?? 0
    if (section.counted !== false) left += section.rows.length - rows
    if (rows === 0) continue
    if (section.title !== null || section.gap === true) lines.push('')
    if (section.title !== null) lines.push(section.title)
    lines.push(...section.rows.slice(0, rows))
  }
  if (left > 0) lines.push(`${m.digest.more(left)} → ${link(m.digest.links.all, allUrl)}`)
  return calm(withoutBlanks(lines, budget.lines).join('\n'))
}

const fits = (text: string, budget: Budget): boolean =>
  byteLength(text) <= budget.bytes && text.split('\n').length <= budget.lines

/** Empty lines go first, from the bottom up, before anything worth reading does. */
const withoutBlanks = (lines: readonly string[], limit: number): string[] => {
  const result = [...lines]
  for (let index = result.length - 1; index >= 0 && result.length > limit; index -= 1) {
    if (result[index] === '') result.splice(index, 1)
  }
  return result
}

/** Where everything is orange nothing is: the fifth mark and those after it turn into plain text. */
const calm = (text: string): string => {
  let marks = 0
  return text.replace(/<font color="warning">(.*?)<\/font>/g, (mark: string, inner: string) => {
    marks += 1
    return marks > ORANGE_MARKS ? inner : mark
  })
}
