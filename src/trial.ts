import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Config, WecomConfig } from './config.ts'
import type { AppDeps } from './deps.ts'
import { addChannel } from './features/digests/add-channel.ts'
import { importOrders } from './features/orders/import-orders.ts'
import { recordOrder } from './features/orders/record-order.ts'
import { readSetting, writeSetting } from './features/settings/queries.ts'
import { setTarget } from './features/targets/set-target.ts'
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { DEPARTMENTS, MEMBERS } from './sandbox/seed/demo-data.ts'
import { type DemoTarget, demoHistory } from './sandbox/seed/demo-history.ts'
import { nextInstant } from './timetable-run.ts'
import { explain } from './wecom/errcodes-data.ts'
import { parseRobotUrl } from './wecom/webhook-url.ts'

/** The company of the trial. Nothing here is secret: it exists on this machine alone. */
export const TRIAL_CORP: WecomConfig = {
  corpId: 'wwsandbox0000000001',
  agentId: '1000002',
  secret: 'sandbox-secret-of-the-trial-company-000000',
  token: 'sandboxToken',
  encodingAesKey: 'c2FuZGJveGtleXNhbmRib3hrZXlzYW5kYm94a2V5MTI',
}
export const TRIAL_ADMIN = 'linyu'

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })

/** Below those that outgoing calls are given: one of them could be taken again before it is listened on. */
const PORTS = { from: 10_000, below: 32_000 } as const
const TRIES = 50

/** A free port, where none was named: the sandbox and the app share one and must know it before they begin. */
export const freePort = async (host: string): Promise<number> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(PORTS.from, PORTS.below)
    if (await isFree(host, port)) return port
  }
  throw new Error(`no port of ${host} is free between ${PORTS.from} and ${PORTS.below}`)
}

export const trialConfig = (config: Config, port: number): Config => {
  const own = `http://127.0.0.1:${port}`
  return {
    ...config,
    port,
    publicUrl: config.publicUrlGiven ? config.publicUrl : `http://localhost:${port}`,
    wecomApiUrl: own,
    wecomOauthUrl: config.publicUrlGiven ? config.publicUrl : `http://localhost:${port}`,
    adminUserids: config.adminUserids.length > 0 ? config.adminUserids : [TRIAL_ADMIN],
  }
}

/** Moves business time step by step, so that everything due on the way happens in its order. */
export const advanceTo = async (deps: AppDeps, to: Date): Promise<void> => {
  const { core, clock, workers } = deps
  // Compared with no time at all, every instant would lie before it: the way would have no end.
  if (Number.isNaN(to.getTime())) throw new RangeError('this is no moment to go to')
  for (;;) {
    const next = await nextInstant(core, core.now())
    if (next === null || next > to) break
    clock.moveTo(new Date(next.getTime() + 1_000))
    await workers.settle()
  }
  if (to > core.now()) clock.moveTo(to)
  await workers.settle()
}

export const openSandbox = (deps: AppDeps, app: FastifyInstance): Sandbox => {
  const sandbox = createSandbox({
    ...TRIAL_CORP,
    adminUserid: TRIAL_ADMIN,
    now: deps.core.now,
    advance: (to) => advanceTo(deps, to),
    callbackUrl: () => `${deps.config.wecomApiUrl}/wecom/callback`,
    appUrl: () => deps.config.publicUrl,
    seed: 'demo',
    keptIn: {
      file: join(deps.config.dataDir, 'sandbox.state'),
      onError: (error) => deps.log.warn({ err: error }, 'the sandbox could not be kept'),
    },
    explain,
    onOrder: async (order) => {
      await recordOrder(deps.core, {
        ...order,
        paidAt: deps.core.now(),
        source: 'open',
        actor: { kind: 'system', id: 'shop' },
      })
    },
  })
  app.register(sandbox.plugin)
  return sandbox
}

/** Once per data directory: the demo company's customers, orders, targets and robots, through the product's own doors. */
export const seedTrial = async (deps: AppDeps, sandbox: Sandbox): Promise<void> => {
  const { core } = deps
  if ((await readSetting(core.db, 'trialSeeded')) === true) return
  await deps.desk.run('sync', null, TRIAL_ADMIN)
  await deps.workers.settle()
  const history = demoHistory(core.now())
  for (let from = 0; from < history.orders.length; from += 500) {
    const actor = { kind: 'system', id: 'shop' } as const
    const list = history.orders.slice(from, from + 500).map((one) => ({ ...one, refundedAmount: 0 }))
    await importOrders(core, { list, actor })
  }
  for (const target of history.targets) {
    const { userid, ...rest } = target
    const scope = userid === null ? ('company' as const) : ('member' as const)
    await setTarget(core, { ...rest, scope, scopeId: userid ?? '', setBy: TRIAL_ADMIN })
  }
  await setTeamTargets(deps, history.targets)
  await addTrialChannels(deps, sandbox)
  await deps.workers.settle()
  await writeSetting(core.db, 'trialSeeded', { value: true, by: 'system', at: core.now() })
}

/** A team's target is what its members have to bring; its group's digest compares with it. */
const setTeamTargets = async ({ core }: AppDeps, own: readonly DemoTarget[]): Promise<void> => {
  for (const { id } of DEPARTMENTS) {
    const people = new Set<string>(
      MEMBERS.filter((one) => one.departments.some((at) => at === id)).map((one) => one.userid),
    )
    for (const month of new Set(own.map((one) => one.month))) {
      const parts = own.filter((one) => one.month === month && one.userid !== null && people.has(one.userid))
      const amount = parts.reduce((sum, one) => sum + one.amount, 0)
      if (amount === 0) continue
      const target = { month, scope: 'department' as const, scopeId: String(id), amount, currency: 'CNY' as const }
      await setTarget(core, { ...target, setBy: TRIAL_ADMIN })
    }
  }
}

const addTrialChannels = async ({ core, config }: AppDeps, sandbox: Sandbox): Promise<void> => {
  for (const robot of sandbox.state.robots.values()) {
    const team = DEPARTMENTS.find((one) => one.name === robot.name)
    await addChannel(core, (url) => parseRobotUrl(url, config.wecomApiUrl), {
      within: { all: true },
      name: robot.name,
      url: `${config.wecomApiUrl}/cgi-bin/webhook/send?key=${robot.key}`,
      scope: team === undefined ? { company: true } : { department: team.id },
      kinds: ['daily', 'weekly', 'monthly'],
      audience: team === undefined ? 'managers' : 'team',
      createdBy: TRIAL_ADMIN,
    })
  }
}
