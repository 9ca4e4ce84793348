import { eq } from 'drizzle-orm'
import type { Bot } from './bot/bot.ts'
import { plainText } from './bot/plain-text.ts'
import { digestChannels } from './features/digests/tables.ts'
import { databaseTime } from './features/relations/refresh-customer.ts'
import { writeStageTag } from './features/tags/mirror-stage.ts'
import { writeTags } from './features/tags/write-tags.ts'
import type { AppCore } from './reactions.ts'
import type { OutboxMessage } from './spine/core.ts'
import { beforeSend } from './spine/trace.ts'
import type { Wecom } from './wecom/client-types.ts'

export type SendParts = { core: AppCore; wecom: Wecom; bot: Bot | null }
/** `skip` ends a message that has lost its sense, with a word why. */
export type Sent = { ok: true } | { ok: false; skip: string }

type Senders = {
  [K in OutboxMessage['kind']]: {
    /** For how long after an unknown outcome a repeat is harmless: 0 never, Infinity always. */
    repeatableSeconds: number
    /** What WeCom says to a repeat of what had gone well. */
    doneBefore?: number
    send: (parts: SendParts, payload: Extract<OutboxMessage, { kind: K }>['payload']) => Promise<Sent | undefined>
  }
}

/** A channel is a group robot's address, or `room:` with the id of a room our bot sits in. */
export const roomOf = (url: string): string | null => /^room:(.{1,200})$/.exec(url)?.[1] ?? null

const DUPLICATE_CHECK_SECONDS = 4 * 3600
const CHAT_HAS_BEGUN = 41051

/** What leaves, by which door. */
export const SENDERS: Senders = {
  welcome: {
    repeatableSeconds: Number.POSITIVE_INFINITY,
    doneBefore: CHAT_HAS_BEGUN,
    send: async ({ core, wecom }, { welcomeCode, text, expiresAtMs }) => {
      // A welcome code lives 20 s; WeCom would refuse it, and a late hello helps nobody.
      if ((await databaseTime(core.db)).getTime() > expiresAtMs)
        return { ok: false, skip: 'the welcome code had expired' }
      await wecom.inLane('urgent').sendWelcome({ welcomeCode, text })
      return undefined
    },
  },
  'stage-tag': {
    repeatableSeconds: Number.POSITIVE_INFINITY,
    send: async ({ core, wecom }, { bulk, ...pair }) => {
      await writeStageTag(core, bulk === true ? wecom.inLane('bulk') : wecom, pair)
      return undefined
    },
  },
  tags: {
    repeatableSeconds: Number.POSITIVE_INFINITY,
    send: async ({ core, wecom }, payload) => {
      await writeTags(core, wecom, payload)
      return undefined
    },
  },
  'app-message': {
    repeatableSeconds: DUPLICATE_CHECK_SECONDS,
    send: async ({ wecom }, { userid, markdown }) => {
      await wecom.sendAppMessage({ toUsers: [userid], markdown, duplicateCheckSeconds: DUPLICATE_CHECK_SECONDS })
      return undefined
    },
  },
  'robot-message': {
    // A robot has no duplicate check: a second try could be a second message.
    repeatableSeconds: 0,
    send: async ({ core, wecom, bot }, { channelId, markdown }) => {
      const [channel] = await core.db
        .select({ url: digestChannels.url, removedAt: digestChannels.removedAt })
        .from(digestChannels)
        .where(eq(digestChannels.id, Number(channelId)))
      if (channel === undefined || channel.removedAt !== null) return { ok: false, skip: 'the channel was removed' }
      const roomId = roomOf(channel.url)
      if (roomId === null) {
        await wecom.sendRobot(channel.url, { markdown })
        return undefined
      }
      if (bot === null) return { ok: false, skip: 'no bot is configured (WECHATY_PUPPET)' }
      await beforeSend()
      return (await bot.say(roomId, plainText(markdown))) ? undefined : { ok: false, skip: 'the bot sees no such room' }
    },
  },
}
