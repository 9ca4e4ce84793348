import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { scriptFiles, scripts } from '../scripts/tables.ts'
import { LATELY_DAYS, renewBefore } from './rules-fresh.ts'
import { mediaFiles } from './tables.ts'

export type FileRow = typeof mediaFiles.$inferSelect

/** What a client needs to send a file: WeCom's id with its birth, or the address of a cover. */
export type Fresh =
  | { ok: true; mediaId: string | null; mediaAt: Date | null; pictureUrl: string | null }
  | { ok: false; why: 'lost' }
  | { ok: false; why: 'refused'; errcode: number }
export type FreshMedia = (file: FileRow, stale?: string | null) => Promise<Fresh>

type Seen = {
  userid: string
  /** Whoever looks after the library reads what is offered to it. */
  keepsLibrary?: boolean
}

/** A file is for whoever uploaded it and for whoever may read a script it stands in. */
const seenBy = ({ userid, keepsLibrary = false }: Seen) =>
  or(
    eq(mediaFiles.ownerUserid, userid),
    sql`exists (select 1 from ${scriptFiles} join ${scripts} on ${scripts.id} = ${scriptFiles.scriptId}
        where ${scriptFiles.fileId} = ${mediaFiles.id}
          and (${scripts.scope} = 'company' or ${scripts.ownerUserid} = ${userid}
            or (${keepsLibrary} and ${scripts.state} = 'review')))`,
  )

export const findFiles = async (
  db: Db,
  { ids, ...seen }: Seen & { ids: readonly number[] },
): Promise<Map<number, FileRow>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select()
    .from(mediaFiles)
    .where(and(inArray(mediaFiles.id, [...ids]), seenBy(seen)))
  return new Map(rows.map((row) => [row.id, row]))
}

export const findFile = async (db: Db, { id, ...seen }: Seen & { id: number }): Promise<FileRow | null> => {
  if (!Number.isSafeInteger(id)) return null
  return (await findFiles(db, { ids: [id], ...seen })).get(id) ?? null
}

/** WeCom's last word on these files, of those it did not take. */
export const refusalsOf = async (db: Db, ids: readonly number[]): Promise<Map<number, number>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: mediaFiles.id, errcode: mediaFiles.errcode })
    .from(mediaFiles)
    .where(and(inArray(mediaFiles.id, [...ids]), isNotNull(mediaFiles.errcode)))
  return new Map(rows.map((row) => [row.id, row.errcode ?? 0]))
}

/** Bytes a member keeps here, each file counted as often as she gave it another name. */
export const bytesOf = async (db: Db, userid: string): Promise<number> => {
  const [row] = await db
    .select({ bytes: sql<string>`coalesce(sum(${mediaFiles.size}), 0)` })
    .from(mediaFiles)
    .where(eq(mediaFiles.ownerUserid, userid))
  return Number(row?.bytes ?? 0)
}

/** What was sent lately from scripts in use and would not be fresh until the next night. */
export const dueForRenewal = async (db: Db, now: Date): Promise<FileRow[]> => {
  const lately = new Date(now.getTime() - LATELY_DAYS * 86_400_000)
  return db
    .select()
    .from(mediaFiles)
    .where(
      and(
        ne(mediaFiles.kind, 'cover'),
        gte(mediaFiles.askedAt, lately),
        or(isNull(mediaFiles.mediaAt), lt(mediaFiles.mediaAt, renewBefore(now))),
        sql`exists (select 1 from ${scriptFiles} join ${scripts} on ${scripts.id} = ${scriptFiles.scriptId}
            where ${scriptFiles.fileId} = ${mediaFiles.id} and ${scripts.retiredAt} is null)`,
      ),
    )
    .orderBy(asc(mediaFiles.id))
}
