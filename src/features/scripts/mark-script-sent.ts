import { and, eq, isNull, lt, or } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { relations } from '../relations/tables.ts'
import type { ScriptsFact } from './facts.ts'
import { findScript } from './queries.ts'
import { scriptUses } from './tables.ts'

export type MarkScriptSent = { scriptId: number; part: number; userid: string; externalUserid: string }
export type MarkScriptSentResult = { ok: true } | { ok: false; why: 'not-found' | 'no-such-part' }

/**
 * One successful hand-over to the chat. It is contact on our side, so both clocks of ours move, and never backwards.
 * A script retired while the page was open still counts: the message is out.
 */
export const markScriptSent = async (core: Core<ScriptsFact>, input: MarkScriptSent): Promise<MarkScriptSentResult> =>
  core.db.transaction(async (tx): Promise<MarkScriptSentResult> => {
    const { scriptId, part, userid, externalUserid } = input
    const script = await findScript(tx, { id: scriptId, userid, retiredToo: true })
    if (script === null) return { ok: false, why: 'not-found' }
    if (part >= script.parts.length) return { ok: false, why: 'no-such-part' }
    const at = core.now()
    await tx.insert(scriptUses).values({ scriptId, part, userid, externalUserid, at })
    await tx
      .update(customers)
      .set({ lastOutboundAt: at })
      .where(
        and(
          eq(customers.externalUserid, externalUserid),
          or(isNull(customers.lastOutboundAt), lt(customers.lastOutboundAt, at)),
        ),
      )
    await tx
      .update(relations)
      .set({ lastContactAt: at })
      .where(
        and(
          eq(relations.externalUserid, externalUserid),
          eq(relations.userid, userid),
          or(isNull(relations.lastContactAt), lt(relations.lastContactAt, at)),
        ),
      )
    await core.record(tx, {
      kind: 'script-sent',
      externalUserid,
      userid,
      actor: { kind: 'member', id: userid },
      at,
      data: { scriptId, part },
    })
    return { ok: true }
  })
