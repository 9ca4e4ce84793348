import { sql } from 'drizzle-orm'
import { boolean, date, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { moment, serial } from '../../db/columns.ts'
import type { CadenceKind, StepKey, TaskKind } from './cadences-data.ts'
import type { EvidenceKind } from './rules-ending.ts'

export const followUps = pgTable(
  'follow_ups',
  {
    id: serial(),
    /** Cadence, anchor, step and pair: planning twice gives one row. */
    planKey: text('plan_key').notNull().unique(),
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    cadence: text('cadence').$type<CadenceKind>(),
    step: text('step'),
    reasonKey: text('reason_key').$type<StepKey>(),
    kindOfTask: text('kind_of_task').$type<TaskKind>().notNull(),
    scriptCategory: text('script_category'),
    marketing: boolean('marketing').notNull().default(false),
    noteId: integer('note_id'),
    /** 承诺: the customer was told so, and it comes before everything else. */
    promised: boolean('promised').notNull().default(false),
    /** Steps of the rules that are due before this one or with it are not planned: see `WAITS_FOR_REP`. */
    holdsRules: boolean('holds_rules').notNull().default(false),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    dueAt: moment('due_at').notNull(),
    status: text('status').$type<'open' | 'done' | 'dismissed' | 'cancelled'>().notNull().default('open'),
    snoozes: integer('snoozes').notNull().default(0),
    /** When it was put off last and when it was due before, for taking that back. */
    snoozedAt: moment('snoozed_at'),
    snoozedFrom: moment('snoozed_from'),
    evidence: text('evidence').$type<EvidenceKind>(),
    proven: boolean('proven').notNull().default(false),
    onTime: boolean('on_time').notNull().default(false),
    endReason: text('end_reason'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [
    index('follow_ups_due').on(t.userid, t.dueOn).where(sql`status = 'open'`),
    index('follow_ups_customer').on(t.externalUserid, t.status),
    index('follow_ups_ended').on(t.userid, t.endedAt),
  ],
)
