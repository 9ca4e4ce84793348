import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { drizzle as drizzleLite } from 'drizzle-orm/pglite'
import pg from 'pg'
import { BadConfig, type Config, readConfig } from './config.ts'
import { readKeyFile } from './db/data-key.ts'
import type { Db } from './db/db.ts'
import { DirectoryBusy, lockDirectory } from './db/lock.ts'
import { type DataKey, useKeys } from './db/sealing.ts'
import { type DoctorParts, probe } from './doctor.ts'
import { mayWrite, shortly } from './doctor-here.ts'
import { probeAlive } from './doctor-http.ts'
import type { Probes } from './features/doctor/rules-model.ts'
import { createWecom } from './wecom/client.ts'
import { memoryTokenStore } from './wecom/token.ts'

type Env = Readonly<Record<string, string | undefined>>
type Read = { config: Config | null; problems: { name: string; missing: boolean }[] }

/** Fits the shape and is never used: whatever depends on a setting with a problem is not asked. */
const STAND_INS: Readonly<Record<string, string>> = {
  WECOM_CORP_ID: 'wwstandin',
  WECOM_AGENT_ID: '0',
  WECOM_SECRET: 'standin',
  WECOM_TOKEN: 'standin',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
}

/** Half a bot is no bot: its settings are left out together. */
const BOTS = ['WECHATY_', 'SMART_ROBOT_']

/** The configuration as far as it goes: one wrong setting must not hide what the others would say. */
export const readAnyway = (env: Env): Read => {
  try {
    return { config: readConfig({ ...env }), problems: [] }
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    const problems = error.problems.map((text) => ({
      name: text.split(' ')[0] ?? '',
      missing: / is missing/.test(text),
    }))
    const mended: Record<string, string | undefined> = { ...env }
    for (const { name } of problems) mended[name] = STAND_INS[name]
    for (const family of BOTS.filter((one) => problems.some(({ name }) => name.startsWith(one)))) {
      for (const name of Object.keys(mended)) if (name.startsWith(family)) mended[name] = undefined
    }
    const unique = [...new Map(problems.map((one) => [one.name, one])).values()]
    return { config: readQuietly(mended), problems: unique }
  }
}

const readQuietly = (env: Env): Config | null => {
  try {
    return readConfig({ ...env })
  } catch {
    return null
  }
}

type Opened = Pick<DoctorParts, 'database' | 'directory'> & { close: () => Promise<void> }
const closed = async () => {}

/** Looks and never migrates: that is for a start, which may be of a newer version than what runs now. */
const openPostgres = (url: string): Opened => {
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => {})
  const db = drizzlePg(pool) as unknown as Db
  return { database: { db, engine: 'postgres' }, directory: { state: 'unused' }, close: () => pool.end() }
}

const openEmbedded = async (config: Config): Promise<Opened> => {
  const { dataDir } = config
  const none = (state: NonNullable<DoctorParts['directory']>, database: Probes['database']): Opened => ({
    database: { state: database as Exclude<Probes['database'], { state: 'ready' }> },
    directory: state,
    close: closed,
  })
  if (!mayWrite(dataDir)) return none({ state: 'not-writable', path: dataDir }, { state: 'not-made' })
  if (!existsSync(join(dataDir, 'pg', 'PG_VERSION'))) return none({ state: 'free' }, { state: 'not-made' })
  let lock: { release: () => void }
  try {
    lock = lockDirectory(dataDir)
  } catch (error) {
    if (!(error instanceof DirectoryBusy)) throw error
    const pid = Number.parseInt(readFileSync(join(dataDir, 'zhanggui.lock'), 'utf8'), 10)
    const answers = await probeAlive(config.host, config.port)
    return none({ state: 'held', pid, answers }, { state: 'in-use' })
  }
  try {
    const lite = await PGlite.create({ dataDir: join(dataDir, 'pg') })
    const close = () => lite.close().finally(lock.release)
    const db = drizzleLite(lite) as unknown as Db
    return { database: { db, engine: 'embedded' }, directory: { state: 'free' }, close }
  } catch (error) {
    lock.release()
    return none({ state: 'free' }, { state: 'unreachable', detail: shortly(error) })
  }
}

const openStore = (config: Config, problems: Read['problems']): Opened | Promise<Opened> => {
  if (problems.some(({ name }) => name === 'DATABASE_URL' || name === 'DATA_DIR')) {
    return { database: { state: null }, directory: null, close: closed }
  }
  return config.databaseUrl === null ? openEmbedded(config) : openPostgres(config.databaseUrl)
}

const NEEDED = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_API_URL']

/** The client of one look: nothing is limited and no token outlives it. */
const openClient = (config: Config, problems: Read['problems']) => {
  if (config.wecom === null || problems.some(({ name }) => NEEDED.includes(name))) return null
  const limiter = { take: closed, block: closed }
  return createWecom({
    ...config.wecom,
    apiUrl: config.wecomApiUrl,
    tokens: memoryTokenStore(),
    limiter,
    timeoutMs: 5_000,
  })
}

/** A key file that cannot be read is a missing key: its light says so. */
const keysOf = ({ dataKeys = [], databaseUrl, dataDir }: Config): readonly DataKey[] => {
  if (databaseUrl !== null) return dataKeys
  try {
    return [...dataKeys, ...readKeyFile(dataDir)]
  } catch {
    return dataKeys
  }
}

/** Everything the shell can see without a running server; null when the settings contradict each other. */
export const probeFromShell = async (env: Env): Promise<Probes> => {
  const { config, problems } = readAnyway(env)
  if (config === null) return onlyConfig(problems)
  useKeys(keysOf(config))
  const opened = await openStore(config, problems)
  const wecom = openClient(config, problems)
  try {
    return await probe({
      config,
      problems,
      corp: config.wecom,
      wecom,
      database: opened.database,
      directory: opened.directory,
      serverRuns: () => probeAlive(config.host, config.port),
      smartRobot: { state: 'elsewhere' },
      now: () => config.trialClock ?? new Date(),
    })
  } finally {
    await wecom?.close()
    await opened.close()
  }
}

const onlyConfig = (problems: Read['problems']): Probes => ({
  config: { problems, trial: false, admins: 0, shifted: false },
  address: null,
  database: null,
  directory: null,
  disk: null,
  clock: { database: null, wecom: null },
  wecom: null,
  callback: null,
  login: null,
  serverRuns: false,
  events: null,
  robots: null,
  calendar: null,
  queues: null,
  keys: null,
  wechaty: null,
  smartRobot: null,
})
