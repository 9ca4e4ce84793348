import { and, eq, sql } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { relations } from '../relations/tables.ts'

export type TagsToWrite = { externalUserid: string; userid: string; add: string[]; remove: string[] }

/** Sender of what a rep changed here. Repeating it changes nothing. */
export const writeTags = async (core: Core, wecom: Pick<Wecom, 'markTag'>, message: TagsToWrite): Promise<void> => {
  await wecom.markTag(message)
  // A reading that was under way meanwhile would bring back the tags of before.
  await core.db
    .update(relations)
    .set({ tagsWrittenAt: sql`clock_timestamp()` })
    .where(and(eq(relations.externalUserid, message.externalUserid), eq(relations.userid, message.userid)))
}
