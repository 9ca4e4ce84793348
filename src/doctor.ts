import type { Config, WecomConfig } from './config.ts'
import type { Db } from './db/db.ts'
import type { AppDeps } from './deps.ts'
import { NO_ROWS, probeCalendar, probeDatabase, probeDisk, probeRows, probeWechaty } from './doctor-here.ts'
import { probeCallback, probeLogin } from './doctor-http.ts'
import { type DoctorClient, probeWecom } from './doctor-wecom.ts'
import type { Probes } from './features/doctor/rules-model.ts'

const LOOPBACK = /^(?:localhost|.+\.localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/
const isLocal = (url: string): boolean => LOOPBACK.test(new URL(url).hostname)

export type DoctorParts = {
  config: Config
  /** Settings that cannot be used; whatever depends on one of them is not asked. */
  problems: Probes['config']['problems']
  /** Null where nothing is known to talk to WeCom with. */
  corp: WecomConfig | null
  wecom: DoctorClient | null
  database: { db: Db; engine: 'postgres' | 'embedded' } | { state: Exclude<Probes['database'], { state: 'ready' }> }
  directory: Probes['directory']
  /** Asked only where our own address does not answer. */
  serverRuns: () => Promise<boolean>
  /** The line of the smart robot, where this process may hold it. */
  smartRobot: Probes['smartRobot']
  now: () => Date
}

const sound = ({ problems }: DoctorParts, ...names: string[]): boolean =>
  !problems.some((one) => names.includes(one.name))

const skewOf = (date: string | null): number | null => {
  const ms = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(ms) ? null : (ms - Date.now()) / 1000
}

const askWecom = async (parts: DoctorParts) =>
  parts.wecom === null || parts.corp === null
    ? null
    : probeWecom(parts.wecom, {
        apiUrl: parts.config.wecomApiUrl,
        agentId: parts.corp.agentId,
        page: sound(parts, 'PUBLIC_URL') ? new URL('/sidebar/', parts.config.publicUrl).href : null,
        at: parts.now(),
      })

/** What WeCom and browsers do to us from outside. */
const askOurselves = async (parts: DoctorParts): Promise<Pick<Probes, 'callback' | 'login' | 'serverRuns'>> => {
  const { config, corp } = parts
  const reachable = corp !== null && sound(parts, 'PUBLIC_URL', 'WECOM_CORP_ID')
  const knowsKeys = sound(parts, 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY')
  const callback = reachable && knowsKeys ? await probeCallback(config.publicUrl, corp) : null
  const login = reachable ? await probeLogin(config.publicUrl, corp) : null
  const silent = callback?.genuine.status === null || login?.visit.status === null
  return { callback, login, serverRuns: silent ? await parts.serverRuns() : true }
}

const askDatabase = async (parts: DoctorParts) => {
  if (!('db' in parts.database)) {
    return { database: parts.database.state, aheadSeconds: null, rows: NO_ROWS, db: null }
  }
  const { db, engine } = parts.database
  const { database, aheadSeconds, usable } = await probeDatabase(db, engine)
  return { database, aheadSeconds, rows: usable ? await probeRows(db, parts.config) : NO_ROWS, db: usable ? db : null }
}

/** Looks at everything once. Throws nothing that WeCom, the network or the database brings about. */
export const probe = async (parts: DoctorParts): Promise<Probes> => {
  const { config } = parts
  const [asked, ourselves, stored] = await Promise.all([askWecom(parts), askOurselves(parts), askDatabase(parts)])
  return {
    config: {
      problems: parts.problems,
      trial: config.wecom === null,
      admins: config.adminUserids.length,
      shifted: config.trialClock !== null,
    },
    address: sound(parts, 'PUBLIC_URL')
      ? { url: config.publicUrl, local: isLocal(config.publicUrl), wecomLocal: isLocal(config.wecomApiUrl) }
      : null,
    database: stored.database,
    directory: parts.directory,
    disk: probeDisk(config.dataDir),
    clock: { database: stored.aheadSeconds, wecom: skewOf(asked?.date ?? null) },
    wecom: asked?.probes ?? null,
    ...ourselves,
    ...stored.rows,
    calendar: await probeCalendar(stored.db, parts.now(), config.timezone),
    wechaty: probeWechaty(config),
    smartRobot: config.smartRobot === undefined ? null : parts.smartRobot,
  }
}

/** The same look from inside the running server; people who press together share one. */
export const createDoctor = (deps: AppDeps): (() => Promise<Probes>) => {
  const { config, core, corp, wecom, opened, bot } = deps
  let looking: Promise<Probes> | null = null
  const look = () =>
    probe({
      config,
      problems: [],
      corp,
      wecom,
      database: { db: core.db, engine: opened.kind },
      directory: { state: opened.kind === 'embedded' ? 'ours' : 'unused' },
      serverRuns: async () => true,
      smartRobot: bot?.line?.() ?? { state: 'elsewhere' },
      now: core.now,
    })
  return () => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }
}
