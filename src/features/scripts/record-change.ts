import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import type { ScriptChange, ScriptsFact } from './facts.ts'
import type { ScriptRow } from './queries.ts'

/** Writes down who did what to a script; the audit log follows from it for the company's. */
export const recordChange = (
  core: Core<ScriptsFact>,
  tx: Db,
  { script, userid, change }: { script: Pick<ScriptRow, 'id' | 'version'>; userid: string; change: ScriptChange },
): Promise<number> =>
  core.record(tx, {
    kind: 'script-saved',
    externalUserid: null,
    userid,
    actor: { kind: 'member', id: userid },
    data: { scriptId: script.id, change, version: script.version },
  })
