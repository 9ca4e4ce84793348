import { randomBytes, randomUUID } from 'node:crypto'
import type { Bot } from './bot/bot.ts'
import type { Config, WecomConfig } from './config.ts'
import { createClock } from './db/clock.ts'
import type { OpenDb } from './db/open.ts'
import { readSetting, writeSetting } from './features/settings/queries.ts'
import type { Logger } from './http/logging.ts'
import { type AppCore, type AppFact, REACTIONS } from './reactions.ts'
import type { Recorded } from './spine/core.ts'
import { createInbox } from './spine/inbox.ts'
import { appendFact } from './spine/journal.ts'
import { createLimiter } from './spine/limiter.ts'
import { createMetrics } from './spine/metrics.ts'
import { enqueueJob, enqueueMessage } from './spine/outbox.ts'
import { createTokenStore } from './spine/tokens.ts'
import { createDesk } from './timetable-run.ts'
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
}

const WAKE_DELAY_MS = 3

/** The one place where things are wired. */
export const createDeps = async ({ config, wecom: corp, opened, log, ...rest }: DepsInput) => {
  const { db } = opened
  const clock = await createClock(db, config.trialClock)
  const metrics = createMetrics()
  let waking = false
  let wakeWorkers = () => {}
  // What was just written is committed a moment later; looking at once would miss it.
  const wake = () => {
    if (waking) return
    waking = true
    setTimeout(() => {
      waking = false
      wakeWorkers()
    }, WAKE_DELAY_MS)
  }
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
      return recorded.id
    },
    send: async (tx, message) => {
      await enqueueMessage(tx, message)
      wake()
    },
    later: async (tx, job) => {
      await enqueueJob(tx, job)
      wake()
    },
  }
  const wecom = createWecom({
    ...corp,
    apiUrl: config.wecomApiUrl,
    tokens: createTokenStore(db),
    limiter: createLimiter(db),
    log,
    metrics: (call) => metrics.wecomCalls.inc({ api: call.api, result: call.outcome }),
  })
  const workers = createWorkers({
    core,
    wecom,
    metrics,
    log,
    bot: rest.bot ?? null,
    owner: `${process.pid}-${randomUUID().slice(0, 8)}`,
    retryBaseSeconds: rest.retryBaseSeconds ?? 1,
    pollMs: rest.pollMs ?? 500,
  })
  wakeWorkers = workers.wake
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
    wake,
    inbox: createInbox(db, wake),
    desk: createDesk(core, wake),
    sessionSecret: config.sessionSecret ?? (await keptSecret(core)),
  }
}
export type AppDeps = Awaited<ReturnType<typeof createDeps>>

/** Made once and kept, so that people stay signed in over a restart and replicas share it. */
const keptSecret = async (core: AppCore): Promise<string> => {
  const found = await readSetting(core.db, 'sessionSecret')
  if (found !== undefined) return found
  await writeSetting(core.db, 'sessionSecret', {
    value: randomBytes(32).toString('base64url'),
    by: 'system',
    at: core.now(),
  })
  return (await readSetting(core.db, 'sessionSecret')) ?? ''
}
