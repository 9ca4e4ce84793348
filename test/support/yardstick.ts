import { ANY_API, type PublishedLimit } from '../../src/wecom/limits-data.ts'

/** How long so many calls take at the steady speed of one published limit. */
export const secondsAtLimit = (calls: number, { max, perSeconds }: PublishedLimit): number => calls / (max / perSeconds)

/** By the limit that asks most of us: of a short reading that is the minute's, which allows four times the hour's speed. */
export const strictestSeconds = (calls: number): number =>
  Math.min(...ANY_API.map((limit) => secondsAtLimit(calls, limit)))
