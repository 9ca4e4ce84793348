const HOUR_MS = 3_600_000

/** WeCom forgets an id after three days. */
export const LIVES_MS = 72 * HOUR_MS
/** Half a day before that an id is no longer handed out: a rep may leave the page open before she sends. */
const HANDED_OUT_MS = 60 * HOUR_MS
/** What would no longer be handed out before the next night is renewed in this one. */
const NIGHTLY_MS = HANDED_OUT_MS - 24 * HOUR_MS
/** Files that somebody sent within it are renewed by night; the others wait until they are asked for. */
export const LATELY_DAYS = 14

export const isFresh = (mediaAt: Date | null, now: Date): boolean =>
  mediaAt !== null && now.getTime() - mediaAt.getTime() < HANDED_OUT_MS

/** Ids from before this moment are renewed in the night. */
export const renewBefore = (now: Date): Date => new Date(now.getTime() - NIGHTLY_MS)

/**
 * Since when WeCom counts. Its own word, unless its clock and ours are hours apart, as in a trial: then an id would
 * look expired at birth or live too long.
 */
export const bornAt = (said: Date | null, now: Date): Date =>
  said !== null && Math.abs(said.getTime() - now.getTime()) < HOUR_MS ? said : now
