import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A ready, migrated but empty data directory, made by `npm run build`: a cold one costs two seconds and 740 MB. */
const TEMPLATE = fileURLToPath(new URL('../../dist/pgdata', import.meta.url))
const JOURNAL = fileURLToPath(new URL('../../drizzle/meta/_journal.json', import.meta.url))
const MARK = 'zhanggui-migrations.json'
/** PostgreSQL's own 128 MB are touched page by page until the process holds them all. */
const SHARED_BUFFERS = '32MB'

/** PostgreSQL refuses a log segment of any other size. */
const SEGMENT_BYTES = 16 * 1024 * 1024

const segmentsIn = (directory: string): string[] => {
  const log = join(directory, 'pg_wal')
  return readdirSync(log)
    .filter((name) => /^[0-9A-F]{24}$/.test(name))
    .map((name) => join(log, name))
}

/** A new segment is zeros but for its beginning: they are neither kept in the template nor written with every copy. */
const cutZeros = (segment: string): void => {
  const bytes = readFileSync(segment)
  truncateSync(segment, bytes.findLastIndex((byte) => byte !== 0) + 1)
}

/** After a clean end only the segment with the last checkpoint is read again; the others are what making it all left. */
const keepOneSegment = (directory: string, kept: string): void => {
  for (const segment of segmentsIn(directory)) {
    if (basename(segment) === kept) cutZeros(segment)
    else rmSync(segment)
  }
}

/** Gives a closed, migrated data directory what makes it a template. `segment`: that of the log it was closed in. */
export const finishTemplate = (directory: string, segment: string): void => {
  const path = join(directory, 'postgresql.conf')
  const conf = readFileSync(path, 'utf8')
  writeFileSync(path, conf.replace(/^shared_buffers = \S+/m, `shared_buffers = ${SHARED_BUFFERS}`))
  keepOneSegment(directory, segment)
  // Last: a template made by half has no mark and is not used.
  writeFileSync(join(directory, MARK), readFileSync(JOURNAL))
}

/** One of other migrations than ours would be migrated twice. */
const isCurrent = (): boolean =>
  existsSync(join(TEMPLATE, MARK)) && readFileSync(join(TEMPLATE, MARK)).equals(readFileSync(JOURNAL))

/** Puts the template where no database is yet. False when there is a database, or no template that fits. */
export const copyTemplate = (directory: string): boolean => {
  if (existsSync(join(directory, 'PG_VERSION')) || !isCurrent()) return false
  const part = `${directory}.part`
  rmSync(part, { recursive: true, force: true })
  cpSync(TEMPLATE, part, { recursive: true })
  // As a hole in the file, which costs nothing.
  for (const segment of segmentsIn(part)) truncateSync(segment, SEGMENT_BYTES)
  // A process killed while it copies leaves no half database behind.
  renameSync(part, directory)
  return true
}
