import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import type { Db } from './db/db.ts'
import { CHINA_CALENDAR } from './features/calendar/holidays-data.ts'
import { loadCalendar } from './features/calendar/queries.ts'
import { yearsWithoutData } from './features/calendar/rules.ts'
import { businessDay } from './features/calendar/zone.ts'
import {
  countMigrations,
  hoursSinceLastEvent,
  lookAtDatabase,
  lookAtKeys,
  lookAtQueues,
  lookAtRobots,
} from './features/doctor/queries.ts'
import type { Probes } from './features/doctor/rules-model.ts'
import { roomOf } from './senders.ts'
import { parseRobotUrl } from './wecom/webhook-url.ts'

const JOURNAL = fileURLToPath(new URL('../drizzle/meta/_journal.json', import.meta.url))

const migrationsThereAre = (): number => {
  const journal: { entries: unknown[] } = JSON.parse(readFileSync(JOURNAL, 'utf8'))
  return journal.entries.length
}

type Database = { database: NonNullable<Probes['database']>; aheadSeconds: number | null; usable: boolean }

/** `usable` means that its tables can be read; a database of an older version lacks columns. */
export const probeDatabase = async (db: Db, engine: 'postgres' | 'embedded'): Promise<Database> => {
  try {
    const { writable, ms } = await lookAtDatabase(db)
    const aheadSeconds = (ms - Date.now()) / 1000
    const behind = Math.max(0, migrationsThereAre() - (await countMigrations(db)))
    const database = writable ? ({ state: 'ready', engine, behind } as const) : ({ state: 'read-only' } as const)
    return { database, aheadSeconds, usable: behind === 0 }
  } catch (error) {
    return { database: { state: 'unreachable', detail: shortly(error) }, aheadSeconds: null, usable: false }
  }
}

/** The code of the network layer, or the first line of what the database said. Never an address with a password. */
export const shortly = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  if ('code' in cause && typeof cause.code === 'string' && /^E[A-Z]+$/.test(cause.code)) return cause.code
  return (cause.message.split('\n')[0] ?? '').replaceAll(/\S+:\/\/\S+/g, '…').slice(0, 120)
}

/** The directory itself, or the nearest one above it that is there already. */
const nearest = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearest(dirname(path)))

export const mayWrite = (path: string): boolean => {
  try {
    const place = nearest(resolve(path))
    accessSync(place, constants.W_OK)
    return statSync(place).isDirectory()
  } catch {
    return false
  }
}

export const probeDisk = (dataDir: string): number | null => {
  try {
    const { bavail, bsize } = statfsSync(nearest(resolve(dataDir)))
    return bavail * bsize
  } catch {
    return null
  }
}

export const probeCalendar = async (db: Db | null, now: Date, zone: string): Promise<Probes['calendar']> => {
  const calendar = db === null ? CHINA_CALENDAR : await loadCalendar(db)
  const [year = 0, month = 0] = businessDay(now, zone).split('-').map(Number)
  return { year, month, missing: yearsWithoutData(calendar, [`${year}-01-01`, `${year + 1}-01-01`]) }
}

/** Wechaty and its puppet are optional packages: they are looked for where Node would, and not loaded. */
export const probeWechaty = ({ wechaty }: Config): Probes['wechaty'] => {
  if (wechaty === null) return null
  const isThere = (name: string) =>
    (createRequire(import.meta.url).resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name)))
  const absent = ['wechaty', wechaty.puppet].find((name) => !isThere(name))
  return { name: absent ?? wechaty.puppet, installed: absent === undefined }
}

type Rows = Pick<Probes, 'events' | 'queues' | 'robots' | 'keys'>
export const NO_ROWS: Rows = { events: null, queues: null, robots: null, keys: null }

export const probeRows = async (db: Db, config: Config): Promise<Rows> => {
  const keys = await lookAtKeys(db)
  // Without its key not even a robot's address can be read.
  return keys.state === 'missing' ? { ...NO_ROWS, keys } : { keys, ...(await probeOpened(db, config)) }
}

const probeOpened = async (db: Db, config: Config): Promise<Omit<Rows, 'keys'>> => ({
  events: { lastHours: await hoursSinceLastEvent(db) },
  queues: await lookAtQueues(db),
  robots: await lookAtRobots(
    db,
    (url) => parseRobotUrl(url, config.wecomApiUrl).ok || (config.wechaty !== null && roomOf(url) !== null),
  ),
})
