import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { outboxMessages } from '../../spine/tables.ts'
import type { Channel } from './shapes.ts'
import { digestChannels } from './tables.ts'

export type ChannelRow = typeof digestChannels.$inferSelect

export const listLiveChannels = (db: Db): Promise<ChannelRow[]> =>
  db.select().from(digestChannels).where(isNull(digestChannels.removedAt)).orderBy(digestChannels.id)

export const findLiveChannel = async (db: Db, id: string): Promise<ChannelRow | null> => {
  if (!/^\d{1,15}$/.test(id)) return null
  const [row] = await db
    .select()
    .from(digestChannels)
    .where(and(eq(digestChannels.id, Number(id)), isNull(digestChannels.removedAt)))
  return row ?? null
}

/** Where a channel's messages go; null once it was removed. For the sender alone: the address holds the key. */
export const channelUrl = async (db: Db, id: string): Promise<string | null> =>
  (await findLiveChannel(db, id))?.url ?? null

/** Messages of one robot leave one after the other under this key. */
export const robotOrderKey = (channelId: number | string): string => `robot:${channelId}`

const lastMessages = async (db: Db, id: number): Promise<Pick<Channel, 'lastSentAt' | 'lastProblem'>> => {
  const mine = and(eq(outboxMessages.kind, 'robot-message'), eq(outboxMessages.orderKey, robotOrderKey(id)))
  const [sent] = await db
    .select({ at: outboxMessages.endedAt })
    .from(outboxMessages)
    .where(and(mine, eq(outboxMessages.status, 'done')))
    .orderBy(desc(outboxMessages.id))
    .limit(1)
  const [last] = await db
    .select({ status: outboxMessages.status, error: outboxMessages.lastError })
    .from(outboxMessages)
    .where(mine)
    .orderBy(desc(outboxMessages.id))
    .limit(1)
  const failed = last !== undefined && last.status !== 'done' && last.error !== null
  return { lastSentAt: sent?.at?.toISOString() ?? null, lastProblem: failed ? last.error : null }
}

export const toChannel = async (db: Db, row: ChannelRow): Promise<Channel> => ({
  id: String(row.id),
  name: row.name,
  urlHint: `…${row.url.slice(-4)}`,
  scope: row.scope,
  kinds: row.kinds,
  audience: row.audience,
  createdAt: row.createdAt.toISOString(),
  ...(await lastMessages(db, row.id)),
})

export const listChannels = async (
  db: Db,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Channel[]; nextCursor: string | null }> => {
  const before = cursor !== undefined && /^\d{1,15}$/.test(cursor) ? lt(digestChannels.id, Number(cursor)) : undefined
  const rows = await db
    .select()
    .from(digestChannels)
    .where(and(isNull(digestChannels.removedAt), before))
    .orderBy(desc(digestChannels.id))
    .limit(limit + 1)
  const items: Channel[] = []
  for (const row of rows.slice(0, limit)) items.push(await toChannel(db, row))
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
