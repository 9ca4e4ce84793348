import { textOf } from '../types/common.ts'

export type Whole = number | bigint | string | null | undefined

/** Milliseconds have thirteen digits since 2001, seconds ten until 2286. */
const MILLISECONDS_FROM = 100_000_000_000

/** A figure; null for absent, empty and for what a number cannot hold exactly. */
export const figure = (value: Whole): number | null => {
  if (value === null || value === undefined || value === '' || typeof value === 'bigint') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** An id, digit for digit. */
export const idText = (value: Whole): string | null =>
  value === null || value === undefined ? null : textOf(String(value))

/**
 * A moment in seconds or milliseconds, told apart by its size: the documents say milliseconds and a real forwarded
 * record carries seconds. 0 is how WeCom says that it does not know.
 */
export const moment = (value: Whole): Date | null => {
  const number = figure(value)
  if (number === null || number <= 0) return null
  return new Date(number < MILLISECONDS_FROM ? number * 1000 : number)
}
