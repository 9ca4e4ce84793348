import { and, eq, isNull, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { WecomRefused } from '../../wecom/errors.ts'
import { businessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import type { TagsFact } from '../tags/facts.ts'
import { knownTagIds } from '../tags/queries.ts'
import { endRelation } from './end-relation.ts'
import type { RelationsFact } from './facts.ts'
import { listAliveRelations } from './queries.ts'
import { saveReading } from './save-reading.ts'

type RefreshCore = Core<RelationsFact | TagsFact>

/** WeCom may not know a friendship yet that it has just announced. */
const SETTLING_MS = 60_000
const NOT_A_FRIEND = 84061
const NO_SUCH_CUSTOMER = 40096

/** Looks again: an event says that something changed, this says what is true now. */
export const refreshCustomer = async (
  core: RefreshCore,
  wecom: Pick<Wecom, 'customer'>,
  externalUserid: string,
): Promise<void> => {
  const startedAt = await databaseTime(core.db)
  const detail = await wecom.customer(externalUserid).catch((error) => {
    if (error instanceof WecomRefused && [NOT_A_FRIEND, NO_SUCH_CUSTOMER].includes(error.errcode)) return error
    throw error
  })
  if (detail instanceof WecomRefused) return endAll(core, externalUserid, { refused: detail, startedAt })
  const followers = detail.followers.map(({ tags, ...one }) => ({
    ...one,
    tagIds: tags.flatMap((tag) => (tag.id !== null && tag.type === 1 ? [tag.id] : [])),
  }))
  await core.db.transaction(async (tx) => {
    await saveReading(core, tx, { contact: detail.contact, followers, startedAt })
    await askForUnknownTags(
      core,
      tx,
      followers.flatMap((one) => one.tagIds),
    )
  })
  await endMissing(core, externalUserid, { seen: followers.map((one) => one.userid), startedAt })
}

export const databaseTime = async (db: Db): Promise<Date> => {
  const [row] = await rowsOf<{ ms: number | string }>(
    db,
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  )
  return new Date(Number(row?.ms))
}

/** A tag that was made since the library was read last. */
export const askForUnknownTags = async (core: Core, tx: Db, all: readonly string[]): Promise<void> => {
  const ids = [...new Set(all)]
  const known = new Set(await knownTagIds(tx, ids))
  const unknown = ids.find((id) => !known.has(id))
  if (unknown === undefined) return
  // Once a day: a reading that failed for good must not be the last one for this tag.
  const dedupeKey = `tags:${unknown}:${businessDay(core.now(), core.zone)}`
  await core.later(tx, { kind: 'refresh-tags', payload: { why: unknown }, dedupeKey })
}

type Look = { seen: readonly string[]; startedAt: Date }

/** WeCom shows no friendship (any more) for a rep we count as a friend. */
const endMissing = async (core: RefreshCore, externalUserid: string, { seen, startedAt }: Look): Promise<void> => {
  for (const relation of await listAliveRelations(core.db, externalUserid)) {
    if (seen.includes(relation.userid)) continue
    // Known since after WeCom was asked: this answer says nothing about it.
    if (relation.seenAt !== null && relation.seenAt > startedAt) continue
    if (isSettling(core, relation)) await lookLater(core, externalUserid, `settled-${relation.eventAt?.getTime()}`)
    else await endRelation(core, { userid: relation.userid, externalUserid, by: 'unknown', at: core.now() })
  }
}

const isSettling = (core: RefreshCore, relation: { eventAt: Date | null }): boolean =>
  relation.eventAt !== null && Math.abs(core.now().getTime() - relation.eventAt.getTime()) < SETTLING_MS

/** Once WeCom must know. The key says which doubt is meant, so a doubt is looked into once. */
export const lookLater = (core: Core, externalUserid: string, doubt: string): Promise<void> =>
  core.later(core.db, {
    kind: 'refresh-customer',
    payload: { externalUserid },
    dedupeKey: `refresh:${externalUserid}:${doubt}`,
    orderKey: `later:${externalUserid}`,
    delaySeconds: 1.5 * (SETTLING_MS / 1000),
  })

type Refusal = { refused: WecomRefused; startedAt: Date }

const endAll = async (core: RefreshCore, externalUserid: string, { refused, startedAt }: Refusal): Promise<void> => {
  const alive = await listAliveRelations(core.db, externalUserid)
  await endMissing(core, externalUserid, { seen: [], startedAt })
  // Thrown on: the job tries again soon, and a last time when WeCom's own delay is over for certain.
  if (alive.some((relation) => isSettling(core, relation))) throw refused
  const left = await listAliveRelations(core.db, externalUserid)
  if (left.length > 0) return
  const here = and(eq(customers.externalUserid, externalUserid), isNull(customers.goneAt))
  await core.db.update(customers).set({ goneAt: core.now() }).where(here)
}
