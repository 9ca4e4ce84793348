import { messagesFor } from '../../lang/lang.ts'
import { loadCalendar } from '../calendar/queries.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import { urgency } from '../follow-ups/rules-today.ts'
import { readSetting } from '../settings/queries.ts'
import { doneByMember } from './figures-day.ts'
import { gatherReminders, type RepList } from './gather-reminders.ts'
import { linksOf } from './plan-reminders.ts'
import { renderMidday, renderWrapUp } from './rules-day-messages.ts'
import { type SendingCore, type SentToReps, sendToReps } from './send-to-reps.ts'

/** Promises, waiting customers, complaints and what is late: the groups of the morning's order that cannot wait. */
const CANNOT_WAIT = 4

type Off = { off: true }

const listsOf = async (core: SendingCore, day: BusinessDay): Promise<RepList[]> => {
  const calendar = await loadCalendar(core.db)
  const question = { day, now: core.now(), zone: core.zone, calendar, messages: messagesFor(core.lang) }
  return gatherReminders(core.db, question)
}

/** 午间提醒: to reps with something open that cannot wait, and to nobody else. Only where an admin asked for it. */
export const planMidday = async (core: SendingCore, { day }: { day: BusinessDay }): Promise<SentToReps | Off> => {
  if (!(await readSetting(core.db, 'dayMessages')).midday) return { off: true }
  const messages = messagesFor(core.lang)
  return sendToReps(core, await listsOf(core, day), {
    keyOf: (userid) => `midday:${day}:${userid}`,
    compose: ({ repName, items: due }) => {
      const items = due.filter(({ item }) => urgency(item) <= CANNOT_WAIT).map(({ shown }) => shown)
      return renderMidday({ repName, items }, linksOf(core), messages)
    },
  })
}

/** 收工小结: how far the day came, to reps with somebody left. Only where an admin asked for it. */
export const planWrapUp = async (core: SendingCore, { day }: { day: BusinessDay }): Promise<SentToReps | Off> => {
  if (!(await readSetting(core.db, 'dayMessages')).wrapUp) return { off: true }
  const messages = messagesFor(core.lang)
  const done = await doneByMember(core.db, day, core.zone)
  return sendToReps(core, await listsOf(core, day), {
    keyOf: (userid) => `wrap-up:${day}:${userid}`,
    compose: ({ userid, repName, items }) => {
      const left = items.map(({ shown }) => shown)
      const open = new Set(left.map((one) => one.externalUserid))
      // Of two steps of one customer one may be done: she is still left, and counted once.
      const through = [...(done.get(userid) ?? [])].filter((id) => !open.has(id)).length
      return renderWrapUp({ repName, items: left, done: through }, linksOf(core), messages)
    },
  })
}
