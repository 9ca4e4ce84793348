import type { Page, PageInput } from '../client-data-growth.ts'
import { cursorOf } from '../types/common.ts'

/** Thrown before anything is sent: a list that WeCom would refuse or quietly cut is a mistake of the caller. */
export const atMost = (what: string, count: number, most: number, least = 0): void => {
  if (count < least || count > most) throw new RangeError(`${what}: ${least} to ${most} allowed, ${count} given`)
}

/** Cursor and limit as WeCom names them; over the largest page it would fall back to a small one without a word. */
export const pageBody = (input: PageInput, most: number): { cursor: string; limit: number } => ({
  cursor: input.cursor ?? '',
  limit: Math.max(1, Math.min(input.limit ?? most, most)),
})

export const toPage = <Wire, Row>(
  rows: readonly Wire[] | null | undefined,
  toRow: (wire: Wire) => Row,
  cursor: string | null | undefined,
): Page<Row> => ({ rows: (rows ?? []).map(toRow), nextCursor: cursorOf(cursor) })

export const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000)
