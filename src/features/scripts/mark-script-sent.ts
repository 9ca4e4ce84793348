import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { customers } from '../customers/tables.ts'
import { relations } from '../relations/tables.ts'
import type { ScriptsFact } from './facts.ts'
import { findScript } from './queries.ts'
import { scriptUses } from './tables.ts'

export type MarkScriptSent = {
  scriptId: number
  part: number
  userid: string
  externalUserid: string
  /** The sender's own name for this hand-over. */
  key?: string | null
  /** The words were changed before. */
  edited?: boolean
}
export type MarkScriptSentResult = { ok: true } | { ok: false; why: 'not-found' | 'no-such-part' }

/** Nobody sends the same words to the same person twice within it: a second request is the first one again. */
const SAME_MS = 10_000

/**
 * One successful hand-over to the chat. It is contact on our side, so both clocks of ours move, and never backwards.
 * A script retired while the page was open still counts: the message is out. A page that did not hear the answer asks
 * again; the repetition changes nothing.
 */
export const markScriptSent = async (core: Core<ScriptsFact>, input: MarkScriptSent): Promise<MarkScriptSentResult> =>
  core.db.transaction(async (tx): Promise<MarkScriptSentResult> => {
    const { scriptId, part, userid, externalUserid } = input
    const script = await findScript(tx, { id: scriptId, userid, retiredToo: true })
    if (script === null) return { ok: false, why: 'not-found' }
    if (part >= script.parts.length) return { ok: false, why: 'no-such-part' }
    // Two requests at the same moment take turns here: the second must see what the first wrote.
    await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid)).for('update')
    const at = core.now()
    if (await isRepeated(tx, input, at)) return { ok: true }
    await tx
      .insert(scriptUses)
      .values({ scriptId, part, userid, externalUserid, at, key: input.key ?? null, edited: input.edited ?? false })
    await moveClocks(tx, { externalUserid, userid, at })
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

/** With a key the key decides, whenever it comes; without one the same words to the same person a moment ago do. */
const isRepeated = async (tx: Db, { scriptId, part, userid, externalUserid, key }: MarkScriptSent, at: Date) => {
  const same =
    key == null
      ? and(
          eq(scriptUses.scriptId, scriptId),
          eq(scriptUses.part, part),
          eq(scriptUses.externalUserid, externalUserid),
          gt(scriptUses.at, new Date(at.getTime() - SAME_MS)),
        )
      : eq(scriptUses.key, key)
  const [row] = await tx
    .select({ id: scriptUses.id })
    .from(scriptUses)
    .where(and(eq(scriptUses.userid, userid), same))
    .limit(1)
  return row !== undefined
}

const moveClocks = async (
  tx: Db,
  { externalUserid, userid, at }: { externalUserid: string; userid: string; at: Date },
): Promise<void> => {
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
}
