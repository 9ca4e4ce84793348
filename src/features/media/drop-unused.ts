import { sql } from 'drizzle-orm'
import { rowsOf } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'

/** A draft may lie on a phone for as long. */
const UNUSED_DAYS = 30
/** For so long a retired script can be put back into use with its files. */
const RETIRED_DAYS = 180
const DAY_MS = 86_400_000
const BATCH = 200

/** Removes files that stand in no script, then the bytes that belong to no file. */
export const dropUnused = async (core: Core): Promise<{ files: number; chunks: number }> => {
  const before = (days: number) => sql`${new Date(core.now().getTime() - days * DAY_MS).toISOString()}::timestamptz`
  let files = 0
  for (;;) {
    const gone = await rowsOf(
      core.db,
      sql`delete from media_files where id in (
            select f.id from media_files f
            where f.needed_at < ${before(UNUSED_DAYS)} and not exists (
              select 1 from script_files l join scripts s on s.id = l.script_id
              where l.file_id = f.id and (s.retired_at is null or s.retired_at > ${before(RETIRED_DAYS)}))
            order by f.id limit ${BATCH})
          returning id`,
    )
    files += gone.length
    if (gone.length < BATCH) break
  }
  // A day by the database's clock: what is being uploaded now has its bytes stored before its row.
  let chunks = 0
  for (;;) {
    const gone = await rowsOf(
      core.db,
      sql`delete from media_chunks where (sha256, part) in (
            select c.sha256, c.part from media_chunks c
            where c.stored_at < now() - interval '1 day'
              and not exists (select 1 from media_files f where f.sha256 = c.sha256)
            limit ${BATCH}) and stored_at < now() - interval '1 day'
          returning part`,
    )
    chunks += gone.length
    if (gone.length < BATCH) break
  }
  await core.db.execute(
    sql`delete from script_files l where not exists (select 1 from media_files f where f.id = l.file_id)`,
  )
  return { files, chunks }
}
