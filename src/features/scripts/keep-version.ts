import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import type { ScriptRow } from './queries.ts'
import { scriptVersions } from './tables.ts'

/** Forbidden words somebody lets stand, and why. */
export type Allowance = { words: string[]; why: string }

type Kept = { before: ScriptRow | null; after: ScriptRow; userid: string; at: Date; allowance?: Allowance | undefined }

const textOf = ({ id, version, title, parts }: ScriptRow) => ({ scriptId: id, version, title, parts })

/** As it stood before anybody kept versions; nobody of the company wrote the library we ship. */
const asItStood = (row: ScriptRow) => ({
  ...textOf(row),
  userid: row.starterKey === null ? row.ownerUserid : null,
  at: row.updatedAt,
})

/**
 * Keeps what a script says now. A script from before there were versions, and one of the library we ship, is kept as it
 * was too: otherwise its first words would be gone with the first change.
 */
export const keepVersion = async (tx: Db, { before, after, userid, at, allowance }: Kept): Promise<void> => {
  const isNew = before?.version !== after.version
  if (isNew && before !== null) await tx.insert(scriptVersions).values(asItStood(before)).onConflictDoNothing()
  const row = isNew ? { ...textOf(after), userid, at } : asItStood(after)
  if (allowance === undefined) {
    await tx.insert(scriptVersions).values(row).onConflictDoNothing()
    return
  }
  const allowed = { allowedWords: allowance.words, allowedBy: userid, allowedWhy: allowance.why }
  await tx
    .insert(scriptVersions)
    .values({ ...row, ...allowed })
    .onConflictDoUpdate({ target: [scriptVersions.scriptId, scriptVersions.version], set: allowed })
}

/** Whoever lets a forbidden word stand answers for it; the reason lies with the version, words of people stay out of the log. */
export const auditAllowance = (
  core: Core,
  tx: Db,
  { userid, script, allowance }: { userid: string; script: ScriptRow; allowance: Allowance },
): Promise<void> =>
  core.audit(tx, {
    actor: userid,
    action: 'forbidden-words-allowed',
    object: String(script.id),
    data: { version: script.version, words: allowance.words.join(' ') },
  })
