import type { Db } from '../../db/db.ts'
import { langFor } from '../../lang/lang.ts'
import { mediaWords } from '../../lang/media.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import { businessDay } from '../calendar/zone.ts'
import { refusalsOf } from '../media/queries.ts'
import { listDepartments, memberNames } from '../members/queries.ts'
import { type FilledPart, fillScript } from './fill-script.ts'
import { fileIdOf, wordsIn } from './part-words.ts'
import { favouritesOf, ownForbiddenWords, type ScriptRow } from './queries.ts'
import { figuresSince, type ScriptFigures, seesReplies } from './queries-figures.ts'
import type { FillValues } from './rules.ts'
import { ADVANCE_DAYS, ORDER_DAYS, REPLY_HOURS, shareOf } from './rules-effect.ts'
import { forbiddenWords } from './rules-forbidden.ts'
import { isOver, stateOf, unforgiven } from './rules-life.ts'
import type { ScriptView } from './shapes.ts'

export const USES_DAYS = 30

/** Orders take their time: looked at over so many days, of which the last `ORDER_DAYS` are still open. */
const ORDERS_OVER_DAYS = 90

export type ViewFor = { values: FillValues | null; userid: string; lang: string; now: Date; zone: string }

const NOBODY = { customers: 0, did: 0 }
const NONE: ScriptFigures = {
  ...{ uses: 0, edited: 0, lastAt: null, customers: 0, replies: NOBODY, advances: NOBODY },
  orders: { ...NOBODY, sums: [] },
}

/** Whose words wait for a decision or came back from one. */
const isTalkedAbout = (row: ScriptRow): boolean => row.state === 'review' || row.reviewNote !== ''

/** Scripts as people read them, with what became of them lately; a whole page of them costs four questions. */
export const viewScripts = async (db: Db, rows: readonly ScriptRow[], who: ViewFor): Promise<ScriptView[]> => {
  const before = (hours: number): Date => new Date(who.now.getTime() - hours * 3_600_000)
  const since = before(USES_DAYS * 24)
  const span = {
    ...{ since, repliesBy: before(REPLY_HOURS), advancesBy: before(ADVANCE_DAYS * 24) },
    ...{ ordersSince: before(ORDERS_OVER_DAYS * 24), ordersBy: before(ORDER_DAYS * 24) },
  }
  const ids = rows.map((row) => row.id)
  const figures = await figuresSince(db, ids, span)
  const sees = await seesReplies(db, since)
  const own = await ownForbiddenWords(db)
  const favourites = await favouritesOf(db, who.userid)
  const fileIds = rows.flatMap((row) => row.parts.map(fileIdOf).filter((id) => id !== null))
  const refusals = await refusalsOf(db, fileIds)
  const labels = scriptMessagesFor(who.lang).categories
  const names = rows.some(isTalkedAbout) ? await memberNames(db) : new Map<string, string>()
  const today = businessDay(who.now, who.zone)
  const units = rows.some((row) => row.departmentId !== null) ? await listDepartments(db) : []
  const teamOf = (id: number | null) => {
    const unit = units.find((one) => one.id === id)
    return unit === undefined ? null : { id: unit.id, name: unit.name }
  }
  return rows.map((row) => {
    const found = figures.get(row.id) ?? NONE
    const warnings = unforgiven(forbiddenWords(wordsOf(row), own), row.allowedWords)
    const author = row.ownerUserid ?? ''
    return {
      id: String(row.id),
      title: row.title,
      scope: row.scope,
      category: row.category,
      categoryLabel: labels[row.category] ?? row.category,
      stages: row.stages,
      tags: row.tags,
      parts: withProblems(fillScript(row, who.values), refusals, who.lang),
      mine: row.scope === 'personal' && row.ownerUserid === who.userid,
      team: teamOf(row.departmentId),
      ...{ state: stateOf(row), version: row.version },
      ...{ validUntil: row.validUntil, over: isOver(row.validUntil, today) },
      ...(isTalkedAbout(row) ? { author: names.get(author) ?? author } : {}),
      ...(row.reviewNote === '' ? {} : { reviewNote: row.reviewNote }),
      ...{ uses30d: found.uses, customers30d: found.customers, edited30d: found.edited },
      lastUsedAt: found.lastAt?.toISOString() ?? null,
      replies: shareOf(found.replies, sees),
      advances: shareOf(found.advances),
      orders: { ...shareOf(found.orders), sums: found.orders.sums },
      favourite: favourites.has(row.id),
      ...(warnings.length === 0 ? {} : { warnings }),
    }
  })
}

/** As saving checks them: title and parts, not the tags only colleagues read. */
export const wordsOf = (row: ScriptRow): string => [row.title, ...row.parts.flatMap(wordsIn)].join('\n')

/** Says of each file that WeCom did not take why: whoever looks at the script can mend it before a customer waits. */
const withProblems = (parts: FilledPart[], refusals: ReadonlyMap<number, number>, lang: string): FilledPart[] =>
  parts.map((part) => {
    const errcode = part.file === undefined ? undefined : refusals.get(Number(part.file.id))
    if (part.file === undefined || errcode === undefined) return part
    const problem = mediaWords(lang).refused(explain(errcode, langFor(lang) === 'en' ? 'en' : 'zh'))
    return { ...part, file: { ...part.file, problem } }
  })
