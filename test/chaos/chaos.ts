import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../../src/sandbox/seed/seeded-random.ts'
import type { Cluster } from './cluster.ts'
import { CORP, type Company, openCompany } from './company.ts'
import { killDatabase } from './database-killer.ts'
import { type Driving, drive } from './drive.ts'
import { judge, type Verdict } from './judge.ts'
import { comeBack, dieAt, dieOnMorning, dieSomewhere, type Hits, type Killing } from './killer.ts'
import { createPeople } from './people.ts'
import { momentOf, morningDay, type Place, type Plan } from './places.ts'
import { createPremade } from './premade.ts'
import { createSender, type Ledger } from './sender.ts'

export type ChaosOptions = {
  /** A PostgreSQL of its own and empty; null for the embedded database. */
  databaseUrl: string | null
  events: number
  perSecond: number
  /** Kills at random moments, besides those at the places. */
  randomKills: number
  places: Plan
  /** How often the process has to die at each place. */
  rounds: number
  /** A database that may be killed too, so many times. */
  database?: { cluster: Cluster; kills: number }
  seed: number
  say?: (line: string) => void
}

export type ChaosReport = Verdict & {
  ledger: Ledger
  kills: number
  /** Places at which the process really died, and those where it died too seldom. */
  hit: Hits
  missed: string[]
  /** After each killing of the database, how long the service took to be ready. */
  databaseBackMs: number[]
  seconds: number
}

const DAY = '2026-11-24T10:00:00+08:00'
/** A moment of a morning lies three seconds ahead; what follows it takes its time. */
const MORNING_MS = 4_000

type Story = { options: ChaosOptions; company: Company; driving: Driving; killing: Killing; databaseBackMs: number[] }

/** Each place once a round. What a slow machine did not come to in its time is asked for again, as often once more. */
const asked = function* (places: readonly Place[], rounds: number, { hits }: Killing): Generator<Place> {
  for (let round = 0; round < 2 * rounds; round += 1)
    for (const place of places) if (round < rounds || (hits.get(place) ?? 0) < rounds) yield place
}

/** Everything is in place: who was there before us was read, while the process died of it. */
const settleIn = async ({ options, company, killing }: Story): Promise<void> => {
  await company.settleIn(DAY)
  for (const place of options.places.first) await dieAt(company, DAY, place, killing)
  if (options.places.first.length > 0) await comeBack(company, DAY)
  await company.firstSync()
}

/** The day goes on while processes die: lived anew by each of them, one minute would see hours of calls, and WeCom allows a minute's. */
const timeOf = (company: Company): string => company.now().toISOString()

const liveTheDay = async ({ options, company, killing, driving, databaseBackMs }: Story): Promise<void> => {
  let going = true
  const driven = drive(driving, options.events, () => going)
  const kill = async () => {
    for (const place of asked(options.places.day, options.rounds, killing)) {
      const died = await dieAt(company, timeOf(company), place, killing)
      if (!died) options.say?.(`${place} was not passed`)
    }
    for (let n = 0; n < options.randomKills; n += 1) await dieSomewhere(company, timeOf(company), killing)
    await comeBack(company, timeOf(company))
    if (options.database === undefined) return
    const { cluster, kills: times } = options.database
    databaseBackMs.push(
      ...(await killDatabase({ cluster, product: company.product }, { times, random: killing.random })),
    )
  }
  await kill().finally(() => {
    going = false
  })
  await driven
}

/** A new working day for each: what a morning brings comes once. */
const liveMornings = async ({ options, company, killing }: Story): Promise<void> => {
  let n = 0
  for (const place of asked(options.places.morning, options.rounds, killing)) {
    const at = `${morningDay(n)}T${momentOf(place)}+08:00`
    n += 1
    await dieOnMorning(company, at, place, killing)
    await comeBack(company, at)
    await pause(MORNING_MS)
  }
}

/** Once in the first sync, at each of the others as often as there are rounds. */
const missedOf = ({ places, rounds }: ChaosOptions, hits: Hits): string[] => {
  const wanted: [Place, number][] = places.first.map((place) => [place, 1])
  for (const place of [...places.day, ...places.morning]) wanted.push([place, rounds])
  return wanted
    .filter(([place, times]) => (hits.get(place) ?? 0) < times)
    .map(([place, times]) => `${place}: died there ${hits.get(place) ?? 0} times of ${times}`)
}

const openStory = async (options: ChaosOptions): Promise<Story> => {
  const random = seededRandom(options.seed)
  const company = await openCompany(options)
  const keys = { token: CORP.token, encodingAesKey: CORP.encodingAesKey, receiveId: CORP.corpId }
  const driving: Driving = {
    people: createPeople(company.sandbox, random),
    premade: createPremade(company.sandbox, keys, DAY),
    sender: createSender({ url: company.product.url, keys }),
    random,
    perSecond: options.perSecond,
    spoken: new Set(),
  }
  return { options, company, driving, killing: { random, hits: new Map() }, databaseBackMs: [] }
}

/**
 * Lives a day and mornings with a company while the product is killed again and again, and then compares what WeCom
 * knows with what we know. The sender keeps WeCom's own retry rule.
 */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const began = performance.now()
  const story = await openStory(options)
  const { company, driving, killing } = story
  const { ledger } = driving.sender
  const seconds = () => (performance.now() - began) / 1000
  const tell = (what: string) =>
    options.say?.(
      `${what}: ${company.product.kills()} kills, ${ledger.acknowledged.size} acknowledged, ${Math.round(seconds())} s`,
    )
  try {
    await settleIn(story)
    tell('the first sync')
    await liveTheDay(story)
    tell('the day')
    await liveMornings(story)
    tell('the mornings')
    await company.product.stop()
    const verdict = await judge(company, { acknowledged: ledger.acknowledged, spoken: driving.spoken })
    const missed = missedOf(options, killing.hits)
    const { databaseBackMs } = story
    return {
      ...verdict,
      ledger,
      kills: company.product.kills(),
      hit: killing.hits,
      missed,
      databaseBackMs,
      seconds: seconds(),
    }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    throw new Error(`${text}\nThe product's last words:\n${company.lastWords()}`, { cause: error })
  } finally {
    driving.sender.close()
    await company.close()
  }
}
