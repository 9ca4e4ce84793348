import { sql } from 'drizzle-orm'
import { date, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { json, moment, serial } from '../../db/columns.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import type { KeptStage } from '../lifecycle/rules-undo.ts'

/** The person, once per company. Only an erasure deletes a row: `goneAt` says that nobody follows the person any more. */
export const customers = pgTable(
  'customers',
  {
    externalUserid: text('external_userid').primaryKey(),
    name: text('name'),
    namePinyin: text('name_pinyin').notNull().default(''),
    avatar: text('avatar'),
    type: integer('type'),
    gender: integer('gender').notNull().default(0),
    corpName: text('corp_name'),
    unionid: text('unionid'),
    /**
     * The account that stands for the person, where several accounts were merged: on that account itself too. Null for
     * everybody else, so that one look at the row says whether there is more to read.
     */
    personId: text('person_id'),
    stage: text('stage').$type<StageKey>(),
    stageSince: moment('stage_since').notNull(),
    stageRule: text('stage_rule'),
    stageManual: text('stage_manual_by'),
    protectedUntil: moment('protected_until'),
    flags: text('flags').array().notNull().default([]),
    firstAddedAt: moment('first_added_at').notNull(),
    /** Since when we could have seen the customer speak. */
    observedSince: moment('observed_since').notNull(),
    /** The beginning of the newest friendship, where it is not the first. */
    lastAddedAt: moment('last_added_at'),
    lastInboundAt: moment('last_inbound_at'),
    lastOutboundAt: moment('last_outbound_at'),
    /** Newest sign of contact, by either side; an addition counts as one. What lists are ordered by. */
    contactAt: moment('contact_at')
      .notNull()
      .generatedAlwaysAs(sql`greatest(first_added_at, last_added_at, last_inbound_at, last_outbound_at)`),
    goneAt: moment('gone_at'),
    /** Database time at which the last reading of WeCom began: an older reading must not overwrite a newer one. */
    fetchedAt: moment('fetched_at'),
  },
  (t) => [
    index('customers_stage').on(t.stage, t.contactAt, t.externalUserid),
    index('customers_contact').on(t.contactAt, t.externalUserid),
    index('customers_person').on(t.personId).where(sql`person_id is not null`),
    index('customers_unionid').on(t.unionid).where(sql`unionid is not null`),
  ],
)

export type CustomerRow = typeof customers.$inferSelect

/** What a logged contact changed, so that it can be taken back whole. Ids and columns as they stood before. */
export type UndoOfLog = {
  ended: number[]
  lastOutboundAt: string | null
  /** Of the rep who logged it. */
  lastContactAt: string | null
  stage: (KeptStage & { moveId: number; to: StageKey }) | null
}

/** A rep's own words about a customer. */
export const notes = pgTable(
  'notes',
  {
    id: serial(),
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    /** Empty where an outcome says it all. */
    text: text('text').notNull(),
    /** How the contact ended: a key of `follow-ups/outcomes-data.ts`. */
    outcome: text('outcome'),
    promisedAt: moment('promised_at'),
    undo: json<UndoOfLog>('undo'),
    undoneAt: moment('undone_at'),
    nextStepOn: date('next_step_on', { mode: 'string' }),
    at: moment('at').notNull(),
  },
  (t) => [index('notes_customer').on(t.externalUserid, t.id)],
)
