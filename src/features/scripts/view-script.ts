import type { Db } from '../../db/db.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import { fillScript } from './fill-script.ts'
import {
  favouritesOf,
  figuresSince,
  ownForbiddenWords,
  type ScriptFigures,
  type ScriptRow,
  seesReplies,
} from './queries.ts'
import type { FillValues } from './rules.ts'
import { ADVANCE_DAYS, REPLY_HOURS, shareOf } from './rules-effect.ts'
import { forbiddenWords } from './rules-forbidden.ts'
import type { ScriptView } from './shapes.ts'

export const USES_DAYS = 30

export type ViewFor = { values: FillValues | null; userid: string; lang: string; now: Date }

const NONE: ScriptFigures = { uses: 0, replies: { customers: 0, did: 0 }, advances: { customers: 0, did: 0 } }

/** Scripts as people read them, with what became of them lately; a whole page of them costs four questions. */
export const viewScripts = async (db: Db, rows: readonly ScriptRow[], who: ViewFor): Promise<ScriptView[]> => {
  const before = (hours: number): Date => new Date(who.now.getTime() - hours * 3_600_000)
  const since = before(USES_DAYS * 24)
  const span = { since, repliesBy: before(REPLY_HOURS), advancesBy: before(ADVANCE_DAYS * 24) }
  const ids = rows.map((row) => row.id)
  const figures = await figuresSince(db, ids, span)
  const sees = await seesReplies(db, since)
  const own = await ownForbiddenWords(db)
  const favourites = await favouritesOf(db, who.userid)
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
      replies: shareOf(found.replies, sees),
      advances: shareOf(found.advances),
      favourite: favourites.has(row.id),
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
