import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { openPostgres } from '../../src/db/open.ts'
import { startSandboxServer } from '../../src/sandbox/server.ts'
import { freePort } from '../../src/trial.ts'
import { seedDueCompany } from '../flow/timetable-company.ts'
import { figure, sizeFrom } from '../support/figures.ts'
import { COMPANY, createDatabase, envOf, startReplicaProcess } from './processes.ts'

const DAY = '2026-11-10'
/** The mortal one's clock is ahead: it plans the morning, begins to send, and dies with the others at their work. */
const [EARLIER, MORTAL_AT] = [`${DAY}T08:49:00+08:00`, `${DAY}T08:49:57+08:00`]
const MORTAL = join(import.meta.dirname, '../chaos/child.mjs')
/** `FIGURES=1 REPLICA_REPS=10000 npx vitest run test/ops/replicas-killed.test.ts` is the long form: real leases too. */
const REPS = sizeFrom('REPLICA_REPS', 200)
const IS_LONG = process.env.REPLICA_REPS !== undefined
const PATIENCE_MS = 120_000 + REPS * 60
const base = process.env.TEST_DATABASE_URL
/** What one process has under way at most when it dies: the hands of its three outbox pumps. */
const IN_HAND = 16
const DIES_AT = REPS > 500 ? REPS / 10 : 8

const repOf = (rep: number): string => `rep${String(rep).padStart(5, '0')}`

const openWecomOfReps = async () => {
  const server = await startSandboxServer({
    ...COMPANY,
    ...{ adminUserid: 'linyu', seed: 'empty', now: () => new Date() },
    ...{ callbackUrl: () => 'http://127.0.0.1:9/wecom/callback', appUrl: () => 'http://127.0.0.1:9' },
  })
  for (let rep = 1; rep <= REPS; rep += 1) {
    const nobody = { leaderIn: [], directLeader: [], position: '' }
    server.sandbox.state.members.set(repOf(rep), {
      userid: repOf(rep),
      name: `员工${rep}`,
      departments: [1],
      ...nobody,
    })
  }
  return server
}

const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await pause(20)
  }
}

describe.runIf(base !== undefined)('three server processes with many reminders due, one killed midway', () => {
  test(
    'send every rep exactly one',
    async () => {
      const database = await createDatabase(base ?? '')
      const opened = await openPostgres(database.url)
      await seedDueCompany(opened.db, { members: REPS, each: 1, day: DAY })
      await opened.close()
      const wecom = await openWecomOfReps()
      const asked = new pg.Client({ connectionString: database.url })
      await asked.connect()
      const count = async (which: string): Promise<number> => {
        const { rows } = await asked.query(
          `select count(*)::int as n from outbox_messages where occurrence_key like 'reminder:%' and ${which}`,
        )
        return rows[0]?.n ?? 0
      }
      const waiting = () => count(`status = 'waiting'`)
      const sent = () => wecom.sandbox.state.appMessages.length
      const env = { ...envOf('http://127.0.0.1:9', wecom.url), DATABASE_URL: database.url, TRIAL_CLOCK: EARLIER }
      const replicas: Awaited<ReturnType<typeof startReplicaProcess>>[] = []
      try {
        for (let n = 0; n < 2; n += 1) replicas.push(await startReplicaProcess(await freePort('127.0.0.1'), env))
        const dying = { ...env, TRIAL_CLOCK: MORTAL_AT, CHAOS_CRASH: `outbox:sent@app-message#${DIES_AT}` }
        const mortal = await startReplicaProcess(await freePort('127.0.0.1'), dying, MORTAL)
        replicas.push(mortal)
        // A large company is told over nine minutes; here the clock makes a jump.
        if (REPS > 500) {
          await until('the reminders are planned', async () => (await count('true')) >= REPS)
          await asked.query(`update outbox_messages set run_at = now() where status = 'waiting'`)
        }
        await mortal.gone
        const killedAt = performance.now()
        const atDeath = sent()
        await pause(1_000)
        // Half a minute passes for what the dead one holds.
        const lapse = `update outbox_messages set lease_until = now() where status = 'waiting' and leased_by like $1`
        if (!IS_LONG) await asked.query(lapse, [`${mortal.pid}-%`])
        await until('the others send the rest', async () => (await waiting()) === 0)
        const seconds = (performance.now() - killedAt) / 1000
        const perRep = Array.from({ length: REPS }, (_, n) => wecom.sandbox.people.messagesTo(repOf(n + 1)).length)
        const [missing, twice] = [perRep.filter((n) => n === 0).length, perRep.filter((n) => n > 1).length]
        figure(
          `R9: ${REPS} reps, killed after ${atDeath}: ${missing} without, ${twice} with more than one, the last ${seconds.toFixed(0)} s after the death`,
        )
        expect(atDeath).toBeLessThan(REPS)
        expect([missing, twice]).toEqual([0, 0])
        // What the killed one had sent and not noted was asked for again: WeCom's duplicate check kept it from the rep.
        const { rows } = await asked.query(
          `select sum(attempts)::int as n from outbox_messages where kind = 'app-message'`,
        )
        expect(rows[0]?.n - REPS).toBeLessThanOrEqual(IN_HAND)
      } finally {
        for (const one of replicas) one.signal('SIGKILL')
        await Promise.all(replicas.map((one) => one.gone))
        await asked.end()
        await wecom.close()
        await database.drop()
      }
    },
    PATIENCE_MS * 3,
  )
})
