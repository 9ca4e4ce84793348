import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'

/** One rep and one customer. Remark, source and tags belong to the pair. */
export const relations = pgTable(
  'relations',
  {
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    remark: text('remark'),
    description: text('description'),
    remarkCorpName: text('remark_corp_name'),
    mobiles: text('mobiles').array().notNull().default([]),
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
  },
  (t) => [
    primaryKey({ columns: [t.externalUserid, t.userid] }),
    index('relations_member').on(t.userid, t.externalUserid),
  ],
)
