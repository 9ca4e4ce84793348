import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { isCompanyScript } from './queries.ts'

/** Reaction: a script of the company is what every rep says in its name; a rep's own is his affair. */
export const auditScript = async (core: Core, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const { scriptId, change } = fact.data
  if (typeof scriptId !== 'number' || typeof change !== 'string') return
  if (!(await isCompanyScript(tx, scriptId))) return
  await core.audit(tx, {
    actor: fact.actor.id,
    action: 'script-published',
    object: String(scriptId),
    data: { change },
  })
}
