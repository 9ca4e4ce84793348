import type { AppDeps } from '../../src/deps.ts'
import { loadCalendar } from '../../src/features/calendar/queries.ts'
import { composeDigest } from '../../src/features/digests/plan-digests.ts'
import { planReminders } from '../../src/features/digests/plan-reminders.ts'
import { listOpen } from '../../src/features/follow-ups/queries.ts'
import { TIMETABLE } from '../../src/timetable.ts'
import { openTestDb } from '../support/store.ts'
import { type House, openHouse } from './house.ts'
import { percentile, timed } from './load.ts'
import { AREA, areaDepartment, customerId, managerId, repId, repOf, type Seed, seedCompany } from './seed.ts'
import { firstMissed, type Row, verdictOf } from './table.ts'

const DAY = '2026-11-24'
const SMALL: Seed = { customers: 100_000, reps: 1_000, day: DAY }
const BIG: Seed = { customers: 1_000_000, reps: 10_000, day: DAY }
/** Asked so often, or for so long: a page that takes seconds has shown itself after a few. */
const ASKED = 300
const WARM = 200
const ASKED_MS = 8_000
const NIGHT_GIVEN_UP_MS = 240_000

type Role = 'rep' | 'lead' | 'manager' | 'admin'
const ROLES: readonly Role[] = ['rep', 'lead', 'manager', 'admin']
type Figures = { card: number; list: Record<Role, number>; due: number; digest: number }

/** The 99th percentile of many askings; each one differs, so that no cache of ours or the database's answers for it. */
const p99 = async (ask: (n: number) => Promise<number>): Promise<number> => {
  // A service that has run for a minute: what is asked often is planned by then (`db/planned-once.ts`).
  for (let n = 0; n < WARM; n += 1) await ask(n * 31)
  const took: number[] = []
  const until = performance.now() + ASKED_MS
  for (let n = 0; took.length < ASKED && performance.now() < until; n += 1) took.push(await ask(n * 37 + 5))
  return percentile(took, 0.99)
}

const somebody = (role: Role, n: number, { reps }: Seed): string => {
  if (role === 'admin') return 'linyu'
  if (role === 'manager') return managerId(1 + (n % Math.ceil(reps / AREA)))
  // Every tenth leads the team.
  return repId(role === 'lead' ? 1 + 10 * (n % (reps / 10)) : 2 + 10 * (n % (reps / 10)))
}

/** Cookies of people of each role, made beforehand. */
const signIn = async (house: House, seed: Seed): Promise<Record<Role, { userid: string; cookie: string }[]>> => {
  const of = async (role: Role) => {
    const userids = [...new Set(Array.from({ length: 20 }, (_, n) => somebody(role, n * 7, seed)))]
    return Promise.all(userids.map(async (userid) => ({ userid, cookie: await house.cookieOf(userid) })))
  }
  return { rep: await of('rep'), lead: await of('lead'), manager: await of('manager'), admin: await of('admin') }
}

/** The card as its own rep and as the admin sees it, of customers all over the table. */
export const cardP99 = async (house: House, seed: Seed, admin: string): Promise<number> => {
  // As many cookies as customers are asked for.
  const own = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const c = 1 + ((n * 7919) % seed.customers)
      return { path: `/api/customers/${customerId(c)}`, cookie: await house.cookieOf(repOf(c, 0, seed.reps)) }
    }),
  )
  return p99((n) => {
    const one = own[n % own.length]
    if (n % 2 === 0 && one !== undefined) return house.get(one.path, one.cookie)
    return house.get(`/api/customers/${customerId(1 + ((n * 7919) % seed.customers))}`, admin)
  })
}

export const dueP99 = ({ deps }: House, seed: Seed): Promise<number> =>
  p99((n) =>
    timed(() =>
      listOpen(deps.core.db, { scope: { all: false, userids: [repId(1 + (n % seed.reps))] }, dueBy: seed.day }),
    ),
  )

const measure = async (house: House, seed: Seed): Promise<Figures> => {
  const people = await signIn(house, seed)
  const card = await cardP99(house, seed, people.admin[0]?.cookie ?? '')
  const listOf = (role: Role) =>
    p99((n) => house.get('/api/customers?limit=20', people[role][n % people[role].length]?.cookie ?? ''))
  const list = { rep: await listOf('rep'), lead: await listOf('lead'), manager: Number.NaN, admin: Number.NaN }
  list.manager = await listOf('manager')
  list.admin = await listOf('admin')
  return { card, list, due: await dueP99(house, seed), digest: await digestOf(house.deps) }
}

/** The text about an area of five hundred reps; the best of three, as a digest is composed once a day. */
const digestOf = async ({ core }: AppDeps): Promise<number> => {
  const channel = { name: '大区', scope: { department: areaDepartment(1) }, audience: 'managers' } as const
  const calendar = await loadCalendar(core.db)
  const took: number[] = []
  for (let n = 0; n < 3; n += 1)
    took.push(await timed(() => composeDigest(core, channel, { kind: 'daily', day: DAY, calendar })))
  return Math.min(...took)
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

const grown = (what: string, limit: number, [small, big]: readonly [number, number], because: string): Row => ({
  goal: `C1 ${what}, p99: ≤ ${limit} ms and ≤ 2 × its figure at 0.1 M`,
  measured: `${ms(big)} at 1 M, ${ms(small)} at 0.1 M (${(big / small).toFixed(1)} ×)`,
  verdict: firstMissed(
    { value: big, limit, better: 'less', because },
    // Two figures of a millisecond say nothing about each other.
    {
      value: big < limit / 5 ? 0 : big / small,
      limit: 2,
      better: 'less',
      because: `it grows with the table: ${because}`,
    },
  ),
})

const LIST_BECAUSE: Readonly<Record<Role, string>> = {
  rep: 'the newest contact is computed for each customer of the rep and then sorted',
  lead: 'the newest contact is computed for each customer of the team and then sorted',
  manager: 'the newest contact is computed for each customer of five hundred reps and then sorted',
  admin: 'no index gives the newest contact of the whole company in order',
}

const timeLimited = async (work: () => Promise<unknown>, limitMs: number): Promise<number> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(Number.POSITIVE_INFINITY), limitMs)
  })
  return Promise.race([timed(work), late]).finally(() => clearTimeout(timer))
}

const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`

/** Last, for what it writes changes everything: the morning's plan, and the night over everybody. */
const measureRuns = async ({ deps }: House): Promise<Row[]> => {
  const planned = await timed(() => planReminders(deps.core, { day: DAY }))
  const night = await timeLimited(() => TIMETABLE.lifecycle.run(deps, DAY), NIGHT_GIVEN_UP_MS)
  const told = Number.isFinite(night) ? seconds(night) : `not through after ${seconds(NIGHT_GIVEN_UP_MS)}`
  return [
    {
      goal: `reminders of ${BIG.reps.toLocaleString('en')} reps planned: ≤ 10 s`,
      measured: seconds(planned),
      verdict: verdictOf({
        value: planned,
        limit: 10_000,
        better: 'less',
        because: 'each rep’s text is composed in turn',
      }),
    },
    {
      goal: 'nightly lifecycle over 1 M customers: ≤ 60 s',
      measured: told,
      verdict: verdictOf({
        value: Number.isFinite(night) ? night : NIGHT_GIVEN_UP_MS,
        ...{
          limit: 60_000,
          better: 'less',
          because: 'each of the moved customers leaves a dozen rows: journal, tasks, tags to write',
        },
      }),
    },
  ]
}

/** Both sizes on PostgreSQL, one after the other, in databases of their own. `share` of them, to try the command. */
export const benchScale = async (say: (line: string) => void, share: number): Promise<Row[]> => {
  if (share !== 1) say(`a share of ${share}: every size below is that much smaller, and the verdicts say nothing`)
  const figures: Figures[] = []
  const runs: Row[] = []
  for (const whole of [SMALL, BIG]) {
    const seed = { ...whole, customers: whole.customers * share, reps: Math.max(20, whole.reps * share) }
    const opened = await openTestDb('postgres')
    try {
      say(`seeding ${seed.customers.toLocaleString('en')} customers …`)
      say(`seeded in ${seconds(await timed(() => seedCompany(opened.db, seed)))}`)
      const house = await openHouse(opened, { at: `${DAY}T10:00:00+08:00`, wecomUrl: 'http://127.0.0.1:9' })
      figures.push(await measure(house, seed))
      if (whole === BIG) runs.push(...(await measureRuns(house)))
      await house.close()
    } finally {
      await opened.close()
    }
  }
  const [small, big] = figures
  if (small === undefined || big === undefined) throw new Error('two sizes were to be measured')
  return [
    grown('card', 10, [small.card, big.card], 'it is several statements, each its own round trip'),
    ...ROLES.map((role) =>
      grown(`list of customers, ${role}`, 30, [small.list[role], big.list[role]], LIST_BECAUSE[role]),
    ),
    grown(
      'due scan of a rep',
      10,
      [small.due, big.due],
      'it joins each due follow-up to customer, friendship and note',
    ),
    {
      goal: `digest of ${AREA} reps: ≤ 1 s`,
      measured: `${ms(big.digest)} at 1 M, ${ms(small.digest)} at 0.1 M`,
      verdict: verdictOf({
        value: big.digest,
        limit: 1_000,
        better: 'less',
        because: 'its sums are made anew each day',
      }),
    },
    ...runs,
  ]
}
