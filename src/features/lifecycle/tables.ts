import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core'
import { moment, serial } from '../../db/columns.ts'
import type { StageKey } from './rules-model.ts'

/** Every move with who, why and by which rule. The reason's words live here, not in the journal. */
export const stageMoves = pgTable(
  'stage_moves',
  {
    id: serial(),
    factId: bigint('fact_id', { mode: 'number' }).notNull(),
    externalUserid: text('external_userid').notNull(),
    from: text('from_stage').$type<StageKey>(),
    to: text('to_stage').$type<StageKey>().notNull(),
    rule: text('rule').notNull(),
    reasonCode: text('reason_code').notNull(),
    reason: text('reason'),
    actor: text('actor').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [index('stage_moves_customer').on(t.externalUserid, t.id), index('stage_moves_at').on(t.at)],
)
