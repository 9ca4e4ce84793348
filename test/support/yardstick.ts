import { ANY_API, type PublishedLimit } from '../../src/wecom/limits-data.ts'

/** How long so many calls take at the steady speed of one published limit. */
export const secondsAtLimit = (calls: number, { max, perSeconds }: PublishedLimit): number => calls / (max / perSeconds)

/** By the limit that may be kept up: 10,000 a minute are over the hour's 150,000 within a quarter of it. */
export const lastingSeconds = (calls: number): number =>
  Math.max(...ANY_API.map((limit) => secondsAtLimit(calls, limit)))

/** By the limit that asks most of us: of a short reading that is the minute's, which allows four times the hour's speed. */
export const strictestSeconds = (calls: number): number =>
  Math.min(...ANY_API.map((limit) => secondsAtLimit(calls, limit)))
