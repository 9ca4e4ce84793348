import { randomBytes, randomUUID } from 'node:crypto'
import type { Bot } from './bot/bot.ts'
import type { Config, WecomConfig } from './config.ts'
import { createClock } from './db/clock.ts'
import type { OpenDb } from './db/open.ts'
import { hasReaderRole } from './db/reader.ts'
import { appendAudit } from './features/audit/append-audit.ts'
import { signFirstHead } from './features/audit/sign-head.ts'
import { takeKeys } from './features/privacy/take-keys.ts'
import { keepFirst, readSetting } from './features/settings/queries.ts'
import type { Logger } from './http/logging.ts'
import { countCall, countedBreakers, timedLimiter } from './measures.ts'
import { type AppCore, type AppFact, REACTIONS, TOGETHER } from './reactions.ts'
import { createAlarm } from './spine/alarm.ts'
import { LANES, type Recorded } from './spine/core.ts'
import { crashPoint } from './spine/crash-points.ts'
import { createHolds } from './spine/holds.ts'
import { createInbox } from './spine/inbox.ts'
import { appendFact, appendFacts } from './spine/journal.ts'
import { createLimiter, limiterTime } from './spine/limiter.ts'
import { createMetrics } from './spine/metrics.ts'
import { enqueueJob, enqueueMessage, enqueueMessages } from './spine/outbox.ts'
import { createPace } from './spine/pace.ts'
import { createTokenStore } from './spine/tokens.ts'
import { beforeSend } from './spine/trace.ts'
import { createDesk } from './timetable-desk.ts'
import { createWecom } from './wecom/client.ts'
import { createWorkers } from './workers.ts'

export type DepsInput = {
  config: Config
  wecom: WecomConfig
  opened: OpenDb
  log: Logger
  bot?: Bot | null
  retryBaseSeconds?: number
  pollMs?: number
  wecomTimeoutMs?: number
}

/** The one place where things are wired. */
export const createDeps = async ({ config, wecom: corp, opened, log, ...rest }: DepsInput) => {
  const alarm = createAlarm()
  const db = alarm.hearing(opened.db)
  await takeKeys(db, [...(config.dataKeys ?? []), ...(opened.fileKeys ?? [])], signFirstHead)
  const clock = await createClock(db, config.trialClock)
  if (!(await hasReaderRole(db)))
    log.warn({}, 'the database lets this user take no other role: row-level security stays off (README, 数据安全)')
  const metrics = createMetrics()
  const pace = createPace(opened.kind)
  const core: AppCore = {
    db,
    now: clock.now,
    zone: config.timezone,
    lang: 'zh-CN',
    publicUrl: config.publicUrl,
    record: async (tx, fact) => {
      const recorded: Recorded<AppFact> = await appendFact(tx, fact, clock.now())
      const { now, then } = REACTIONS[fact.kind]
      for (const react of now) await react(core, tx, recorded)
      for (const name of Object.keys(then)) {
        const payload = { factId: recorded.id, name }
        await core.later(tx, { kind: 'reaction', payload, dedupeKey: `reaction:${recorded.id}:${name}` })
      }
      crashPoint('facts:reacted')
      return recorded.id
    },
    recordMany: async (tx, facts) => {
      const recorded: Recorded<AppFact>[] = await appendFacts(tx, facts, clock.now())
      for (const kind of new Set(recorded.map((fact) => fact.kind))) {
        const own = recorded.filter((fact) => fact.kind === kind)
        for (const react of REACTIONS[kind].now) {
          const together = TOGETHER.get(react)
          if (together !== undefined) await together(core, tx, own)
          else for (const fact of own) await react(core, tx, fact)
        }
        for (const name of Object.keys(REACTIONS[kind].then)) {
          for (const { id } of own) {
            const job = {
              kind: 'reaction',
              payload: { factId: id, name },
              dedupeKey: `reaction:${id}:${name}`,
            } as const
            await core.later(tx, { ...job, lane: LANES.bulk })
          }
        }
      }
      if (recorded[0] !== undefined) crashPoint('facts:together', recorded[0].kind)
      return recorded.map((fact) => fact.id)
    },
    sendMany: async (tx, messages) => {
      await enqueueMessages(tx, messages)
      for (const { lane } of messages) alarm.wrote(tx, 'outbox_messages', lane)
    },
    send: async (tx, message) => {
      await enqueueMessage(tx, message)
      alarm.wrote(tx, 'outbox_messages', message.lane)
    },
    later: async (tx, job) => {
      await enqueueJob(tx, job)
      alarm.wrote(tx, 'jobs', job.lane)
    },
    audit: (tx, act) => appendAudit(tx, act, clock.now()),
    breathe: pace.breathe,
  }
  if (config.wecom !== null) await refuseOtherCompany(core, config.wecom.corpId)
  const breakers = countedBreakers(metrics, log, (rest.retryBaseSeconds ?? 1) * 1000)
  const wecom = createWecom({
    ...corp,
    apiUrl: config.wecomApiUrl,
    tokens: createTokenStore(db),
    limiter: timedLimiter(createLimiter(db, limiterTime(clock.leadMs)), metrics),
    breakers,
    log,
    metrics: countCall(metrics),
    beforeSend,
    ...(rest.wecomTimeoutMs === undefined ? {} : { timeoutMs: rest.wecomTimeoutMs }),
  })
  const workers = createWorkers({
    core,
    wecom,
    metrics,
    holds: createHolds(breakers.restOf),
    pace,
    breakers,
    log,
    bot: rest.bot ?? null,
    owner: `${process.pid}-${randomUUID().slice(0, 8)}`,
    retryBaseSeconds: rest.retryBaseSeconds ?? 1,
    pollMs: rest.pollMs ?? 500,
    resampleClock: clock.resample,
  })
  alarm.rings(workers.wake)
  return {
    core,
    clock,
    config,
    corp,
    wecom,
    workers,
    metrics,
    log,
    opened,
    bot: rest.bot ?? null,
    wake: alarm.all,
    pace,
    inbox: createInbox(db, ({ longestMs, lane }) => {
      pace.stored(longestMs)
      alarm.wrote(null, 'inbox_events', lane)
    }),
    desk: createDesk(core, alarm.all),
    sessionSecret: config.sessionSecret ?? (await keptSecret(core)),
  }
}
export type AppDeps = Awaited<ReturnType<typeof createDeps>>

/** Made once and kept, so that people stay signed in over a restart and replicas share it. */
const keptSecret = async (core: AppCore): Promise<string> => {
  const kept = await readSetting(core.db, 'sessionSecret')
  if (kept !== undefined) return kept
  const value = randomBytes(32).toString('base64url')
  return (await keepFirst(core.db, 'sessionSecret', { value, at: core.now() })) ?? value
}

/** The database holds another company's customers. */
export class OtherCompany extends Error {
  override readonly name = 'OtherCompany'
}

/** A second company in one database would see the customers of the first; a mistyped id would mark them all as gone. */
const refuseOtherCompany = async (core: AppCore, corpId: string): Promise<void> => {
  const kept = await keepFirst(core.db, 'corpId', { value: corpId, at: core.now() })
  if (kept === undefined || kept === corpId) return
  throw new OtherCompany(
    `This database belongs to the company ${kept}, and WECOM_CORP_ID names ${corpId}. Put the id back, or give the other company a database of its own (DATABASE_URL or DATA_DIR).`,
  )
}
