import { and, count, countDistinct, desc, eq, isNull, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { customers } from '../customers/tables.ts'
import { accountsOf, otherAccounts } from '../merges/queries.ts'
import { factsOfPayments, orderFactsOf, validOrder } from '../orders/queries.ts'
import { relations } from '../relations/tables.ts'
import { aliveTagged } from '../tags/queries.ts'
import { relationTags, tagGroups, tags } from '../tags/tables.ts'
import { type LifecycleState, type NightState, STAGE_TAG_GROUP, type StageKey } from './rules-model.ts'
import { stageMoves } from './tables.ts'

export type CustomerRow = typeof customers.$inferSelect

const latestOf = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((last, one) => (one !== null && (last === null || one > last) ? one : last), null)

/** Everything the stage rules look at, as it stands inside this transaction: of the person, by all accounts. */
export const lifecycleStateOf = async (db: Db, row: CustomerRow, now: Date): Promise<LifecycleState> => {
  const [alive] = await db
    .select({ count: count() })
    .from(relations)
    .where(and(sql`${relations.externalUserid} = ${accountsOf(row.externalUserid)}`, isNull(relations.endedAt)))
  const accounts = [row, ...(await otherAccounts(db, row))]
  const newest = (of: (one: CustomerRow) => Date | null): Date | null => latestOf(accounts.map(of))
  return {
    stage: row.stage,
    stageSince: row.stageSince,
    protectedUntil: row.protectedUntil,
    firstAddedAt: accounts.map((one) => one.firstAddedAt).reduce((a, b) => (b < a ? b : a)),
    // A further account is a further contact: silence begins with the newest of them.
    observedSince: newest((one) => one.observedSince) ?? row.observedSince,
    lastInboundAt: newest((one) => one.lastInboundAt),
    lastOutboundAt: newest((one) => one.lastOutboundAt),
    orders: await orderFactsOf(db, row.externalUserid, now),
    relationsAlive: alive?.count ?? 0,
    // Gone is who has no friend by any account.
    goneAt: accounts.some((one) => one.goneAt === null) ? null : newest((one) => one.goneAt),
    flags: row.flags,
  }
}

/** `merged`: stands for other accounts too, whose orders and words are not in here. */
export type NightRow = NightState & { externalUserid: string; merged: boolean }
type NightText = {
  id: string
  stage: StageKey
  flags: string[]
  merged: boolean
  since: number
  protected: number | null
  observed: number
  inbound: number | null
  gone: number | null
  paid: string | null
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

/** A batch in the order of ids, or these very ones, of which there is at least one. */
type NightPage = { now: Date } & ({ after: string; limit: number } | { ids: readonly string[] })

/** Everybody with a stage that time can change, by id, with what the night's rules ask: one statement a batch. */
export const listForNight = async (db: Db, page: NightPage): Promise<NightRow[]> => {
  const ms = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`)
  const rows = await rowsOf<NightText>(
    db,
    sql`select c.external_userid as id, c.stage, c.flags, c.person_id is not null as merged, ${ms('c.stage_since')} as since,
          ${ms('c.protected_until')} as protected, ${ms('c.observed_since')} as observed,
          ${ms('c.last_inbound_at')} as inbound, ${ms('c.gone_at')} as gone,
          (select string_agg((${ms('orders.paid_at')})::text, ',' order by orders.paid_at) from orders
            where orders.external_userid = c.external_userid and ${validOrder}) as paid
        from customers c
        where ${'ids' in page ? sql`c.external_userid in ${[...page.ids]}` : sql`c.external_userid > ${page.after}`}
          and c.stage is not null and c.stage <> 'churned'
          and (c.person_id is null or c.person_id = c.external_userid)
        order by c.external_userid limit ${'ids' in page ? page.ids.length : page.limit}`,
  )
  return rows.map((row) => ({
    externalUserid: row.id,
    stage: row.stage,
    flags: row.flags,
    merged: row.merged,
    stageSince: new Date(row.since),
    protectedUntil: dateOf(row.protected),
    observedSince: new Date(row.observed),
    lastInboundAt: dateOf(row.inbound),
    goneAt: dateOf(row.gone),
    orders: factsOfPayments(
      (row.paid?.split(',') ?? []).map((paid) => new Date(Number(paid))),
      page.now,
    ),
  }))
}

/** Tags of living friendships that say something about the person: all but stage tags, also those we cannot name yet. */
export const profileTagCount = async (db: Db, externalUserid: string): Promise<number> => {
  const [row] = await db
    .select({ count: countDistinct(relationTags.tagId) })
    .from(relationTags)
    .innerJoin(relations, aliveTagged)
    .leftJoin(tags, eq(tags.id, relationTags.tagId))
    .leftJoin(tagGroups, eq(tagGroups.id, tags.groupId))
    .where(
      and(eq(relationTags.externalUserid, externalUserid), sql`${tagGroups.name} is distinct from ${STAGE_TAG_GROUP}`),
    )
  return row?.count ?? 0
}

/** Locks the customer: two events, or a rep and the night job, take turns. */
export const lockCustomer = async (tx: Db, externalUserid: string): Promise<CustomerRow | null> => {
  const [row] = await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
  return row ?? null
}

export const listStageMoves = (db: Db, externalUserid: string) =>
  db.select().from(stageMoves).where(eq(stageMoves.externalUserid, externalUserid)).orderBy(desc(stageMoves.id))
