import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { GroupsFact } from './facts.ts'
import { markGone } from './refresh-group.ts'
import { withPast } from './rules.ts'
import { lockGroup } from './save-group.ts'
import { groupChats } from './tables.ts'

export type HearGroup = {
  chatId: string
  change: 'created' | 'updated' | 'dismissed'
  lastVersion: string | null
  currentVersion: string | null
  at: Date
  eventId: number
}

/**
 * A group changed. Only the end is believed as told, because nothing can be read any more; everything else is looked
 * at again. Names of those who came and went are in the event, and are not used: it may be late or out of order.
 */
export const hearGroup = (core: Core<GroupsFact>, event: HearGroup): Promise<void> =>
  core.db.transaction(async (tx) => {
    const { chatId, change, lastVersion, currentVersion, eventId } = event
    const row = await lockGroup(tx, chatId)
    if (change === 'dismissed') return markGone(core, tx, { row, at: event.at })
    const pastVersions = withPast(row.pastVersions, lastVersion, currentVersion)
    await tx.update(groupChats).set({ pastVersions }).where(eq(groupChats.chatId, chatId))
    await core.later(tx, {
      kind: 'refresh-group',
      payload: { chatId, why: `event-${eventId}`, tries: 0, expects: change === 'updated' && lastVersion === null },
      dedupeKey: `group:${chatId}:event-${eventId}`,
      orderKey: chatId,
    })
  })
