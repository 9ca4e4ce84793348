import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { type CustomerRow, customers } from '../customers/tables.ts'
import { lockOpenOf } from '../follow-ups/queries.ts'
import { keepStage } from '../lifecycle/rules-undo.ts'
import { stageMoves } from '../lifecycle/tables.ts'
import type { MergesFact } from './facts.ts'
import { loadMarks } from './queries-hints.ts'
import { checkMerge, type MergeTrouble, reasonCodes } from './rules.ts'
import { judgePair } from './rules-duplicates.ts'
import { accountMerges, type UndoOfMerge } from './tables.ts'

export type MergeAccounts = { primary: string; account: string; userid: string }
export type MergeResult = { ok: true } | { ok: false; why: MergeTrouble | 'no-such-customer' }

/**
 * Two accounts become one person for us; WeCom keeps two, and so do friendships, tags and chats. What follows for
 * stage and follow-ups stands in the reactions. Done twice it is done once.
 */
export const mergeAccounts = (core: Core<MergesFact>, input: MergeAccounts): Promise<MergeResult> =>
  core.db.transaction(async (tx): Promise<MergeResult> => {
    const { primary: primaryId, account: accountId, userid } = input
    const rows = await lockBoth(tx, [primaryId, accountId])
    const primary = rows.get(primaryId)
    const account = rows.get(accountId)
    if (primary === undefined || account === undefined) return { ok: false, why: 'no-such-customer' }
    const allowed = checkMerge(primary, account)
    if (!allowed.ok) return allowed
    if (allowed.known) return { ok: true }
    const { mergeId, reasons } = await writeMerge(core, tx, input)
    const before = await openOf(tx, [primaryId, accountId])
    await tx
      .update(customers)
      .set({ personId: primaryId })
      .where(inArray(customers.externalUserid, [primaryId, accountId]))
    const data = { account: accountId, mergeId, reasons: reasonCodes(reasons) }
    const actor = { kind: 'member', id: userid } as const
    await core.record(tx, { kind: 'accounts-merged', externalUserid: primaryId, userid, actor, data })
    const undo = await undoOf(tx, { primary, account, before })
    await tx.update(accountMerges).set({ undo }).where(eq(accountMerges.id, mergeId))
    await core.audit(tx, { actor: userid, action: 'accounts-merged', customer: primaryId, data: { mergeId } })
    return { ok: true }
  })

/** In the order of their ids: the same two merged both ways at once take turns. */
const lockBoth = async (tx: Db, ids: readonly string[]): Promise<Map<string, CustomerRow>> => {
  const rows = await tx
    .select()
    .from(customers)
    .where(inArray(customers.externalUserid, [...ids]))
    .orderBy(asc(customers.externalUserid))
    .for('update')
  return new Map(rows.map((row) => [row.externalUserid, row]))
}

const writeMerge = async (core: Core<MergesFact>, tx: Db, { primary, account, userid }: MergeAccounts) => {
  const marks = await loadMarks(tx, [primary, account])
  const [one, other] = [marks.get(primary), marks.get(account)]
  const verdict = one === undefined || other === undefined ? null : judgePair(one, other)
  const [row] = await tx
    .insert(accountMerges)
    .values({
      externalUserid: account,
      primaryId: primary,
      reasons: verdict?.reasons ?? [],
      mergedBy: userid,
      mergedAt: core.now(),
    })
    .returning({ id: accountMerges.id })
  return { mergeId: row?.id ?? 0, reasons: verdict?.reasons ?? [] }
}

const openOf = async (tx: Db, ids: readonly string[]): Promise<number[]> => {
  const found = new Set<number>()
  for (const externalUserid of ids) for (const { id } of await lockOpenOf(tx, { externalUserid })) found.add(id)
  return [...found]
}

type Before = { primary: CustomerRow; account: CustomerRow; before: readonly number[] }

const undoOf = async (tx: Db, { primary, account, before }: Before): Promise<UndoOfMerge> => {
  const here = eq(customers.externalUserid, primary.externalUserid)
  const [after] = await tx.select().from(customers).where(here)
  const still = await openOf(tx, [primary.externalUserid])
  const [move] = await tx
    .select({ id: stageMoves.id })
    .from(stageMoves)
    .where(and(eq(stageMoves.externalUserid, primary.externalUserid), eq(stageMoves.reasonCode, 'merged')))
    .orderBy(desc(stageMoves.id))
    .limit(1)
  return {
    primary: keepStage(primary),
    account: keepStage(account),
    after: keepStage(after ?? primary),
    moveId: after !== undefined && after.stage !== primary.stage ? (move?.id ?? null) : null,
    ended: before.filter((id) => !still.includes(id)),
    planned: still.filter((id) => !before.includes(id)),
  }
}
