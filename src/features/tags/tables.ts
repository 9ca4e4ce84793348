import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

export const tagGroups = pgTable('tag_groups', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  goneAt: moment('gone_at'),
})

export const tags = pgTable('tags', {
  id: text('id').primaryKey(),
  groupId: text('group_id').notNull(),
  name: text('name').notNull(),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  goneAt: moment('gone_at'),
})

export const relationTags = pgTable(
  'relation_tags',
  {
    externalUserid: text('external_userid').notNull(),
    userid: text('userid').notNull(),
    tagId: text('tag_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.externalUserid, t.userid, t.tagId] }), index('relation_tags_tag').on(t.tagId)],
)
