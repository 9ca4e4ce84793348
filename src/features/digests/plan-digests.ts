import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { digestWords } from '../../lang/digests.ts'
import { messagesFor } from '../../lang/lang.ts'
import type { Core } from '../../spine/core.ts'
import { outboxMessages } from '../../spine/tables.ts'
import { loadCalendar } from '../calendar/queries.ts'
import type { Calendar } from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'
import type { DigestsFact } from './facts.ts'
import { gatherDaily } from './gather-daily.ts'
import type { Asked } from './gather-head.ts'
import { gatherMonthly } from './gather-monthly.ts'
import { gatherWeekly } from './gather-weekly.ts'
import { type ChannelRow, listLiveChannels, robotOrderKey } from './queries.ts'
import { loadReach } from './reach.ts'
import { type DigestKind, digestSpan } from './rules.ts'
import { renderDaily } from './rules-daily.ts'
import { renderMonthly } from './rules-monthly.ts'
import { renderWeekly } from './rules-weekly.ts'
import { digestChannels } from './tables.ts'

export type PlanDigestsResult = {
  /** Channels that get a message now. */
  planned: string[]
  /** Channels that had theirs already, or were removed meanwhile. */
  skipped: string[]
  failed: { channelId: string; error: unknown }[]
}

type Question = { kind: DigestKind; day: BusinessDay }

/** One message per channel and period, whatever happened: an empty day is told as an empty day. */
export const planDigests = async (core: Core<DigestsFact>, question: Question): Promise<PlanDigestsResult> => {
  const result: PlanDigestsResult = { planned: [], skipped: [], failed: [] }
  const calendar = await loadCalendar(core.db)
  const channels = (await listLiveChannels(core.db)).filter((one) => one.kinds.includes(question.kind))
  for (const channel of channels) {
    const channelId = String(channel.id)
    try {
      const sent = await planOne(core, channel, { ...question, calendar })
      result[sent ? 'planned' : 'skipped'].push(channelId)
    } catch (error) {
      result.failed.push({ channelId, error })
    }
  }
  return result
}

const planOne = async (
  core: Core<DigestsFact>,
  channel: ChannelRow,
  { kind, day, calendar }: Question & { calendar: Calendar },
): Promise<boolean> => {
  const channelId = String(channel.id)
  const occurrenceKey = `digest:${kind}:${day}:${channelId}`
  if (await isPlanned(core.db, occurrenceKey)) return false
  const markdown = await composeDigest(core, channel, { kind, day, calendar })
  return core.db.transaction(async (tx) => {
    const [live] = await tx
      .select({ id: digestChannels.id })
      .from(digestChannels)
      .where(and(eq(digestChannels.id, channel.id), isNull(digestChannels.removedAt)))
      .for('update')
    if (live === undefined || (await isPlanned(tx, occurrenceKey))) return false
    await core.send(tx, {
      kind: 'robot-message',
      payload: { channelId, markdown },
      occurrenceKey,
      orderKey: robotOrderKey(channelId),
    })
    await core.record(tx, {
      kind: 'digest-planned',
      externalUserid: null,
      userid: null,
      actor: { kind: 'system', id: `${kind}-digest` },
      data: { channelId, kind, day },
    })
    return true
  })
}

const isPlanned = async (db: Db, occurrenceKey: string): Promise<boolean> => {
  const rows = await db
    .select({ id: outboxMessages.id })
    .from(outboxMessages)
    .where(eq(outboxMessages.occurrenceKey, occurrenceKey))
  return rows.length > 0
}

/** The text a channel would get. */
export const composeDigest = async (
  core: Pick<Core, 'db' | 'lang' | 'zone' | 'publicUrl'>,
  channel: Pick<ChannelRow, 'name' | 'scope' | 'audience'>,
  { kind, day, calendar }: Question & { calendar: Calendar },
): Promise<string> => {
  const { db, lang, zone, publicUrl } = core
  const messages = messagesFor(lang)
  const words = digestWords(lang)
  const reach = await loadReach(db, { scope: channel.scope, name: channel.name, companyName: words.company })
  const span = digestSpan(kind, day, calendar)
  const asked: Asked = { reach, audience: channel.audience, day, span, calendar, zone, publicUrl, words }
  if (kind === 'daily') return renderDaily(await gatherDaily(db, asked), messages)
  if (kind === 'weekly') return renderWeekly(await gatherWeekly(db, asked), messages)
  return renderMonthly(await gatherMonthly(db, asked, messages), messages)
}
