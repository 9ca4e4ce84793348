import { createHash } from 'node:crypto'
import { inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { messagesFor } from '../../lang/lang.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import type { Core, OutboxDraft, Together } from '../../spine/core.ts'
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

/**
 * Up to so many are told at 08:50 together. A larger company's are spread until 08:59: WeCom asks to keep mass messages
 * away from the full hour, and everybody opening the list in one second is a crowd of our own making.
 */
const TOGETHER_AT_MOST = 500
const SPREAD_SECONDS = 9 * 60
/** Composed without a pause and written per transaction. */
const CHUNK = 100

type SendingCore = Core & Pick<Together<never>, 'sendMany'>
type Draft = OutboxDraft & { userid: string; delaySeconds: number }

/** One app message per rep and day, and none for a rep with nothing to do. Planned again, it adds nothing. */
export const planReminders = async (core: SendingCore, { day }: { day: BusinessDay }): Promise<PlanRemindersResult> => {
  const messages = messagesFor(core.lang)
  const calendar = await loadCalendar(core.db)
  const lists = await gatherReminders(core.db, {
    ...{ day, now: core.now(), zone: core.zone, calendar, messages },
  })
  const before = { from: previousWorkingDay(day, calendar), to: addDays(day, -1) }
  const yesterday = await onTimeByMember(core.db, before, null)
  const month = await onTimeByMember(core.db, { from: `${day.slice(0, 7)}-01`, to: before.to }, null)
  const result: PlanRemindersResult = { planned: [], skipped: [], failed: [] }
  const compose = (list: RepList) =>
    composeReminder(core, list, {
      messages,
      yesterday: enough(yesterday.get(list.userid)),
      month: enough(month.get(list.userid)),
    })
  const spread = lists.length > TOGETHER_AT_MOST
  const delayed = lists.map((list) => ({ list, delaySeconds: spread ? delayOf(list.userid) : 0 }))
  // Whoever is due first stands first in the queue as well.
  delayed.sort((a, b) => a.delaySeconds - b.delaySeconds)
  // Chunk by chunk: thousands composed in one go would keep callbacks waiting for their answer.
  for (let at = 0; at < delayed.length; at += CHUNK) {
    const drafts = delayed.slice(at, at + CHUNK).flatMap((one) => draftOf(one, { day, compose, result }) ?? [])
    await sendChunk(core, drafts, result)
  }
  return result
}

type Delayed = { list: RepList; delaySeconds: number }
type Drafting = { day: BusinessDay; compose: (list: RepList) => string | null; result: PlanRemindersResult }

/** Null for a rep with nothing to do, or whose text cannot be made: nobody else's reminder waits for that. */
const draftOf = ({ list, delaySeconds }: Delayed, { day, compose, result }: Drafting): Draft | null => {
  const { userid } = list
  try {
    const markdown = compose(list)
    if (markdown === null) {
      result.skipped.push(userid)
      return null
    }
    const occurrenceKey = `reminder:${day}:${userid}`
    return { kind: 'app-message', payload: { userid, markdown }, occurrenceKey, userid, delaySeconds }
  } catch (error) {
    result.failed.push({ userid, error })
    return null
  }
}

/** The same second for the same rep every day: a reminder that wanders looks like one that was late. */
export const delayOf = (userid: string): number =>
  createHash('sha256').update(userid.toLowerCase()).digest().readUInt32BE(0) % SPREAD_SECONDS

/** In one statement; where that fails, one by one, so that a single rep's text stops nobody else's. */
const sendChunk = async (core: SendingCore, drafts: readonly Draft[], result: PlanRemindersResult): Promise<void> => {
  try {
    const sent = await core.db.transaction((tx) => sendNew(core, tx, drafts))
    for (const { userid } of drafts) result[sent.has(userid) ? 'planned' : 'skipped'].push(userid)
  } catch (error) {
    const [only] = drafts
    if (only === undefined) return
    if (drafts.length === 1) result.failed.push({ userid: only.userid, error })
    else for (const one of drafts) await sendChunk(core, [one], result)
  }
}

/** Whose reminder was not there yet. */
const sendNew = async (core: SendingCore, tx: Db, drafts: readonly Draft[]): Promise<Set<string>> => {
  const keys = drafts.map((one) => one.occurrenceKey)
  const known = await tx
    .select({ key: outboxMessages.occurrenceKey })
    .from(outboxMessages)
    .where(inArray(outboxMessages.occurrenceKey, keys))
  const there = new Set(known.map((one) => one.key))
  const fresh = drafts.filter((one) => !there.has(one.occurrenceKey))
  await core.sendMany(tx, fresh)
  return new Set(fresh.map((one) => one.userid))
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
