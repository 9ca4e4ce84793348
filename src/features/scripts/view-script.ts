import type { Db } from '../../db/db.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import { fillScript } from './fill-script.ts'
import { figuresSince, ownForbiddenWords, type ScriptFigures, type ScriptRow, seesReplies } from './queries.ts'
import type { FillValues } from './rules.ts'
import { forbiddenWords } from './rules-forbidden.ts'
import { REPLY_HOURS, replyShare } from './rules-replies.ts'
import type { ScriptView } from './shapes.ts'

export const USES_DAYS = 30

export type ViewFor = { values: FillValues | null; userid: string; lang: string; now: Date }

const NONE: ScriptFigures = { uses: 0, customers: 0, replied: 0 }

/** Scripts as people read them, with what became of them lately; a whole page of them costs three questions. */
export const viewScripts = async (db: Db, rows: readonly ScriptRow[], who: ViewFor): Promise<ScriptView[]> => {
  const since = new Date(who.now.getTime() - USES_DAYS * 86_400_000)
  const ripe = new Date(who.now.getTime() - REPLY_HOURS * 3_600_000)
  const ids = rows.map((row) => row.id)
  const figures = await figuresSince(db, ids, { since, ripe })
  const sees = await seesReplies(db, since)
  const own = await ownForbiddenWords(db)
  const labels = scriptMessagesFor(who.lang).categories
  return rows.map((row) => {
    const found = figures.get(row.id) ?? NONE
    const warnings = forbiddenWords(wordsOf(row), own)
    return {
      id: String(row.id),
      title: row.title,
      scope: row.scope,
      category: row.category,
      categoryLabel: labels[row.category] ?? row.category,
      stages: row.stages,
      tags: row.tags,
      parts: fillScript(row, who.values),
      mine: row.scope === 'personal' && row.ownerUserid === who.userid,
      uses30d: found.uses,
      replies: { customers: found.customers, share: replyShare(found, sees) },
      ...(warnings.length === 0 ? {} : { warnings }),
    }
  })
}

/** As saving checks them: title and parts, not the tags only colleagues read. */
export const wordsOf = (row: ScriptRow): string =>
  [
    row.title,
    ...row.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [part.title, part.description])),
  ].join('\n')
