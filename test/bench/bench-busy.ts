import { sql } from 'drizzle-orm'
import { rowsOf } from '../../src/db/db.ts'
import { syncCustomers } from '../../src/features/relations/sync-customers.ts'
import { sealEnvelope, writeEncrypt } from '../../src/wecom/envelope.ts'
import { writeXml } from '../../src/wecom/xml.ts'
import { startBigCompany } from '../support/big-company.ts'
import { type Engine, openTestDb } from '../support/store.ts'
import { BENCH_CORP, type House, openHouse } from './house.ts'
import { type Latency, percentile, steady } from './load.ts'
import { customerId, repOf, seedCompany } from './seed.ts'
import { firstMissed, type Row } from './table.ts'

const DAY = '2026-11-24'
const KNOWN = { customers: 2_000, reps: 20, day: DAY }
/** More than can be read while we measure. */
const MEMBERS: Readonly<Record<Engine, number>> = { postgres: 600, embedded: 150 }
const EACH = 1_000
const LOOK_MS = 8_000
const PER_SECOND = 500
const LOAD_SECONDS = 20

const ONE_THREAD =
  'callbacks, cards and the saving of pages share one thread and one database with the load beside them'

/** A customer adds a rep: the callback as WeCom posts it, with a welcome code that lives 20 seconds. */
const addCustomer = async ({ app }: House, n: number): Promise<void> => {
  const time = Math.floor(Date.now() / 1000)
  const plaintext = writeXml('xml', {
    ...{ ToUserName: BENCH_CORP.corpId, FromUserName: 'sys', CreateTime: time, MsgType: 'event' },
    ...{ Event: 'change_external_contact', ChangeType: 'add_external_contact', UserID: 'rep00001' },
    ...{ ExternalUserID: `wmNew${time}x${n}`, WelcomeCode: `code-${time}-${n}` },
  })
  const keys = { token: BENCH_CORP.token, encodingAesKey: BENCH_CORP.encodingAesKey, receiveId: BENCH_CORP.corpId }
  const { signature, ...sealed } = sealEnvelope(keys, plaintext, { timestamp: `${time}`, nonce: `${n}` })
  const query = new URLSearchParams({ msg_signature: signature, timestamp: sealed.timestamp, nonce: sealed.nonce })
  const payload = writeEncrypt({ signature, ...sealed }, { receiveId: BENCH_CORP.corpId })
  const headers = { 'content-type': 'text/xml' }
  const reply = await app.inject({ method: 'POST', url: `/wecom/callback?${query}`, headers, payload })
  if (reply.statusCode !== 200) throw new Error(`the callback was refused: ${reply.statusCode}`)
}

type Seen = { cardP99: number; welcomeP99: number; welcomes: number }

/** Cards one after the other and a newcomer every quarter of a second, for so long; then how long each welcome took. */
const look = async (house: House, cookie: string): Promise<Seen> => {
  const { db } = house.deps.core
  const [row] = await rowsOf<{ id: number | string }>(db, sql`select coalesce(max(id), 0) as id from outbox_messages`)
  const cards: number[] = []
  const until = performance.now() + LOOK_MS
  let newcomers = 0
  for (let n = 0; performance.now() < until; n += 1) {
    if (performance.now() > until - LOOK_MS + newcomers * 250) await addCustomer(house, newcomers++)
    // Customers of the one rep who is signed in.
    const c = 20 * (1 + (n % 90))
    cards.push(await house.get(`/api/customers/${customerId(c)}`, cookie))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const took = async () =>
    rowsOf<{ s: number | string }>(
      db,
      sql`select extract(epoch from o.ended_at - e.created_at) as s from outbox_messages o
          join inbox_events e on e.id = o.cause where o.kind = 'welcome' and o.status = 'done' and o.id > ${Number(row?.id)}`,
    )
  const deadline = performance.now() + 20_000
  while ((await took()).length < newcomers && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 100))
  const welcomes = (await took()).map((one) => Number(one.s) * 1000)
  // One that never left waited longer than its code lives.
  while (welcomes.length < newcomers) welcomes.push(20_000)
  return { cardP99: percentile(cards, 0.99), welcomeP99: percentile(welcomes, 0.99), welcomes: welcomes.length }
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

const rowOfLoad = (name: string, load: Latency, stillSyncing: boolean): Row => ({
  goal: `R2 ack at ${PER_SECOND}/s while a sync runs, ${name}: p99 ≤ 25 ms, p99.9 ≤ 100 ms, max < 1 s`,
  measured: `p50 ${ms(load.p50)}, p99 ${ms(load.p99)}, p99.9 ${ms(load.p99_9)}, max ${ms(load.max)} at ${Math.round(load.perSecond)}/s${load.lost === 0 ? '' : `, ${load.lost} not answered within 10 s`}${stillSyncing ? '' : ' (the sync ended before)'}`,
  verdict: firstMissed(
    { value: load.p99, limit: 25, better: 'less', because: ONE_THREAD },
    { value: load.p99_9, limit: 100, better: 'less', because: ONE_THREAD },
    { value: load.max, limit: 1_000, better: 'less', because: ONE_THREAD },
    { value: load.perSecond, limit: PER_SECOND * 0.98, better: 'more', because: 'so many a second were not answered' },
  ),
})

const rowOfFairness = (name: string, idle: Seen, busy: Seen): Row => ({
  goal: `R15 during a sync, ${name}: card p99 ≤ 2 × idle, welcome p99 ≤ 3 s`,
  measured: `card ${ms(busy.cardP99)}, idle ${ms(idle.cardP99)} (${(busy.cardP99 / idle.cardP99).toFixed(1)} ×); welcome ${ms(busy.welcomeP99)}, idle ${ms(idle.welcomeP99)} (${busy.welcomes} of them)`,
  verdict: firstMissed(
    { value: busy.welcomeP99, limit: 3_000, better: 'less', because: ONE_THREAD },
    { value: busy.cardP99 / idle.cardP99, limit: 2, better: 'less', because: ONE_THREAD },
  ),
})

/** A company is read for the first time while callbacks, cards and newcomers come. */
export const benchBusy = async (engine: Engine, name: string): Promise<Row[]> => {
  const company = await startBigCompany({ members: MEMBERS[engine], each: EACH })
  const opened = await openTestDb(engine)
  const house = await openHouse(opened, { at: `${DAY}T10:00:00+08:00`, wecomUrl: company.url })
  try {
    await seedCompany(opened.db, KNOWN)
    const cookie = await house.cookieOf(repOf(20, 0, KNOWN.reps))
    const { deps, app } = house
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    deps.workers.start()
    // A process that has just started compiles and plans what it does for the first time: that is not its pace.
    await look(house, cookie)
    const idle = await look(house, cookie)
    let syncing = true
    const sync = syncCustomers(deps.core, deps.wecom.inLane('bulk'), { day: DAY })
      // Stopped with the house, when everything was measured.
      .catch(() => undefined)
      .finally(() => {
        syncing = false
      })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const busy = await look(house, cookie)
    const load = await steady({
      ...{ url: `${url}/wecom/callback`, keys: BENCH_CORP, speakers: KNOWN.customers },
      ...{ perSecond: PER_SECOND, seconds: LOAD_SECONDS },
    })
    const stillSyncing = syncing
    await deps.workers.stop()
    await sync
    return [rowOfLoad(name, load, stillSyncing), rowOfFairness(name, idle, busy)]
  } finally {
    await house.close()
    await opened.close()
    company.close()
  }
}
