import { createHash } from 'node:crypto'
import { and, exists, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/db.ts'
import { membersOf, type Org } from '../members/rules.ts'
import { members } from '../members/tables.ts'
import { relations } from '../relations/tables.ts'
import { loadWholeOrg } from '../targets/queries.ts'
import type { ChannelScopeData } from './tables.ts'

export type ReachGroup = { departmentId: number; name: string; userids: string[] }

/** Whom a channel tells about. */
export type Reach = {
  name: string
  /** null: everybody, also what is credited to nobody. */
  userids: string[] | null
  /** The same as a list of ids, those who left included. */
  everybody: string[]
  /** Where a target of its own can stand; a free list of people has none. */
  target: { scope: 'company' | 'department'; scopeId: string } | null
  /** The teams right below. */
  groups: ReachGroup[]
  names: Map<string, string>
}

type Wanted = { scope: ChannelScopeData; name: string; companyName: string }

export const loadReach = async (db: Db, { scope, name, companyName }: Wanted): Promise<Reach> => {
  const org = await loadWholeOrg(db)
  const names = new Map(org.members.map((one) => [one.userid, org.names.get(`member ${one.userid}`) ?? one.userid]))
  if ('userids' in scope) {
    return { name, userids: scope.userids, everybody: scope.userids, target: null, groups: [], names }
  }
  const all = org.members.map((one) => one.userid)
  if ('company' in scope) {
    const target = { scope: 'company' as const, scopeId: '' }
    return { name: companyName, userids: null, everybody: all, target, groups: groupsUnder(topOf(org), org), names }
  }
  // A scope nobody can read must not turn into a digest about nobody.
  if (typeof scope.department !== 'number') throw new TypeError(`channel ${name} has no scope that can be read`)
  const userids = membersOf([scope.department], org)
  return {
    name: org.names.get(`department ${scope.department}`) ?? name,
    userids,
    everybody: userids,
    target: { scope: 'department', scopeId: String(scope.department) },
    groups: groupsUnder([scope.department], org),
    names,
  }
}

/** Departments whose parent we do not see: the company's root, or what the app may see of it. */
const topOf = (org: Org): number[] => {
  const known = new Set(org.departments.map((one) => one.id))
  return org.departments.filter((one) => !known.has(one.parentId)).map((one) => one.id)
}

const groupsUnder = (parents: readonly number[], org: Org & { names: Map<string, string> }): ReachGroup[] =>
  org.departments
    .filter((one) => parents.includes(one.parentId))
    .map((one) => ({
      departmentId: one.id,
      name: org.names.get(`department ${one.id}`) ?? String(one.id),
      userids: membersOf([one.id], org),
    }))

/** A customer of one of these members, today or before. */
export const customerOf = (
  db: Db,
  customer: AnyPgColumn,
  userids: readonly string[] | null,
  onlyAlive = false,
): SQL | undefined => {
  if (userids === null && !onlyAlive) return undefined
  return exists(
    db
      .select({ one: sql`1` })
      .from(relations)
      .where(
        and(
          sql`${relations.externalUserid} = ${customer}`,
          userids === null ? undefined : inArray(relations.userid, [...userids]),
          onlyAlive ? isNull(relations.endedAt) : undefined,
        ),
      ),
  )
}

/** WeCom takes a hundred members in one question. */
export const STATS_MEMBERS = 100

/** Members WeCom can be asked about: still there and with customer contact. */
export const statsUserids = async (db: Db, reach: Pick<Reach, 'userids'>): Promise<string[]> => {
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(
      and(
        isNull(members.leftAt),
        sql`${members.hasCustomerContact}`,
        reach.userids === null ? undefined : inArray(members.userid, reach.userids),
      ),
    )
    .orderBy(members.userid)
  return rows.map((row) => row.userid)
}

/** Under which name the figures of a list asked for as a whole are kept; null for a list WeCom would not take. */
export const statsSubject = (userids: readonly string[]): string | null => {
  if (userids.length === 0 || userids.length > STATS_MEMBERS) return null
  const text = [...userids].sort().join('\n')
  return `scope:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}
