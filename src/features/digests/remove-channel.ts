import { and, eq, isNull } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { findLiveChannel } from './queries.ts'
import { digestChannels } from './tables.ts'

export type RemoveChannelResult = { ok: true } | { ok: false; why: 'no-such-channel' }

/** The row stays for the history of what was sent; its key goes. */
export const removeChannel = async (
  core: Core,
  { id, userid }: { id: string; userid: string },
): Promise<RemoveChannelResult> =>
  core.db.transaction(async (tx): Promise<RemoveChannelResult> => {
    const channel = await findLiveChannel(tx, id)
    if (channel === null) return { ok: false, why: 'no-such-channel' }
    await tx
      .update(digestChannels)
      .set({ removedAt: core.now(), url: '' })
      .where(and(eq(digestChannels.id, channel.id), isNull(digestChannels.removedAt)))
    await core.audit(tx, { actor: userid, action: 'channel-removed', object: String(channel.id) })
    return { ok: true }
  })
