/** How long after an event WeCom may still answer with the state before it; seconds between one look and the next. */
export const LOOK_AGAIN_SECONDS: readonly number[] = [2, 10, 60]
/** A group that was just dismissed may still be shown for so long. */
export const LINGERING_MS = 60_000
const KEPT_VERSIONS = 20

/** A member list's versions tell no order by themselves; only an event says which one is over. */
export const withPast = (past: readonly string[], last: string | null, current: string | null): string[] =>
  last === null || last === current ? [...past] : [...past.filter((one) => one !== last), last].slice(-KEPT_VERSIONS)

export type Fence = {
  readAtMs: number | null
  gone: boolean
  pastVersions: readonly string[]
}
export type Reading = { startedAtMs: number; version: string | null }

/**
 * What a reading is worth against what we know. `older`: something newer is kept already. `stale`: WeCom has not
 * caught up with its own event; look again. The version alone cannot tell, so a last look is taken as it is.
 */
export const judgeReading = (known: Fence, reading: Reading, last: boolean): 'fresh' | 'older' | 'stale' => {
  if (known.readAtMs !== null && known.readAtMs > reading.startedAtMs) return 'older'
  if (known.gone && known.readAtMs !== null && reading.startedAtMs - known.readAtMs < LINGERING_MS) return 'older'
  if (!last && reading.version !== null && known.pastVersions.includes(reading.version)) return 'stale'
  return 'fresh'
}

/** Why a group is looked at in the night: `night-2026-11-25`. */
export const nightLook = (day: string): string => `night-${day}`
/** The day of the night's report that a look belongs to; null for a look that an event asked for. */
export const nightOf = (why: string): string | null => /^night-(\d{4}-\d\d-\d\d)$/.exec(why)?.[1] ?? null

export type Difference = { joined: string[]; left: string[] }

export const differenceOf = (before: readonly string[], after: readonly string[]): Difference => {
  const [old, now] = [new Set(before), new Set(after)]
  return { joined: after.filter((id) => !old.has(id)), left: before.filter((id) => !now.has(id)) }
}

export const MAX_GROUP_TAGS = 10

/** Tags after a change; null where there would be too many. The order they were given in stays. */
export const changedTags = (
  tags: readonly string[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): string[] | null => {
  const kept = tags.filter((tag) => !remove.includes(tag))
  const after = [...kept, ...new Set(add.filter((tag) => !kept.includes(tag)))]
  return after.length > MAX_GROUP_TAGS ? null : after
}

export type MemberKind = 'mine' | 'colleague' | 'unknown'

/** Whose a member of the group is, by the living friendships. */
export const kindOf = (owners: readonly string[], userid: string): MemberKind =>
  owners.includes(userid) ? 'mine' : owners.length > 0 ? 'colleague' : 'unknown'
