import { isNull, sql } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { addDays, atTime, type BusinessDay, businessDay } from '../calendar/zone.ts'
import { loadReach, statsSubject, statsUserids } from './reach.ts'
import { behaviorDays, digestChannels } from './tables.ts'

/** WeCom counts its days in China, wherever the company is. */
const WECOM_ZONE = 'Asia/Shanghai'
/** Figures of the last days may still change. */
const DAYS_AGAIN = 3
const OUTAGES = 3

type BehaviorFigures = {
  day: Date
  chats: number | null
  messages: number | null
  replyPercentage: number | null
  averageReplyMinutes: number | null
  negativeFeedback: number | null
  friendRequests: number | null
  newContacts: number | null
}

export type StatsSource = {
  behaviorData(input: { userids: readonly string[]; from: Date; to: Date }): Promise<BehaviorFigures[]>
}

export type PullStatsResult = {
  /** False while WeCom has nothing but zeros for yesterday: its night is not over, ask again later. */
  ready: boolean
  stored: number
  /** Members or lists WeCom would not answer for: to be asked for again. */
  failed: { subject: string; error: unknown }[]
}

type Answer = { subject: string; days: BehaviorFigures[] }

/** The figures of the three days before `day`, per member and once for every channel's people as a whole. */
export const pullStats = async (
  core: Core,
  wecom: StatsSource,
  { day }: { day: BusinessDay },
): Promise<PullStatsResult> => {
  const from = atTime(addDays(day, -DAYS_AGAIN), '00:00', WECOM_ZONE)
  const to = atTime(addDays(day, -1), '00:00', WECOM_ZONE)
  const answers: Answer[] = []
  const failed: PullStatsResult['failed'] = []
  const outages: unknown[] = []
  for (const [subject, userids] of await subjectsOf(core)) {
    try {
      answers.push({ subject, days: await wecom.behaviorData({ userids, from, to }) })
    } catch (error) {
      failed.push({ subject, error })
      if (!isRefusal(error)) outages.push(error)
      // Each further question to a WeCom that is down would wait for its own timeout.
      if (outages.length >= OUTAGES) break
    }
  }
  if (answers.length === 0 && failed.length > 0) throw failed[0]?.error
  const yesterday = addDays(day, -1)
  const isYesterday = (one: BehaviorFigures): boolean => businessDay(one.day, WECOM_ZONE) === yesterday
  // One idle rep is nothing unusual; a whole company without a single message is a night that is not counted yet.
  const ready = answers.some((answer) => answer.days.some((one) => isYesterday(one) && !isEmpty(one)))
  const rows = answers.flatMap(({ subject, days }) =>
    days.filter((one) => ready || !isYesterday(one)).map((one) => toRow(subject, one, core.now())),
  )
  await save(core, rows)
  // What is stored stays; the whole question is put once more when WeCom is back.
  if (outages.length >= OUTAGES) throw outages[0]
  return { ready, stored: rows.length, failed }
}

const subjectsOf = async ({ db }: Core): Promise<Map<string, string[]>> => {
  const subjects = new Map<string, string[]>()
  for (const userid of await statsUserids(db, { userids: null })) subjects.set(userid, [userid])
  const channels = await db.select().from(digestChannels).where(isNull(digestChannels.removedAt))
  for (const { scope, name } of channels) {
    const reach = await loadReach(db, { scope, name, companyName: name }).catch(() => null)
    const userids = reach === null ? [] : await statsUserids(db, reach)
    const subject = statsSubject(userids)
    if (subject !== null) subjects.set(subject, userids)
  }
  return subjects
}

const isRefusal = (error: unknown): boolean => error instanceof Error && 'errcode' in error

const isEmpty = (one: BehaviorFigures): boolean =>
  !one.chats && !one.messages && !one.newContacts && !one.friendRequests && !one.negativeFeedback

const toRow = (subject: string, one: BehaviorFigures, fetchedAt: Date) => ({
  subject,
  day: businessDay(one.day, WECOM_ZONE),
  newApplyCount: one.friendRequests,
  newContactCount: one.newContacts,
  chatCount: one.chats,
  messageCount: one.messages,
  replyPercentage: one.replyPercentage,
  avgReplyMinutes: one.averageReplyMinutes,
  negativeFeedbackCount: one.negativeFeedback,
  fetchedAt,
})

const save = async ({ db }: Core, rows: readonly ReturnType<typeof toRow>[]): Promise<void> => {
  const taken = (column: string) => sql.raw(`excluded.${column}`)
  for (let at = 0; at < rows.length; at += 500) {
    await db
      .insert(behaviorDays)
      .values(rows.slice(at, at + 500))
      .onConflictDoUpdate({
        target: [behaviorDays.subject, behaviorDays.day],
        set: {
          newApplyCount: taken('new_apply_count'),
          newContactCount: taken('new_contact_count'),
          chatCount: taken('chat_count'),
          messageCount: taken('message_count'),
          replyPercentage: taken('reply_percentage'),
          avgReplyMinutes: taken('avg_reply_minutes'),
          negativeFeedbackCount: taken('negative_feedback_count'),
          fetchedAt: taken('fetched_at'),
        },
      })
  }
}
