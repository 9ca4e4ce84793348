import { z } from 'zod'

/**
 * Wire shapes describe what WeCom sends, without changing it: unknown fields stay, numbers that it sometimes quotes
 * are allowed as text. What they become in our words is decided where they are read.
 */
export const wireText = z.string().nullish()
export const wireTexts = z.array(z.string()).nullish()
export const wireNumber = z.union([z.number(), z.string()]).nullish()
export const wireNumbers = z.array(z.union([z.number(), z.string()])).nullish()
export const wireReply = z.looseObject({})

/** WeCom leaves a field out or sends it empty, and means the same. */
export const textOf = (value: string | null | undefined): string | null =>
  value === undefined || value === null || value === '' ? null : value

/** Null for absent, empty and nonsense alike: an absent figure must never turn into a zero. */
export const numberOf = (value: string | number | null | undefined): number | null => {
  if (value === undefined || value === null || value === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

export const numbersOf = (values: readonly (string | number)[] | null | undefined): number[] =>
  (values ?? []).map(numberOf).filter((value) => value !== null)

/** Seconds since the epoch; 0 is how WeCom says "never". */
export const dateOf = (seconds: string | number | null | undefined): Date | null => {
  const value = numberOf(seconds)
  return value === null || value <= 0 ? null : new Date(value * 1000)
}

/** A list is over when the cursor is empty or gone, not when a page is short. */
export const cursorOf = (cursor: string | null | undefined): string | null => textOf(cursor)
