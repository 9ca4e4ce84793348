import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, rowsOf } from '../../src/db/db.ts'
import type { OpenDb } from '../../src/db/open.ts'
import { type AppDeps, createDeps } from '../../src/deps.ts'
import { startWorld, type World } from '../support/world.ts'
import { seedDueCompany } from './timetable-company.ts'

const DAY = '2026-11-10'
/** What one process has under way at most when it dies: the hands of its three outbox pumps. */
const IN_HAND = 16

/** A process that can be killed: from then on the database hears nothing of it, though what it had sent has left. */
const mortal = (opened: OpenDb) => {
  let dead = false
  const db = new Proxy(opened.db, {
    get: (target, name) => {
      if (dead) throw new Error('this process was killed')
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  }) as Db
  return {
    opened: { ...opened, db },
    kill: () => {
      dead = true
    },
  }
}

/** On PostgreSQL by processes that are really killed: `test/ops/replicas-killed.test.ts`. */
describe('three servers with many reminders due, one killed midway, on the embedded database', () => {
  const REPS = 60
  let world: World
  beforeAll(async () => {
    world = await startWorld({ at: `${DAY}T08:49:00+08:00`, sandbox: { seed: 'empty' } })
    for (let rep = 1; rep <= REPS; rep += 1) {
      const userid = `rep${String(rep).padStart(5, '0')}`
      const nobody = { leaderIn: [], directLeader: [], position: '' }
      world.sandbox.state.members.set(userid, { userid, name: `员工${rep}`, departments: [1], ...nobody })
    }
    await world.to(`${DAY}T08:49:30+08:00`)
    await seedDueCompany(world.deps.core.db, { members: REPS, each: 1, day: DAY })
  }, 60_000)
  afterAll(() => world.close())

  const startProcess = (opened: OpenDb): Promise<AppDeps> => {
    const { config, corp, log } = world.deps
    const at = new Date(`${DAY}T08:50:05+08:00`)
    return createDeps({
      config: { ...config, trialClock: at },
      wecom: corp,
      opened,
      log,
      retryBaseSeconds: 0.01,
      pollMs: 50,
    })
  }
  const sent = () => world.people.calls('message/send').filter((call) => call.errcode === 0).length
  const waiting = async () => {
    const [row] = await rowsOf<{ n: number | string }>(
      world.deps.core.db,
      sql`select count(*) as n from outbox_messages where status = 'waiting' and occurrence_key like ${`reminder:${DAY}:%`}`,
    )
    return Number(row?.n)
  }

  test('send every rep exactly one', async () => {
    const victim = mortal(world.deps.opened)
    const processes = await Promise.all([victim.opened, world.deps.opened, world.deps.opened].map(startProcess))
    world.deps.clock.moveTo(new Date(`${DAY}T08:50:05+08:00`))
    for (const one of processes) one.workers.start()
    await expect.poll(sent, { timeout: 30_000, interval: 5 }).toBeGreaterThan(REPS / 4)
    victim.kill()
    const [dead, ...alive] = processes
    // The others work off what is theirs; what stays is in the hands of the killed one.
    for (let before = -1, left = await waiting(); left !== before; left = await waiting()) {
      before = left
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
    // Half a minute passes.
    await world.deps.core.db.execute(
      sql`update outbox_messages set lease_until = now() - interval '1 second'
          where status = 'waiting' and lease_until is not null`,
    )
    await expect.poll(waiting, { timeout: 30_000 }).toBe(0)
    await Promise.all(alive.map((one) => one.workers.stop()))
    await dead?.workers.stop().catch(() => {})
    await Promise.all(processes.map((one) => one.wecom.close()))

    const perRep = Array.from(
      { length: REPS },
      (_, rep) => world.people.messagesTo(`rep${String(rep + 1).padStart(5, '0')}`).length,
    )
    expect(perRep).toEqual(perRep.map(() => 1))
    // What the killed one had sent and not noted was asked for again, and WeCom's duplicate check kept it from the rep.
    expect(sent() - REPS).toBeLessThanOrEqual(IN_HAND)
  }, 60_000)
})
