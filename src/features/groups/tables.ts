import { index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { moment, serial } from '../../db/columns.ts'

/** A customer group as WeCom showed it last. A row is never deleted: `goneAt` is its tombstone. */
export const groupChats = pgTable('group_chats', {
  chatId: text('chat_id').primaryKey(),
  name: text('name'),
  /** Empty until the group was read. */
  owner: text('owner').notNull().default(''),
  notice: text('notice'),
  admins: text('admins').array().notNull().default([]),
  memberVersion: text('member_version'),
  /** Versions an event called past: a reading that still shows one of them is older than the event. */
  pastVersions: text('past_versions').array().notNull().default([]),
  createdAt: moment('created_at'),
  goneAt: moment('gone_at'),
  /** Database time at which the last reading began, or the end was told: an older reading must not overwrite it. */
  readAt: moment('read_at'),
  /** Ours; WeCom has no tags on groups. */
  tags: text('tags').array().notNull().default([]),
  /** Who switched the group's morning message on; null while it is off. */
  digestBy: text('digest_by'),
})

/** Members of the company in a group; they decide who may see it. */
export const groupStaff = pgTable(
  'group_staff',
  {
    chatId: text('chat_id').notNull(),
    userid: text('userid').notNull(),
    joinedAt: moment('joined_at'),
    leftAt: moment('left_at'),
  },
  (t) => [primaryKey({ columns: [t.chatId, t.userid] }), index('group_staff_member').on(t.userid)],
)

/** Everybody else in a group, customers of ours or not. `invitedBy` is a userid or an external userid. */
export const groupCustomers = pgTable(
  'group_customers',
  {
    chatId: text('chat_id').notNull(),
    externalUserid: text('external_userid').notNull(),
    name: text('name'),
    invitedBy: text('invited_by'),
    /** WeCom's number: 1 invited, 2 by a link, 3 scanned the group's code. */
    joinScene: integer('join_scene'),
    state: text('state'),
    joinedAt: moment('joined_at'),
    leftAt: moment('left_at'),
  },
  (t) => [primaryKey({ columns: [t.chatId, t.externalUserid] }), index('group_customers_person').on(t.externalUserid)],
)

/** What colleagues write down about a group. */
export const groupNotes = pgTable(
  'group_notes',
  {
    id: serial(),
    chatId: text('chat_id').notNull(),
    userid: text('userid').notNull(),
    text: text('text').notNull(),
    at: moment('at').notNull(),
    removedAt: moment('removed_at'),
  },
  (t) => [index('group_notes_chat').on(t.chatId, t.id)],
)

/** Scripts handed over to a group. `key` is the page's own name for one hand-over: said twice it counts once. */
export const groupSends = pgTable(
  'group_sends',
  {
    id: serial(),
    chatId: text('chat_id').notNull(),
    scriptId: integer('script_id').notNull(),
    part: integer('part').notNull(),
    userid: text('userid').notNull(),
    key: text('key').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    uniqueIndex('group_sends_key').on(t.userid, t.key),
    index('group_sends_chat').on(t.chatId, t.at),
    index('group_sends_script').on(t.scriptId, t.at),
  ],
)
