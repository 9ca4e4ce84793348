import { and, eq, isNull } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { findLiveChannel } from './queries.ts'
import { digestChannels } from './tables.ts'

export type RemoveChannelResult = { ok: true } | { ok: false; why: 'no-such-channel' }

/** The row stays for the history of what was sent; its key goes. */
export const removeChannel = async (core: Core, { id }: { id: string }): Promise<RemoveChannelResult> =>
  core.db.transaction(async (tx): Promise<RemoveChannelResult> => {
    const channel = await findLiveChannel(tx, id)
    if (channel === null) return { ok: false, why: 'no-such-channel' }
    await tx
      .update(digestChannels)
      .set({ removedAt: core.now(), url: '' })
      .where(and(eq(digestChannels.id, channel.id), isNull(digestChannels.removedAt)))
    return { ok: true }
  })
