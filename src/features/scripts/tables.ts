import { bigint, boolean, date, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { json, moment, serial } from '../../db/columns.ts'

/** A row of `media_files`. Name and size never change there, so the script keeps them for searching and showing. */
export type PartFile = { fileId: number; name: string; size: number }

export type ScriptPart =
  | { type: 'text'; text: string }
  | { type: 'link'; title: string; url: string; description: string; imageUrl?: string | undefined }
  | ({ type: 'image' } & PartFile)
  | ({ type: 'file' } & PartFile)
  | { type: 'miniprogram'; appid: string; title: string; page: string; cover: PartFile }

export const scripts = pgTable(
  'scripts',
  {
    id: serial(),
    /** Set for the library we ship, so that a new version adds and never doubles. */
    starterKey: text('starter_key').unique(),
    scope: text('scope').$type<'company' | 'personal'>().notNull(),
    ownerUserid: text('owner_userid'),
    /** A company script for one department and those below it; null is for everybody. */
    departmentId: bigint('department_id', { mode: 'number' }),
    title: text('title').notNull(),
    category: text('category').notNull(),
    stages: text('stages').array().notNull().default([]),
    tags: text('tags').array().notNull().default([]),
    parts: json<ScriptPart[]>('parts').notNull(),
    /** Lower-case title, tags and text for searching. */
    words: text('words').notNull(),
    pinyin: text('pinyin').notNull(),
    initials: text('initials').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    retiredAt: moment('retired_at'),
    /** A company's draft is for who looks after the library; a rep's own in review is hers until somebody takes it over. */
    state: text('state').$type<'draft' | 'review' | 'live'>().notNull().default('live'),
    /** Counts what a customer would have read: a new title or text is a new one. */
    version: integer('version').notNull().default(1),
    /** The last day it may be said. */
    validUntil: date('valid_until', { mode: 'string' }),
    /** Forbidden words somebody who may has let stand in this script, and in no other. */
    allowedWords: text('allowed_words').array().notNull().default([]),
    submittedAt: moment('submitted_at'),
    /** Why it was sent back. */
    reviewNote: text('review_note').notNull().default(''),
  },
  (t) => [index('scripts_owner').on(t.scope, t.ownerUserid), index('scripts_state').on(t.state)],
)

/** What a script said before, word for word: somebody asks what was promised to customers in March. */
export const scriptVersions = pgTable(
  'script_versions',
  {
    scriptId: integer('script_id').notNull(),
    version: integer('version').notNull(),
    title: text('title').notNull(),
    parts: json<ScriptPart[]>('parts').notNull(),
    /** Who wrote it; null for the library we ship. */
    userid: text('userid'),
    at: moment('at').notNull(),
    /** Forbidden words that were let stand in it, by whom and why. */
    allowedWords: text('allowed_words').array().notNull().default([]),
    allowedBy: text('allowed_by'),
    allowedWhy: text('allowed_why').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.scriptId, t.version] })],
)

/** How often a script was handed over to a chat. */
export const scriptUses = pgTable(
  'script_uses',
  {
    id: serial(),
    scriptId: integer('script_id').notNull(),
    part: integer('part').notNull(),
    userid: text('userid').notNull(),
    externalUserid: text('external_userid').notNull(),
    at: moment('at').notNull(),
    /** The page's own name for one hand-over: a repeated request is the same one. */
    key: text('key'),
    /** The words were changed before they went out. */
    edited: boolean('edited').notNull().default(false),
    /** When the customer answered; set on the last script before the answer alone. */
    repliedAt: moment('replied_at'),
    /** When the customer's stage moved on; likewise on the last script before it alone. */
    advancedAt: moment('advanced_at'),
    /** When the customer ordered next; likewise. The sum stands on one of several parts, so that it counts once. */
    orderedAt: moment('ordered_at'),
    orderedAmount: bigint('ordered_amount', { mode: 'number' }),
    orderedCurrency: text('ordered_currency'),
  },
  (t) => [
    index('script_uses_script').on(t.scriptId, t.at),
    index('script_uses_member').on(t.userid, t.at),
    index('script_uses_customer').on(t.externalUserid, t.at),
    uniqueIndex('script_uses_key').on(t.userid, t.key),
  ],
)

/** Which files a script holds: who may read the script may see them, and they are kept as long as it is. */
export const scriptFiles = pgTable(
  'script_files',
  { scriptId: integer('script_id').notNull(), fileId: integer('file_id').notNull() },
  (t) => [primaryKey({ columns: [t.scriptId, t.fileId] }), index('script_files_file').on(t.fileId)],
)

/** What a member keeps at hand. */
export const scriptFavourites = pgTable(
  'script_favourites',
  {
    userid: text('userid').notNull(),
    scriptId: integer('script_id').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userid, t.scriptId] })],
)
