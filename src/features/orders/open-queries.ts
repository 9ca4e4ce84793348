import { and, asc, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { facts } from '../../spine/tables.ts'
import { customers } from '../customers/tables.ts'
import { relations } from '../relations/tables.ts'
import { fromCursor, toCursor } from './cursor.ts'
import type { OpenCustomer, OpenEvent } from './open-shapes.ts'

type PageQuery = { limit: number; cursor?: string | undefined }
type Page<T> = { items: T[]; nextCursor: string | null }

/** Everybody, in order of id. */
export const listOpenCustomers = async (db: Db, { limit, cursor }: PageQuery): Promise<Page<OpenCustomer>> => {
  const place = fromCursor(cursor)
  const found = await db
    .select()
    .from(customers)
    .where(place === null ? undefined : gt(customers.externalUserid, place.id))
    .orderBy(asc(customers.externalUserid))
    .limit(limit + 1)
  const rows = found.slice(0, limit)
  const owners = await ownersOf(
    db,
    rows.map((row) => row.externalUserid),
  )
  const last = found.length > limit ? rows.at(-1) : undefined
  return {
    items: rows.map((row) => ({
      externalUserid: row.externalUserid,
      name: row.name,
      corpName: row.corpName,
      unionid: row.unionid,
      stage: row.stage,
      stageSince: row.stageSince.toISOString(),
      firstAddedAt: row.firstAddedAt.toISOString(),
      owners: owners.get(row.externalUserid) ?? [],
      gone: row.goneAt !== null,
      mergedInto: row.personId === row.externalUserid ? null : row.personId,
    })),
    nextCursor: last === undefined ? null : toCursor({ at: 0, id: last.externalUserid }),
  }
}

const ownersOf = async (db: Db, ids: readonly string[]): Promise<Map<string, string[]>> => {
  const owners = new Map<string, string[]>()
  if (ids.length === 0) return owners
  const rows = await db
    .select({ externalUserid: relations.externalUserid, userid: relations.userid })
    .from(relations)
    .where(and(inArray(relations.externalUserid, [...ids]), isNull(relations.endedAt)))
    .orderBy(asc(relations.addedAt), asc(relations.userid))
  for (const { externalUserid, userid } of rows) {
    owners.set(externalUserid, [...(owners.get(externalUserid) ?? []), userid])
  }
  return owners
}

// Ids are given before commit. A reader that has passed id 9 would never see 8 if that transaction ends later, so
// nothing is handed out that began after the oldest transaction still under way. Ages below zero are very old rows.
const settled = sql`(age(${facts}.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid) or age(${facts}.xmin) < 0)`

/** The journal after a place, oldest first. `tail` is the place behind the last event handed out. */
export const listEvents = async (
  db: Db,
  { limit, cursor }: PageQuery,
): Promise<Page<OpenEvent> & { tail: string | null }> => {
  const place = fromCursor(cursor)
  const found = await db
    .select()
    .from(facts)
    .where(and(gt(facts.id, place?.at ?? 0), settled))
    .orderBy(asc(facts.id))
    .limit(limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const tail = last === undefined ? (cursor ?? null) : toCursor({ at: last.id, id: '' })
  return {
    items: rows.map(({ id, kind, at, externalUserid, userid, actorKind, actorId, rule, data }) => ({
      id: String(id),
      kind,
      at: at.toISOString(),
      externalUserid,
      userid,
      actor: { kind: actorKind, id: actorId },
      rule,
      data,
    })),
    nextCursor: found.length > limit ? tail : null,
    tail,
  }
}
