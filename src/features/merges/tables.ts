import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { json, moment, serial } from '../../db/columns.ts'
import type { KeptStage } from '../lifecycle/rules-undo.ts'
import type { HintReason } from './rules-duplicates.ts'

/** What a merge changed, so that it can be taken back exactly. Ids, codes and columns as they stood before. */
export type UndoOfMerge = {
  primary: KeptStage
  account: KeptStage
  /** What both were right after it. */
  after: KeptStage
  /** The move the merge made on the primary; null where it made none. */
  moveId: number | null
  /** Follow-ups it ended, and those it planned. */
  ended: number[]
  planned: number[]
}

/**
 * One account counts as part of another one's person. WeCom knows nothing of it: friendships, tags and chats stay where
 * they are. A row that ended is history.
 */
export const accountMerges = pgTable(
  'account_merges',
  {
    id: serial(),
    /** The account that was merged into the primary one. */
    externalUserid: text('external_userid').notNull(),
    primaryId: text('primary_id').notNull(),
    reasons: json<HintReason[]>('reasons').notNull(),
    mergedBy: text('merged_by').notNull(),
    mergedAt: moment('merged_at').notNull(),
    undo: json<UndoOfMerge>('undo'),
    endedBy: text('ended_by'),
    endedAt: moment('ended_at'),
  },
  (t) => [
    uniqueIndex('account_merges_alive').on(t.externalUserid).where(sql`ended_at is null`),
    index('account_merges_primary').on(t.primaryId),
  ],
)

/** "Not the same person": said once for a pair, in the order of their ids. */
export const mergeDismissals = pgTable(
  'merge_dismissals',
  {
    externalUserid: text('external_userid').notNull(),
    otherId: text('other_id').notNull(),
    dismissedBy: text('dismissed_by').notNull(),
    dismissedAt: moment('dismissed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.externalUserid, t.otherId] }), index('merge_dismissals_other').on(t.otherId)],
)
