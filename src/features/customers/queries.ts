import { and, desc, eq, exists, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { stageLabel } from '../lifecycle/rules-model.ts'
import { memberNames } from '../members/queries.ts'
import type { Scope } from '../members/rules.ts'
import { visibleCustomer } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { relationTags } from '../tags/tables.ts'
import type { CustomerRow as CustomerView } from './shapes.ts'
import { customers } from './tables.ts'

export const UNNAMED = '新客户'

export type CustomerSearch = {
  scope: Scope
  stage?: string | undefined
  tag?: string | undefined
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

const like = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (one) => `\\${one}`)}%`

const matches = (db: Db, { stage, tag, q }: CustomerSearch) => {
  const relationOf = eq(relations.externalUserid, customers.externalUserid)
  const tagged = (id: string) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relationTags)
        .where(and(eq(relationTags.externalUserid, customers.externalUserid), eq(relationTags.tagId, id))),
    )
  const remarked = (text: string) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relations)
        .where(and(relationOf, ilike(relations.remark, like(text)))),
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
  const owners = await ownersOf(
    db,
    shown.map((row) => row.customer.externalUserid),
  )
  return {
    items: shown.map(({ customer }) => ({
      externalUserid: customer.externalUserid,
      name: owners.get(customer.externalUserid)?.remark || customer.name || UNNAMED,
      avatar: customer.avatar,
      stage: { key: customer.stage ?? 'new', label: stageLabel(customer.stage ?? 'new') },
      owners: owners.get(customer.externalUserid)?.names ?? [],
      lastContactAt: customer.lastOutboundAt?.toISOString() ?? null,
    })),
    nextCursor:
      rows.length > search.limit && last !== undefined
        ? `${Number(last.contactUs)}_${last.customer.externalUserid}`
        : null,
  }
}

const ownersOf = async (db: Db, ids: string[]) => {
  const found = new Map<string, { names: string[]; remark: string | null }>()
  if (ids.length === 0) return found
  const names = await memberNames(db)
  const rows = await db
    .select()
    .from(relations)
    .where(and(inArray(relations.externalUserid, ids), isNull(relations.endedAt)))
    .orderBy(relations.addedAt)
  for (const row of rows) {
    const entry = found.get(row.externalUserid) ?? { names: [], remark: null }
    entry.names.push(names.get(row.userid) ?? row.userid)
    entry.remark ||= row.remark
    found.set(row.externalUserid, entry)
  }
  return found
}

export const findCustomer = async (db: Db, externalUserid: string) => {
  const [row] = await db.select().from(customers).where(eq(customers.externalUserid, externalUserid))
  return row ?? null
}
