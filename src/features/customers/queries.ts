import { and, desc, eq, exists, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { stageLabel } from '../lifecycle/rules-model.ts'
import type { Scope } from '../members/rules.ts'
import { members } from '../members/tables.ts'
import { visibleCustomer } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { aliveTagged } from '../tags/queries.ts'
import { relationTags } from '../tags/tables.ts'
import type { CustomerRow as CustomerView } from './shapes.ts'
import { customers } from './tables.ts'

export const UNNAMED = '新客户'

export type CustomerSearch = {
  /** Whose own remarks name the customers. */
  userid: string
  scope: Scope
  stage?: string | undefined
  tag?: string | undefined
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

const like = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (one) => `\\${one}`)}%`

const matches = (db: Db, { userid, stage, tag, q }: CustomerSearch) => {
  const relationOf = eq(relations.externalUserid, customers.externalUserid)
  const tagged = (id: string) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relationTags)
        .innerJoin(relations, aliveTagged)
        .where(and(eq(relationTags.externalUserid, customers.externalUserid), eq(relationTags.tagId, id))),
    )
  const remarked = (text: string) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relations)
        .where(and(relationOf, eq(relations.userid, userid), ilike(relations.remark, like(text)))),
    )
  return and(
    stage === undefined ? undefined : sql`${customers.stage} = ${stage}`,
    tag === undefined ? undefined : tagged(tag),
    q === undefined || q === ''
      ? undefined
      : or(ilike(customers.name, like(q)), ilike(customers.namePinyin, like(q.toLowerCase())), remarked(q)),
  )
}

const contactUs = sql<number | string>`(extract(epoch from ${customers.contactAt}) * 1000000)::bigint`

/** Behind the last row shown; as one comparison of both columns, which the index answers. */
const afterCursor = (cursor: string | undefined): SQL | undefined => {
  const [, us, id] = /^(\d{1,16})_(.+)$/.exec(cursor ?? '') ?? []
  if (us === undefined || id === undefined) return undefined
  const moment = sql`timestamptz 'epoch' + ${Number(us)}::bigint * interval '1 microsecond'`
  return sql`(${customers.contactAt}, ${customers.externalUserid}) < (${moment}, ${id})`
}

/** Newest contact first; the cursor is the last row's moment and id, so rows that move are never shown twice. */
export const listCustomers = async (
  db: Db,
  search: CustomerSearch,
): Promise<{ items: CustomerView[]; nextCursor: string | null }> => {
  const rows = await db
    .select({ customer: customers, contactUs })
    .from(customers)
    .where(and(visibleCustomer(db, search.scope), matches(db, search), afterCursor(search.cursor)))
    .orderBy(desc(customers.contactAt), desc(customers.externalUserid))
    .limit(search.limit + 1)
  const shown = rows.slice(0, search.limit)
  const last = shown.at(-1)
  const followers = await followersOf(
    db,
    shown.map((row) => row.customer.externalUserid),
  )
  return {
    items: shown.map(({ customer }) => {
      const own = followers.get(customer.externalUserid) ?? []
      return {
        externalUserid: customer.externalUserid,
        name: own.find((one) => one.userid === search.userid)?.remark || customer.name || UNNAMED,
        avatar: customer.avatar,
        stage: { key: customer.stage ?? 'new', label: stageLabel(customer.stage ?? 'new') },
        owners: own.map((one) => one.name ?? one.userid),
        lastContactAt: customer.lastOutboundAt?.toISOString() ?? null,
      }
    }),
    nextCursor:
      rows.length > search.limit && last !== undefined
        ? `${Number(last.contactUs)}_${last.customer.externalUserid}`
        : null,
  }
}

type Follower = { userid: string; remark: string | null; name: string | null }

/** Living friendships of each, the oldest first. */
const followersOf = async (db: Db, ids: string[]): Promise<Map<string, Follower[]>> => {
  const found = new Map<string, Follower[]>()
  if (ids.length === 0) return found
  const { externalUserid, userid, remark } = relations
  const rows = await db
    .select({ externalUserid, userid, remark, name: members.name })
    .from(relations)
    .leftJoin(members, eq(members.userid, relations.userid))
    .where(and(inArray(externalUserid, ids), isNull(relations.endedAt)))
    .orderBy(relations.addedAt, relations.userid)
  for (const { externalUserid: id, ...one } of rows) found.set(id, [...(found.get(id) ?? []), one])
  return found
}

export const findCustomer = async (db: Db, externalUserid: string) => {
  const [row] = await db.select().from(customers).where(eq(customers.externalUserid, externalUserid))
  return row ?? null
}
