import type { Db } from '../../db/db.ts'
import { listOpen } from '../follow-ups/queries.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import type { Scope } from '../members/rules.ts'
import { COMPLAINT_TASK, type Task } from './rules-ranking.ts'

/** What the customer waits for first: the caller's own follow-ups before a colleague's. */
export const taskOf = async (
  db: Db,
  { externalUserid, caller }: { externalUserid: string; caller: { userid: string; scope: Scope } },
): Promise<Task | null> => {
  const open = await listOpen(db, { scope: caller.scope, externalUserid })
  const first = open.find((row) => row.userid === caller.userid) ?? open[0]
  if (first?.flags.includes(FLAGS.complaint) === true) return COMPLAINT_TASK
  return first === undefined ? null : { category: first.scriptCategory, step: first.reasonKey }
}
