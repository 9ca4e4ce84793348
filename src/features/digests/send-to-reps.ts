import { createHash } from 'node:crypto'
import { inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core, OutboxDraft, Together } from '../../spine/core.ts'
import { outboxMessages } from '../../spine/tables.ts'

export type SentToReps = { planned: string[]; skipped: string[]; failed: { userid: string; error: unknown }[] }
export type SendingCore = Core & Pick<Together<never>, 'sendMany'>

/**
 * Up to so many are told together. A larger company's are spread over nine minutes: WeCom asks to keep mass messages
 * away from the full hour, and everybody opening the list in one second is a crowd of our own making.
 */
const TOGETHER_AT_MOST = 500
const SPREAD_SECONDS = 9 * 60
/** Composed without a pause and written per transaction. */
const CHUNK = 100

type Draft = OutboxDraft & { userid: string; delaySeconds: number }
type Telling<T> = {
  /** One message of a kind per person and day: the key says which. */
  keyOf: (userid: string) => string
  /** Null for somebody with nothing to be told. */
  compose: (list: T) => string | null
}

/** One app message for each of them. Planned again, it adds nothing. */
export const sendToReps = async <T extends { userid: string }>(
  core: SendingCore,
  lists: readonly T[],
  telling: Telling<T>,
): Promise<SentToReps> => {
  const result: SentToReps = { planned: [], skipped: [], failed: [] }
  const spread = lists.length > TOGETHER_AT_MOST
  const delayed = lists.map((list) => ({ list, delaySeconds: spread ? delayOf(list.userid) : 0 }))
  // Whoever is due first stands first in the queue as well.
  delayed.sort((a, b) => a.delaySeconds - b.delaySeconds)
  // Chunk by chunk: thousands composed in one go would keep callbacks waiting for their answer.
  for (let at = 0; at < delayed.length; at += CHUNK) {
    const drafts = delayed.slice(at, at + CHUNK).flatMap((one) => draftOf(one, telling, result) ?? [])
    await sendChunk(core, drafts, result)
  }
  return result
}

type Delayed<T> = { list: T; delaySeconds: number }

/** Null for a rep with nothing to do, or whose text cannot be made: nobody else's message waits for that. */
const draftOf = <T extends { userid: string }>(
  { list, delaySeconds }: Delayed<T>,
  { keyOf, compose }: Telling<T>,
  result: SentToReps,
): Draft | null => {
  const { userid } = list
  try {
    const markdown = compose(list)
    if (markdown === null) {
      result.skipped.push(userid)
      return null
    }
    return { kind: 'app-message', payload: { userid, markdown }, occurrenceKey: keyOf(userid), userid, delaySeconds }
  } catch (error) {
    result.failed.push({ userid, error })
    return null
  }
}

/** The same second for the same rep every day: a reminder that wanders looks like one that was late. */
export const delayOf = (userid: string): number =>
  createHash('sha256').update(userid.toLowerCase()).digest().readUInt32BE(0) % SPREAD_SECONDS

/** In one statement; where that fails, one by one, so that a single rep's text stops nobody else's. */
const sendChunk = async (core: SendingCore, drafts: readonly Draft[], result: SentToReps): Promise<void> => {
  try {
    const sent = await core.db.transaction((tx) => sendNew(core, tx, drafts))
    for (const { userid } of drafts) result[sent.has(userid) ? 'planned' : 'skipped'].push(userid)
  } catch (error) {
    const [only] = drafts
    if (only === undefined) return
    if (drafts.length === 1) result.failed.push({ userid: only.userid, error })
    else for (const one of drafts) await sendChunk(core, [one], result)
  }
}

/** Whose message was not there yet. */
const sendNew = async (core: SendingCore, tx: Db, drafts: readonly Draft[]): Promise<Set<string>> => {
  const keys = drafts.map((one) => one.occurrenceKey)
  const known = await tx
    .select({ key: outboxMessages.occurrenceKey })
    .from(outboxMessages)
    .where(inArray(outboxMessages.occurrenceKey, keys))
  const there = new Set(known.map((one) => one.key))
  const fresh = drafts.filter((one) => !there.has(one.occurrenceKey))
  await core.sendMany(tx, fresh)
  return new Set(fresh.map((one) => one.userid))
}
