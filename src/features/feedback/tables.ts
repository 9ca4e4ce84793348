import { bigint, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { moment, serial } from '../../db/columns.ts'
import type { FeedbackReason } from './rules-reasons.ts'

/** What a rep thinks of the rule behind one reminder; said again, it replaces what was said before. */
export const ruleFeedback = pgTable(
  'rule_feedback',
  {
    id: serial(),
    followUpId: bigint('follow_up_id', { mode: 'number' }).notNull(),
    rule: text('rule').notNull(),
    reason: text('reason').$type<FeedbackReason>().notNull(),
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [uniqueIndex('rule_feedback_once').on(t.followUpId, t.userid), index('rule_feedback_rule').on(t.rule, t.at)],
)
