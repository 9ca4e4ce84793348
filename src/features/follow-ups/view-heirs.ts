import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { listMembers } from '../members/queries.ts'
import type { Scope } from '../members/rules.ts'
import { relations } from '../relations/tables.ts'
import type { Heir } from './shapes.ts'
import { followUps } from './tables.ts'

/**
 * Who could take a follow-up over: members of the scope with customers of their own, those who are the customer's
 * friends first. `open` is how many customers wait on their list, so that a lead does not overload anybody.
 */
export const viewHeirs = async (
  db: Db,
  { scope, externalUserid, owner, day }: { scope: Scope; externalUserid: string; owner: string; day: string },
): Promise<Heir[]> => {
  const people = (await listMembers(db)).filter(
    ({ userid, hasCustomerContact }) =>
      userid !== owner && hasCustomerContact && (scope.all || scope.userids.includes(userid)),
  )
  const ids = people.map((one) => one.userid)
  if (ids.length === 0) return []
  const friends = await db
    .select({ userid: relations.userid })
    .from(relations)
    .where(and(eq(relations.externalUserid, externalUserid), isNull(relations.endedAt)))
  const counts = await db
    .select({ userid: followUps.userid, open: sql<number>`count(distinct ${followUps.externalUserid})::int` })
    .from(followUps)
    .where(and(eq(followUps.status, 'open'), inArray(followUps.userid, ids), sql`${followUps.dueOn} <= ${day}`))
    .groupBy(followUps.userid)
  const isFriend = new Set(friends.map((one) => one.userid))
  const openOf = new Map(counts.map((one) => [one.userid, one.open]))
  return people
    .map(({ userid, name }) => ({ userid, name, follows: isFriend.has(userid), open: openOf.get(userid) ?? 0 }))
    .sort((a, b) => Number(b.follows) - Number(a.follows) || a.open - b.open || a.userid.localeCompare(b.userid))
}
