import { bigint, boolean, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { json, moment, serial } from '../../db/columns.ts'
import { sealedText } from '../../db/sealing.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import type { Found } from './rules-differences.ts'
import type { SkipReason } from './rules-sync.ts'

/** One rep and one customer. Remark, source and tags belong to the pair. */
export const relations = pgTable(
  'relations',
  {
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    remark: text('remark'),
    description: text('description'),
    remarkCorpName: text('remark_corp_name'),
    mobiles: sealedText('mobiles', 'relations.mobiles').array().notNull().default([]),
    /** Keyed hashes of `mobiles`: two accounts with one number are found without opening any. Null: not made yet. */
    mobileKeys: text('mobile_keys').array(),
    addWay: integer('add_way'),
    state: text('state'),
    operUserid: text('oper_userid'),
    addedAt: moment('added_at').notNull(),
    endedAt: moment('ended_at'),
    endedBy: text('ended_by').$type<'rep' | 'customer' | 'transfer' | 'unknown'>(),
    lastContactAt: moment('last_contact_at'),
    /** Time of the newest event seen: an older one that arrives later changes nothing. */
    eventAt: moment('event_at'),
    /** The stage WeCom's tag was last set to by us; any other stage tag seen there is somebody's hand. */
    stageTagWritten: text('stage_tag_written').$type<StageKey>(),
    /** Database time at which WeCom had last taken a tag from us: a reading that began before it says nothing of tags. */
    tagsWrittenAt: moment('tags_written_at'),
    /** Database time of the newest thing we know of the pair: a reading that began before it is stale. */
    seenAt: moment('seen_at'),
  },
  (t) => [
    primaryKey({ columns: [t.externalUserid, t.userid] }),
    index('relations_member').on(t.userid, t.externalUserid),
    index('relations_mobile_keys').using('gin', t.mobileKeys),
  ],
)

/** One reading of everybody. Never two unfinished ones of a kind; a killed one goes on from its batches. */
export const syncRuns = pgTable(
  'sync_runs',
  {
    id: serial(),
    kind: text('kind').$type<'sync' | 'reconcile'>().notNull(),
    state: text('state').$type<'running' | 'paused' | 'done' | 'failed'>().notNull().default('running'),
    /** The business day whose occurrence runs it. */
    day: date('day', { mode: 'string' }).notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at'),
    /** The last member (in order of userid) whose customers were counted; null before the first. */
    plannedTo: text('planned_to'),
    planned: boolean('planned').notNull().default(false),
    /** Sum of the lists, complete once `planned`. */
    listed: integer('listed').notNull().default(0),
    /** Where speed is measured from: the last start, resumption or takeover, by the database's clock. */
    legAt: moment('leg_at').notNull().defaultNow(),
    legDone: integer('leg_done').notNull().default(0),
    errcode: integer('errcode'),
    error: text('error'),
  },
  (t) => [index('sync_runs_kind').on(t.kind, t.id)],
)

/** Up to 100 members read with one cursor. The cursor moves in the transaction that saves the page before it. */
export const syncBatches = pgTable(
  'sync_batches',
  {
    id: serial(),
    runId: bigint('run_id', { mode: 'number' }).notNull(),
    userids: text('userids').array().notNull(),
    cursor: text('cursor'),
    pages: integer('pages').notNull().default(0),
    done: integer('done').notNull().default(0),
    finished: boolean('finished').notNull().default(false),
  },
  (t) => [index('sync_batches_run').on(t.runId, t.finished, t.id)],
)

/** What a run could not read, and why. `example` is one userid, or one external userid. */
export const syncSkips = pgTable(
  'sync_skips',
  {
    runId: bigint('run_id', { mode: 'number' }).notNull(),
    reason: text('reason').$type<SkipReason>().notNull(),
    errcode: integer('errcode').notNull().default(0),
    count: integer('count').notNull(),
    example: text('example').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.reason, t.errcode] })],
)

/** What differed between WeCom and us in one run, by kind; every one of them was put right. */
export const syncDifferences = pgTable(
  'sync_differences',
  {
    runId: bigint('run_id', { mode: 'number' }).notNull(),
    kind: text('kind').$type<Found['kind']>().notNull(),
    count: integer('count').notNull(),
    examples: json<Found['example'][]>('examples').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.kind] })],
)
