import type { Db } from '../../db/db.ts'
import { messagesFor } from '../../lang/lang.ts'
import { calendarWarning, loadCalendar } from '../calendar/queries.ts'
import { REST_DAYS_AHEAD, restDaysAfter } from '../calendar/rules.ts'
import { addDays, atTime, businessDay } from '../calendar/zone.ts'
import { memberName } from '../members/queries.ts'
import { loadPace, targetFor } from '../targets/queries.ts'
import { listEndedSince, listOpen, onTimeSince, promisesSince } from './queries.ts'
import { peopleIn, withinBudget } from './rules-day.ts'
import { compareForToday, estimateMinutes, oncePerCustomer } from './rules-today.ts'
import type { Today } from './shapes.ts'
import { todayItem, viewFollowUp } from './view-follow-up.ts'

export type ViewToday = { userid: string; now: Date; zone: string; lang: string }

/** Below this a share says more about chance than about the rep. */
const MIN_SAMPLE = 10

/** One rep's day: what is due, in the order to do it, and what is done. */
export const viewToday = async (db: Db, input: ViewToday): Promise<Today> => {
  const day = businessDay(input.now, input.zone)
  const calendar = await loadCalendar(db)
  const context = { now: input.now, zone: input.zone, lang: input.lang, calendar }
  const scope = { all: false, userids: [input.userid] } as const
  const due = (await listOpen(db, { scope, dueBy: day }))
    .filter((row) => !row.relationEnded)
    .map((row) => ({ row, item: todayItem(row, context) }))
    .sort((a, b) => compareForToday(a.item, b.item))
  const open = oncePerCustomer(due, ({ row, item }) => ({ ...row, birthday: item.birthday }))
  const done = await listEndedSince(db, { scope, since: atTime(day, '00:00', input.zone) })
  return {
    day,
    owner: { userid: input.userid, name: await memberName(db, input.userid) },
    open: open.map(({ row }) => viewFollowUp(row, context)),
    doneToday: done.map((row) => viewFollowUp(row, context)),
    overdue: open.filter(({ item }) => item.overdueDays > 0).length,
    minutes: estimateMinutes(withinBudget(open.length, peopleIn(done))),
    onTimeThisMonth: await onTimeShare(db, input.userid, day),
    promises: await promisesOf(db, input.userid, day),
    pace: await paceToday(db, input, day),
    restDays: restDaysAfter(day, REST_DAYS_AHEAD, calendar),
    calendarWarning: calendarWarning(calendar, day, messagesFor(input.lang)),
  }
}

const onTimeShare = async (db: Db, userid: string, day: string): Promise<number | null> => {
  const { due, onTime } = await onTimeSince(db, { userid, from: `${day.slice(0, 7)}-01`, to: addDays(day, -1) })
  return due < MIN_SAMPLE ? null : onTime / due
}

const promisesOf = async (db: Db, userid: string, day: string): Promise<Today['promises']> => {
  const counts = await promisesSince(db, { userid, from: `${day.slice(0, 7)}-01`, to: addDays(day, -1) })
  return counts.due === 0 ? null : counts
}

const paceToday = async (db: Db, { userid, zone }: ViewToday, day: string): Promise<Today['pace']> => {
  const month = day.slice(0, 7)
  const target = await targetFor(db, { month, scope: 'member', scopeId: userid })
  if (target === null || target.amount === 0) return null
  const calendar = await loadCalendar(db)
  const pace = await loadPace(db, { month, today: addDays(day, 1), target, userids: [userid], calendar, zone })
  return {
    target,
    actual: { amount: Math.round((pace.attainment ?? 0) * target.amount), currency: target.currency },
    attainment: pace.attainment ?? 0,
    index: pace.index,
  }
}
