import type { Server } from 'node:http'
import { Socket } from 'node:net'
import closeWithGrace from 'close-with-grace'
import { BadConfig } from './config.ts'
import { DirectoryBusy } from './db/lock.ts'
import { KeyMissing } from './db/sealing.ts'
import { OtherCompany } from './deps.ts'
import { type Closers, closeHouse, type House, openDoors, openHouse, stopWork } from './house.ts'
import { untilQuiet } from './http/until-quiet.ts'
import { isLoopback, SandboxRefused } from './sandbox/refuse-outside.ts'
import { seedTrial } from './trial.ts'

const GRACE_MS = 4_500
/** For as long as a proxy may need to see that we leave; with the embedded database nobody else could take over. */
const DRAIN_MS = { postgres: 1_000, embedded: 200 } as const

/**
 * Under a keeper (`npm run serve`) people's sockets come from its hand. Its messages come in order, signals do not:
 * a socket that is on its way when we are told to leave must still be answered.
 */
const takeSockets = (server: Server, leave: () => void): void => {
  if (process.send === undefined) return
  process.on('message', (message: unknown, socket: unknown) => {
    if (message === 'leave') leave()
    if (message === 'socket' && socket instanceof Socket) server.emit('connection', socket)
  })
  // A keeper that is gone cannot tell anybody to stop.
  process.on('disconnect', leave)
  process.send('ready')
}

const run = async (): Promise<void> => {
  let leaving = false
  const closers: Closers = []
  let prepared: Promise<House> | null = null
  // First of all: whoever is told to stop while still opening closes what is open by then.
  const { close } = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err, signal, manual }) => {
    leaving = true
    const house = (await prepared?.catch(() => null)) ?? null
    if (err !== undefined) (house?.log ?? console).error({ err }, 'stopping because of an error')
    const rest = house === null ? null : stopWork(house)
    // Ctrl-C is a person who waits; SIGTERM and a keeper have somebody else to send people to.
    if (house !== null && (manual === true || (signal === 'SIGTERM' && house.opened.kind === 'postgres')))
      await untilQuiet(house.app, DRAIN_MS[house.opened.kind])
    await closeHouse(closers, rest)
  })
  const stop = (): void => {
    if (!leaving) close()
  }
  prepared = openHouse(process.env, { closers, isLeaving: () => leaving })
  // What fails because the house was closed under it is no failure.
  await prepared
    .then((house) => serve(house, stop))
    .catch((error) => {
      if (!leaving) throw error
    })
}

const serve = async (house: House, stop: () => void): Promise<void> => {
  const { config, log, opened, deps, app, bot, sandbox } = house
  await openDoors(house)
  takeSockets(app.server, stop)
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
  const plain =
    error instanceof BadConfig ||
    error instanceof DirectoryBusy ||
    error instanceof KeyMissing ||
    error instanceof OtherCompany ||
    error instanceof SandboxRefused
  console.error(plain ? (error as Error).message : error)
  process.exit(1)
})
