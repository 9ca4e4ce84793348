import { and, eq, ne } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import type { MergesFact } from './facts.ts'
import { lockMerge, lockPerson } from './queries.ts'
import { isUntouched } from './rules.ts'
import { accountMerges } from './tables.ts'

export type SeparateAccounts = { primary: string; account: string; userid: string }

/**
 * Takes a merge back, five seconds or five months later. False where the account is no part of this person, which is
 * also what a second tap finds.
 */
export const separateAccounts = (core: Core<MergesFact>, input: SeparateAccounts): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const { primary, account, userid } = input
    const person = await lockPerson(tx, account)
    const merge = await lockMerge(tx, account)
    if (person === null || merge === null || merge.primaryId !== primary) return false
    const stands = { stage: person.stage, stageSince: person.stageSince.toISOString() }
    const whole = merge.undo !== null && isUntouched(merge.undo, stands)
    await tx.update(accountMerges).set({ endedBy: userid, endedAt: core.now() }).where(eq(accountMerges.id, merge.id))
    await tx.update(customers).set({ personId: null }).where(eq(customers.externalUserid, account))
    if (!(await standsForOthers(tx, primary)))
      await tx.update(customers).set({ personId: null }).where(eq(customers.externalUserid, primary))
    await core.record(tx, {
      kind: 'accounts-separated',
      externalUserid: primary,
      userid,
      actor: { kind: 'member', id: userid },
      data: { account, mergeId: merge.id, whole },
    })
    const data = { mergeId: merge.id }
    await core.audit(tx, { actor: userid, action: 'accounts-separated', customer: primary, data })
    return true
  })

const standsForOthers = async (tx: Db, primary: string): Promise<boolean> => {
  const [other] = await tx
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(and(eq(customers.personId, primary), ne(customers.externalUserid, primary)))
    .limit(1)
  return other !== undefined
}
