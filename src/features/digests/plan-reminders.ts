import { isNull } from 'drizzle-orm'
import { messagesFor } from '../../lang/lang.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { previousWorkingDay } from '../calendar/rules.ts'
import { addDays, type BusinessDay } from '../calendar/zone.ts'
import { estimateMinutes } from '../follow-ups/rules-today.ts'
import { members } from '../members/tables.ts'
import { readSetting } from '../settings/queries.ts'
import { onTimeByMember } from './figures.ts'
import { withoutLate } from './figures-day.ts'
import { gatherReminders, type RepList } from './gather-reminders.ts'
import { isLastOfWeek, mondayOf } from './rules.ts'
import type { ReminderData, Share } from './rules-data.ts'
import { renderLate } from './rules-day-messages.ts'
import { byteLength } from './rules-format.ts'
import { type LateOfRep, lateByLead } from './rules-late.ts'
import { ranksInTeams } from './rules-rank.ts'
import { REMINDER_BYTES, type ReminderLinks, renderAllClear, renderReminder } from './rules-reminder.ts'
import { type SendingCore, type SentToReps, sendToReps } from './send-to-reps.ts'

/** Under ten a share says nothing about a person. */
const SMALL_SAMPLE = 10

/** One app message per person and day, and none for whoever has nothing to do. Planned again, it adds nothing. */
export const planReminders = async (core: SendingCore, { day }: { day: BusinessDay }): Promise<SentToReps> => {
  const morning = await gatherMorning(core, day)
  const links = linksOf(core)
  return sendToReps(core, morning.mails, {
    keyOf: (userid) => `reminder:${day}:${userid}`,
    compose: (mail) => composeMorning(mail, { ...morning, links, team: `${core.publicUrl}/sidebar/home` }),
  })
}

export const linksOf = (core: { publicUrl: string }): ReminderLinks => ({
  link: (externalUserid) => `${core.publicUrl}/sidebar/customers/${encodeURIComponent(externalUserid)}`,
  all: `${core.publicUrl}/sidebar/today`,
})

/** What one person is told: the own list, that the week went well, whose customers in the team have waited too long. */
type Mail = RepList & { isClear: boolean; late: readonly LateOfRep[] }
type Shares = ReadonlyMap<string, Share>
type Morning = {
  mails: Mail[]
  messages: Messages
  yesterday: Shares
  month: Shares
  ranks: ReadonlyMap<string, number>
}

const gatherMorning = async (core: SendingCore, day: BusinessDay): Promise<Morning> => {
  const messages = messagesFor(core.lang)
  const calendar = await loadCalendar(core.db)
  const lists = await gatherReminders(core.db, { ...{ day, now: core.now(), zone: core.zone, calendar, messages } })
  const before = { from: previousWorkingDay(day, calendar), to: addDays(day, -1) }
  const month = enough(await onTimeByMember(core.db, { from: `${day.slice(0, 7)}-01`, to: before.to }, null))
  const yesterday = enough(await onTimeByMember(core.db, before, null))
  const seats = await seatsOf(core)
  const teamOf = new Map(
    seats.flatMap(({ userid, departmentIds: [team] }) => (team === undefined ? [] : [[userid, team]])),
  )
  const wishes = await readSetting(core.db, 'dayMessages')
  const late: ReadonlyMap<string, LateOfRep[]> = wishes.leads ? lateByLead(lists, seats) : new Map()
  const clear =
    wishes.allClear && isLastOfWeek(day, calendar)
      ? await withoutLate(core.db, { from: mondayOf(day), to: day }, core.zone)
      : new Set<string>()
  const itemsOf = new Map(lists.map((one) => [one.userid, one.items]))
  const mails = seats.flatMap(({ userid, name }): Mail[] => {
    const items = itemsOf.get(userid) ?? []
    const mail = { userid, repName: name, items, isClear: clear.has(userid), late: late.get(userid) ?? [] }
    return items.length > 0 || mail.isClear || mail.late.length > 0 ? [mail] : []
  })
  return { mails, messages, yesterday, month, ranks: ranksInTeams(month, teamOf) }
}

const seatsOf = (core: SendingCore) =>
  core.db
    .select({
      userid: members.userid,
      name: members.name,
      departmentIds: members.departmentIds,
      leads: members.leads,
    })
    .from(members)
    .where(isNull(members.leftAt))
    .orderBy(members.userid)

const enough = (shares: Shares): Map<string, Share> => new Map([...shares].filter(([, { of }]) => of >= SMALL_SAMPLE))

type Composing = Omit<Morning, 'mails'> & { links: ReminderLinks; team: string }

const composeMorning = (mail: Mail, composing: Composing): string | null => {
  const { messages } = composing
  const late = mail.late.length === 0 ? null : renderLate(mail.late, composing.team, messages)
  const left = REMINDER_BYTES - (late === null ? 0 : byteLength(late) + 2)
  const own = renderReminder(dataOf(mail, composing), composing.links, messages, left)
  const clear = own === null && mail.isClear ? renderAllClear(mail.repName, messages) : null
  const texts = [own ?? clear, late].filter((text) => text !== null)
  return texts.length === 0 ? null : texts.join('\n\n')
}

const dataOf = ({ userid, repName, items: due }: Mail, { yesterday, month, ranks }: Composing): ReminderData => {
  const items = due.map((one) => one.shown)
  const overdue = items.filter((item) => item.overdueDays > 0).length
  const onTime = month.get(userid)
  return {
    repName,
    overdue,
    today: items.length - overdue,
    minutes: estimateMinutes(items),
    items,
    yesterday: yesterday.get(userid) ?? null,
    month: onTime === undefined ? null : { onTime, rank: ranks.get(userid) ?? null },
  }
}
