import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A ready, migrated but empty data directory, made by `npm run build`: a cold one costs two seconds and 740 MB. */
const TEMPLATE = fileURLToPath(new URL('../../dist/pgdata', import.meta.url))
const JOURNAL = fileURLToPath(new URL('../../drizzle/meta/_journal.json', import.meta.url))
const MARK = 'zhanggui-migrations.json'
/** PostgreSQL's own 128 MB are touched page by page until the process holds them all. */
const SHARED_BUFFERS = '32MB'

/** Gives a closed, migrated data directory what makes it a template. */
export const finishTemplate = (directory: string): void => {
  const path = join(directory, 'postgresql.conf')
  const conf = readFileSync(path, 'utf8')
  writeFileSync(path, conf.replace(/^shared_buffers = \S+/m, `shared_buffers = ${SHARED_BUFFERS}`))
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
  // A process killed while it copies leaves no half database behind.
  renameSync(part, directory)
  return true
}
