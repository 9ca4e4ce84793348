import { randomUUID } from 'node:crypto'
import { digestWords } from '../../lang/digests.ts'
import type { Core } from '../../spine/core.ts'
import { findLiveChannel, robotOrderKey } from './queries.ts'
import { escapeName } from './rules-format.ts'

export type TestChannelResult = { ok: true } | { ok: false; why: 'no-such-channel' }

/** One short line, so that a manager sees the robot is the right one. Every tap is a message of its own. */
export const testChannel = async (core: Core, { id }: { id: string }): Promise<TestChannelResult> =>
  core.db.transaction(async (tx): Promise<TestChannelResult> => {
    const channel = await findLiveChannel(tx, id)
    if (channel === null) return { ok: false, why: 'no-such-channel' }
    await core.send(tx, {
      kind: 'robot-message',
      payload: { channelId: String(channel.id), markdown: digestWords(core.lang).test(escapeName(channel.name)) },
      occurrenceKey: `channel-test:${channel.id}:${randomUUID()}`,
      orderKey: robotOrderKey(channel.id),
    })
    return { ok: true }
  })
