import { mkdirSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { begin } from './begin.ts'
import type { Bot, BotEvents } from './bot/bot.ts'
import { openWechaty } from './bot/wechaty-bot.ts'
import { BadConfig, type Config, readConfig } from './config.ts'
import { DirectoryBusy } from './db/lock.ts'
import { openDb } from './db/open.ts'
import { KeyMissing } from './db/sealing.ts'
import { createDeps } from './deps.ts'
import { hearRoom } from './features/rooms/hear-room.ts'
import { createLogger } from './http/logging.ts'
import type { AppCore } from './reactions.ts'
import { isLoopback, SandboxRefused } from './sandbox/refuse-outside.ts'
import { freePort, openSandbox, seedTrial, TRIAL_CORP, trialConfig } from './trial.ts'

const GRACE_MS = 4_500

/** At most one bot speaks in groups; what it needs is loaded only when it is configured. */
const openBot = async (config: Config, { now, ...events }: BotEvents & { now: () => Date }): Promise<Bot | null> => {
  if (config.wechaty !== null) return openWechaty(config.wechaty, events)
  if (config.smartRobot === undefined) return null
  const { openSmartRobot } = await import('./bot/smart-robot.ts')
  return openSmartRobot(config.smartRobot, events, now)
}

const run = async (): Promise<void> => {
  const given = readConfig(process.env)
  const trial = given.wecom === null
  const config = trial ? trialConfig(given, given.port === 0 ? await freePort(given.host) : given.port) : given
  const log = await createLogger(config.logLevel)
  if (config.databaseUrl === null) mkdirSync(config.dataDir, { recursive: true })
  const opened = await openDb({ url: config.databaseUrl, dataDir: config.dataDir })
  let core: AppCore | null = null
  const bot = await openBot(config, {
    onRoomMessage: async (message) => {
      if (core !== null) await hearRoom(core, message)
    },
    onError: (error) => log.warn({ err: error }, 'the bot reported an error'),
    now: () => core?.now() ?? new Date(),
  })
  const deps = await createDeps({ config, wecom: config.wecom ?? TRIAL_CORP, opened, log, bot })
  core = deps.core
  const app = await buildApp(deps, trial ? { headHtml: '<script src="/sandbox/bridge.js"></script>' } : {})
  const sandbox = trial ? openSandbox(deps, app) : null

  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err !== undefined) log.error({ err }, 'stopping because of an error')
    await sandbox?.close()
    await app.close()
    await deps.workers.stop()
    await bot?.stop()
    await deps.wecom.close()
    await opened.close()
  })

  await app.listen({ port: config.port, host: config.host })
  await begin(deps)
  deps.workers.start()
  bot?.start().catch((error) => log.error({ err: error }, 'the bot could not log in'))
  if (sandbox === null) {
    log.info({ url: config.publicUrl, database: opened.kind }, '掌柜 is ready')
    return
  }
  if (!isLoopback(config.host)) log.warn({ host: config.host }, 'the trial lets whoever reaches this port be anybody')
  const address = `${config.publicUrl}/sandbox/`
  console.log(`\n  掌柜已启动（演示公司，不需要企业微信）\n  打开 Open:  ${address}\n  停止 Stop:  Ctrl-C\n`)
  await seedTrial(deps, sandbox)
}

run().catch((error: unknown) => {
  const plain = error instanceof BadConfig || error instanceof DirectoryBusy || error instanceof KeyMissing || error instanceof SandboxRefused
  console.error(plain ? (error as Error).message : error)
  process.exit(1)
})
