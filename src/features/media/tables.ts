import { customType, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { moment, serial } from '../../db/columns.ts'
import type { FileKind } from './rules.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** The bytes of a file, once for each content however often it was uploaded, in pieces that nobody has to wait for. */
export const mediaChunks = pgTable(
  'media_chunks',
  {
    sha256: text('sha256').notNull(),
    part: integer('part').notNull(),
    bytes: bytea('bytes').notNull(),
    /** Written anew by every upload of the same content: cleaning must not take what somebody is just storing. */
    storedAt: moment('stored_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.sha256, t.part] })],
)

/** A file as somebody gave it to us, and what WeCom made of it. Name and content of a row never change. */
export const mediaFiles = pgTable(
  'media_files',
  {
    id: serial(),
    kind: text('kind').$type<FileKind>().notNull(),
    name: text('name').notNull(),
    contentType: text('content_type').notNull(),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    ownerUserid: text('owner_userid').notNull(),
    createdAt: moment('created_at').notNull(),
    /** When it was last uploaded, put into a script or taken out of one. */
    neededAt: moment('needed_at').notNull(),
    /** When somebody last asked for it in order to send it. */
    askedAt: moment('asked_at'),
    /** WeCom's id of a picture or a file, and since when it counts its three days. */
    mediaId: text('media_id'),
    mediaAt: moment('media_at'),
    /** Where WeCom keeps a cover; it lasts. */
    pictureUrl: text('picture_url'),
    /** WeCom's last refusal, until it takes the file. */
    errcode: integer('errcode'),
    refusedAt: moment('refused_at'),
  },
  (t) => [
    uniqueIndex('media_files_same').on(t.ownerUserid, t.kind, t.sha256, t.name),
    index('media_files_content').on(t.sha256),
    index('media_files_asked').on(t.askedAt),
  ],
)
