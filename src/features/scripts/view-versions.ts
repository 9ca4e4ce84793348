import type { Db } from '../../db/db.ts'
import { memberNames } from '../members/queries.ts'
import { fillScript } from './fill-script.ts'
import type { ScriptRow } from './queries.ts'
import { versionsOf } from './queries-life.ts'
import type { ScriptVersions } from './shapes.ts'

/** Everything a script ever said, newest first; one that was never changed has its words of today alone. */
export const viewVersions = async (db: Db, script: ScriptRow): Promise<ScriptVersions> => {
  const kept = await versionsOf(db, script.id)
  const names = await memberNames(db)
  const nameOf = (userid: string | null): string | null => (userid === null ? null : (names.get(userid) ?? userid))
  const now = {
    ...{ version: script.version, title: script.title, parts: script.parts, at: script.updatedAt },
    userid: script.starterKey === null ? script.ownerUserid : null,
    ...{ allowedWords: [], allowedBy: null, allowedWhy: '' },
  }
  const rows = kept.some((row) => row.version === script.version) ? kept : [now, ...kept]
  return {
    items: rows.map((row) => ({
      version: row.version,
      title: row.title,
      parts: fillScript(row, null).map(({ type, text, url }) => ({ type, text, url })),
      by: nameOf(row.userid),
      at: row.at.toISOString(),
      allowed:
        row.allowedWords.length === 0
          ? null
          : { words: row.allowedWords, by: nameOf(row.allowedBy), why: row.allowedWhy },
    })),
  }
}
