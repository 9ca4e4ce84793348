import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { seededRandom } from '../../src/sandbox/seed/seeded-random.ts'
import { CORP, type Company, openCompany } from '../chaos/company.ts'
import { drive } from '../chaos/drive.ts'
import { createPeople } from '../chaos/people.ts'
import { createPremade } from '../chaos/premade.ts'
import { createSender } from '../chaos/sender.ts'
import { type Client, signIn } from '../support/world.ts'
import { percentile, timed } from './load.ts'
import { firstMissed, type Row } from './table.ts'

const AT = '2026-11-24T10:00:00+08:00'
const PER_SECOND = 100
const SAMPLE_MS = 5_000
/** The memory over time, for whoever asks what the slope was made of. */
const OUTPUT = new URL('../output/', import.meta.url)
const SAMPLES = new URL('soak-memory.json', OUTPUT)

type Sample = { minute: number; megabytes: number }
type Soaked = {
  samples: Sample[]
  cards: number[]
  claims: { first: number; last: number }
  /** Stored and not worked off, right after the last one was sent. */
  waiting: number
  deadTuples: number
}

const residentMegabytes = (pid: number): number => {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1] ?? Number.NaN) / 1024
}

/**
 * What is left after each window's collections: between two of them the process sways by a hundred megabytes, and where
 * in that swing the first and the last sample fall would decide the slope.
 */
const floorsOf = (samples: readonly Sample[], minutes: number): Sample[] => {
  const lowest = new Map<number, Sample>()
  for (const one of samples) {
    const window = Math.floor(one.minute / minutes)
    const known = lowest.get(window)
    if (known === undefined || one.megabytes < known.megabytes) lowest.set(window, one)
  }
  return [...lowest.values()]
}

/** Least squares, in megabytes per ten minutes. The first third is warming up. */
const slopeOf = (samples: readonly Sample[], minutes: number): number => {
  const late = floorsOf(samples.slice(Math.floor(samples.length / 3)), minutes / 20)
  const mean = (of: (one: Sample) => number) => late.reduce((sum, one) => sum + of(one), 0) / late.length
  const [x, y] = [mean((one) => one.minute), mean((one) => one.megabytes)]
  const over = late.reduce((sum, one) => sum + (one.minute - x) * (one.megabytes - y), 0)
  const under = late.reduce((sum, one) => sum + (one.minute - x) ** 2, 0)
  return (over / under) * 10
}

/** From storing an event to its end, in milliseconds, the 99th percentile of the first and of the last sixth. */
const claimsOf = async (client: pg.Client, minutes: number): Promise<{ first: number; last: number }> => {
  const part = minutes / 6
  const p99 = async (where: string): Promise<number> => {
    const { rows } = await client.query(
      `with t as (select min(created_at) as a, max(created_at) as z from inbox_events)
       select percentile_cont(0.99) within group (order by extract(epoch from ended_at - created_at) * 1000) as ms
       from inbox_events, t where status = 'done' and ${where}`,
      [part],
    )
    return Number(rows[0]?.ms ?? Number.NaN)
  }
  return {
    first: await p99(`created_at < a + make_interval(secs => $1::float8 * 60)`),
    last: await p99(`created_at > z - make_interval(secs => $1::float8 * 60)`),
  }
}

const watch = async (company: Company, rep: Client, { minutes, done }: { minutes: number; done: () => boolean }) => {
  const samples: Sample[] = []
  const cards: number[] = []
  const list = await rep.get<{ items: { externalUserid: string }[] }>('/api/customers?limit=50')
  const ids = list.body.items.map((one) => one.externalUserid)
  const began = performance.now()
  const pid = company.product.pid()
  for (let n = 0; !done(); n += 1) {
    const minute = (performance.now() - began) / 60_000
    if (minute >= (samples.length * SAMPLE_MS) / 60_000 && minute <= minutes)
      samples.push({ minute, megabytes: residentMegabytes(pid) })
    cards.push(await timed(() => rep.get(`/api/customers/${ids[n % ids.length]}`)))
    await pause(200)
  }
  if (company.product.pid() !== pid) throw new Error('the product did not live through the soak')
  return { samples, cards }
}

const soak = async (company: Company, databaseUrl: string, minutes: number): Promise<Soaked> => {
  await company.settleIn(AT)
  await company.firstSync()
  const random = seededRandom(20_261_124)
  const keys = { token: CORP.token, encodingAesKey: CORP.encodingAesKey, receiveId: CORP.corpId }
  const sender = createSender({ url: company.product.url, keys })
  const { sandbox } = company
  const driving = {
    people: createPeople(sandbox, random),
    premade: createPremade(sandbox, keys, AT),
    spoken: new Set<string>(),
  }
  const end = performance.now() + minutes * 60_000
  let over = false
  const events = PER_SECOND * 60 * minutes
  const driven = drive({ ...driving, sender, random, perSecond: PER_SECOND }, events, () => performance.now() < end)
  const rep = await signIn(company.product.url, 'wangmin')
  const watched = watch(company, rep, { minutes, done: () => over })
  await driven
  over = true
  sender.close()
  const { samples, cards } = await watched
  return { samples, cards, ...(await leftBehind(databaseUrl, minutes)) }
}

const leftBehind = async (databaseUrl: string, minutes: number): Promise<Omit<Soaked, 'samples' | 'cards'>> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const waiting = await client.query(`select count(*)::int as n from inbox_events where status = 'waiting'`)
    const dead = await client.query(
      `select max(n_dead_tup)::int as n from pg_stat_user_tables where relname in ('inbox_events', 'jobs', 'outbox_messages')`,
    )
    const claims = await claimsOf(client, minutes)
    return { claims, waiting: waiting.rows[0]?.n ?? Number.NaN, deadTuples: dead.rows[0]?.n ?? 0 }
  } finally {
    await client.end()
  }
}

const RSS = 'what it keeps per event is not given back; see the heap of a longer run'

/** The built product for so many minutes: callbacks, people, cards and the clock, and what they leave behind. */
export const benchSoak = async (databaseUrl: string, minutes: number): Promise<Row[]> => {
  const company = await openCompany({ databaseUrl, seed: 20_261_124 })
  try {
    const { samples, cards, claims, waiting, deadTuples } = await soak(company, databaseUrl, minutes)
    const slope = slopeOf(samples, minutes)
    mkdirSync(OUTPUT, { recursive: true })
    writeFileSync(SAMPLES, JSON.stringify(samples))
    const complaints = (company.lastWords().match(/unhandled/gi) ?? []).length
    const last = samples.at(-1)?.megabytes ?? Number.NaN
    return [
      {
        goal: `R18 soak, ${minutes} min at ${PER_SECOND} callbacks/s (nightly: 60): RSS < 1 MB in 10 min, 0 unhandled, handled p99 of the end ≤ 1.3 × the beginning`,
        measured: `RSS ${slope >= 0 ? '+' : ''}${slope.toFixed(1)} MB in 10 min (${Math.round(last)} MB), ${complaints} unhandled, handled p99 ${Math.round(claims.last)} ms, at first ${Math.round(claims.first)} ms, ${waiting} left waiting, card p99 ${Math.round(percentile(cards, 0.99))} ms, ${deadTuples} dead tuples at most`,
        verdict: firstMissed(
          { value: complaints, limit: 0, better: 'less', because: 'a promise was left without its answer' },
          { value: slope, limit: 1, better: 'less', because: RSS },
          { value: waiting, limit: 5 * PER_SECOND, better: 'less', because: 'the queue falls behind the load' },
          { value: claims.last / claims.first, limit: 1.3, better: 'less', because: 'the queue falls behind the load' },
        ),
      },
    ]
  } finally {
    await company.close()
  }
}
