import { date, doublePrecision, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { json, moment, serial } from '../../db/columns.ts'
import { sealedText } from '../../db/sealing.ts'

export type ChannelScopeData = { company: true } | { department: number } | { userids: string[] }

export const digestChannels = pgTable('digest_channels', {
  id: serial(),
  name: text('name').notNull(),
  /** Holds the robot's key: never logged, never sent to a browser whole. */
  url: sealedText('url', 'digest_channels.url').notNull(),
  scope: json<ChannelScopeData>('scope').notNull(),
  kinds: text('kinds').array().notNull(),
  audience: text('audience').$type<'managers' | 'team'>().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull(),
  removedAt: moment('removed_at'),
})

/** WeCom's own day statistics. `subject` is one userid, or `scope:<hash>` for a list asked for as a whole. */
export const behaviorDays = pgTable(
  'behavior_days',
  {
    subject: text('subject').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    newApplyCount: integer('new_apply_count'),
    newContactCount: integer('new_contact_count'),
    chatCount: integer('chat_count'),
    messageCount: integer('message_count'),
    replyPercentage: doublePrecision('reply_percentage'),
    avgReplyMinutes: doublePrecision('avg_reply_minutes'),
    negativeFeedbackCount: integer('negative_feedback_count'),
    fetchedAt: moment('fetched_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.day] })],
)
