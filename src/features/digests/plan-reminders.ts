import { eq } from 'drizzle-orm'
import { messagesFor } from '../../lang/lang.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import type { Core } from '../../spine/core.ts'
import { outboxMessages } from '../../spine/tables.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { previousWorkingDay } from '../calendar/rules.ts'
import { addDays, type BusinessDay } from '../calendar/zone.ts'
import { estimateMinutes } from '../follow-ups/rules-today.ts'
import { onTimeByMember } from './figures.ts'
import { gatherReminders, type RepList } from './gather-reminders.ts'
import type { ReminderData, Share } from './rules-data.ts'
import { type ReminderLinks, renderReminder } from './rules-reminder.ts'

export type PlanRemindersResult = { planned: string[]; skipped: string[]; failed: { userid: string; error: unknown }[] }

/** Under ten a share says nothing about a person. */
const SMALL_SAMPLE = 10

/** One app message per rep and day, and none for a rep with nothing to do. */
export const planReminders = async (core: Core, { day }: { day: BusinessDay }): Promise<PlanRemindersResult> => {
  const messages = messagesFor(core.lang)
  const calendar = await loadCalendar(core.db)
  const lists = await gatherReminders(core.db, { day, calendar, messages })
  const before = { from: previousWorkingDay(day, calendar), to: addDays(day, -1) }
  const yesterday = await onTimeByMember(core.db, before, null)
  const month = await onTimeByMember(core.db, { from: `${day.slice(0, 7)}-01`, to: before.to }, null)
  const result: PlanRemindersResult = { planned: [], skipped: [], failed: [] }
  for (const list of lists) {
    const { userid } = list
    try {
      const shares = { yesterday: enough(yesterday.get(userid)), month: enough(month.get(userid)) }
      const markdown = composeReminder(core, list, { messages, ...shares })
      const sent = markdown !== null && (await sendOnce(core, { userid, markdown }, `reminder:${day}:${userid}`))
      result[sent ? 'planned' : 'skipped'].push(userid)
    } catch (error) {
      result.failed.push({ userid, error })
    }
  }
  return result
}

const enough = (share: Share | undefined): Share | null =>
  share === undefined || share.of < SMALL_SAMPLE ? null : share

type Words = { messages: Messages; yesterday: Share | null; month: Share | null }

const composeReminder = (core: Core, list: RepList, { messages, yesterday, month }: Words): string | null => {
  const items = list.items.map((one) => one.shown)
  const overdue = items.filter((item) => item.overdueDays > 0).length
  const data: ReminderData = {
    repName: list.repName,
    overdue,
    today: items.length - overdue,
    minutes: estimateMinutes(items),
    items,
    yesterday,
    month: month === null ? null : { onTime: month, rank: null },
  }
  const links: ReminderLinks = {
    link: (externalUserid) => `${core.publicUrl}/sidebar/customers/${encodeURIComponent(externalUserid)}`,
    all: `${core.publicUrl}/sidebar/today`,
  }
  return renderReminder(data, links, messages)
}

const sendOnce = (core: Core, payload: { userid: string; markdown: string }, occurrenceKey: string): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const known = await tx
      .select({ id: outboxMessages.id })
      .from(outboxMessages)
      .where(eq(outboxMessages.occurrenceKey, occurrenceKey))
    if (known.length > 0) return false
    await core.send(tx, { kind: 'app-message', payload, occurrenceKey })
    return true
  })
