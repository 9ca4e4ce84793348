import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type Core, LANES } from '../../spine/core.ts'
import { occurrences } from '../../spine/tables.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { WecomRefused } from '../../wecom/errors.ts'
import { listMembers } from '../members/queries.ts'
import { nightLook } from './rules.ts'
import { groupChats } from './tables.ts'

/** WeCom refuses to list the groups of more than a thousand members at once. */
const TOO_MANY_MEMBERS = 81017
const OWNERS_PER_QUESTION = 100

type Lister = Pick<Wecom, 'groupChats'>
export type ListedGroups = { listed: number; looked: number }

/**
 * Every night: each group WeCom lists and each one we still count as living is looked at once. A callback that was
 * lost is made up for here; a group that is in no list any more becomes a tombstone by its own look. Before an admin
 * has asked for a sync, only groups we heard of are looked at.
 */
export const listGroups = async (core: Core, wecom: Lister, { day }: { day: string }): Promise<ListedGroups> => {
  const listed = (await isSyncAsked(core.db)) ? await allGroups(core.db, wecom) : []
  const ours = await core.db
    .select({ chatId: groupChats.chatId })
    .from(groupChats)
    .where(and(isNull(groupChats.goneAt), isNotNull(groupChats.readAt)))
  const ids = new Set([...listed, ...ours.map((one) => one.chatId)])
  for (const chatId of ids) {
    await core.later(core.db, {
      kind: 'refresh-group',
      payload: { chatId, why: nightLook(day), tries: 0, expects: false },
      dedupeKey: `group:${chatId}:${nightLook(day)}`,
      orderKey: chatId,
      lane: LANES.bulk,
    })
  }
  return { listed: listed.length, looked: ids.size }
}

/** By the order to run it: the listing that belongs to a sync may be worked before the sync itself is. */
const isSyncAsked = async (db: Db): Promise<boolean> => {
  const [row] = await db.select({ id: occurrences.id }).from(occurrences).where(eq(occurrences.job, 'sync')).limit(1)
  return row !== undefined
}

const allGroups = async (db: Db, wecom: Lister): Promise<string[]> => {
  try {
    return await pagesOf(wecom, [])
  } catch (error) {
    if (!(error instanceof WecomRefused) || error.errcode !== TOO_MANY_MEMBERS) throw error
  }
  const owners = (await listMembers(db)).filter((one) => one.hasCustomerContact).map((one) => one.userid)
  const found: string[] = []
  for (let at = 0; at < owners.length; at += OWNERS_PER_QUESTION) {
    found.push(...(await pagesOf(wecom, owners.slice(at, at + OWNERS_PER_QUESTION))))
  }
  return found
}

const pagesOf = async (wecom: Lister, owners: readonly string[]): Promise<string[]> => {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const asked: Awaited<ReturnType<Lister['groupChats']>> = await wecom.groupChats({
      owners,
      ...(cursor === null ? {} : { cursor }),
    })
    ids.push(...asked.rows.map((row) => row.chatId))
    cursor = asked.nextCursor
  } while (cursor !== null)
  return ids
}
