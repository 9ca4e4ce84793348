import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { rowsOf } from '../../src/db/db.ts'
import type { AppDeps } from '../../src/deps.ts'
import { seededRandom } from '../../src/sandbox/seed/seeded-random.ts'
import type { CrashPoint } from '../../src/spine/crash-points.ts'
import { CORP, type Company, openCompany } from './company.ts'
import { killThrough, type Stage } from './killer.ts'
import { createPeople } from './people.ts'
import { createSender, type Ledger, type Sender } from './sender.ts'
import { findDifferences, findDoubled, findLost, findStuck } from './verdict.ts'

export type ChaosOptions = {
  /** A PostgreSQL of its own and empty; null for the embedded database. */
  databaseUrl: string | null
  events: number
  perSecond: number
  /** Kills at random moments, besides those at `points`. */
  randomKills: number
  points: readonly CrashPoint[]
  seed: number
  say?: (line: string) => void
}

export type ChaosReport = {
  ledger: Ledger
  kills: number
  /** Points at which the process really died. */
  hit: Map<CrashPoint, number>
  lost: string[]
  doubled: string[]
  stuck: string[]
  differences: string[]
  reminders: number
  digests: number
  seconds: number
}

const DAY = '2026-11-24T10:00:00+08:00'
/** The two moments of a morning that must happen once: each restart lives through them again. */
const REMINDER = '2026-11-25T08:49:57+08:00'
const DIGEST = '2026-11-25T09:09:57+08:00'
const MORNING_MS = 4_000
const NIGHT = '2026-11-26'

const stagesOf = ({ events, points, randomKills }: ChaosOptions): Stage[] => {
  const part = (share: number) => ({ events: Math.ceil(events * share), randomKills: Math.ceil(randomKills * share) })
  return [
    { at: DAY, points, ...part(0.6) },
    { at: REMINDER, points: ['occurrences:planned'], ...part(0.2) },
    { at: DIGEST, points: ['outbox:sent'], ...part(0.2) },
  ]
}

type Drive = { people: ReturnType<typeof createPeople>; sender: Sender; random: () => number; perSecond: number }

/** At least so many events, and as long as the killing goes on: one in ten late, one in twenty twice. */
const drive = async ({ people, sender, random, perSecond }: Drive, events: number, isKilling: () => boolean) => {
  const running = new Set<Promise<void>>()
  for (let sent = 0; sent < events || isKilling(); ) {
    for (const plaintext of await people.live()) {
      sent += 1
      const [isLate, twice] = [random() < 0.1, random() < 0.05]
      const one = pause(isLate ? 200 + random() * 400 : 0)
        .then(() => sender.send(plaintext, { twice }))
        .finally(() => running.delete(one))
      running.add(one)
    }
    await pause(1000 / perSecond)
  }
  await Promise.all(running)
}

/** What was leased by a killed process comes due half a minute later, and a busy machine needs its time. */
const comeToRest = async ({ workers, opened }: AppDeps): Promise<void> => {
  for (let round = 0; round < 5; round += 1) {
    await opened.db.execute(sql`update jobs set run_at = now() where status = 'waiting'`)
    await opened.db.execute(sql`update outbox_messages set run_at = now() where status = 'waiting'`)
    const rested = await workers.settle().then(
      () => true,
      () => false,
    )
    const [row] = await rowsOf<{ left: number | string }>(
      opened.db,
      sql`select (select count(*) from jobs where status = 'waiting')
        + (select count(*) from outbox_messages where status = 'waiting') as left`,
    )
    if (rested && Number(row?.left) === 0) return
  }
}

const judge = async (company: Company, ledger: Ledger) => {
  const { sandbox } = company
  const house = await company.openHouse()
  try {
    await comeToRest(house.deps)
    const lost = await findLost(house.deps, ledger.acknowledged)
    await house.deps.desk.run('reconcile', NIGHT, 'linyu')
    await comeToRest(house.deps)
    return {
      lost,
      doubled: findDoubled(sandbox),
      stuck: await findStuck(house.deps),
      differences: await findDifferences(house.deps, sandbox),
      reminders: [...sandbox.state.members.keys()].flatMap((id) => sandbox.people.messagesTo(id)).length,
      digests: sandbox.people.robotMessages(company.robotKey).length,
    }
  } finally {
    await house.close()
  }
}

/**
 * Lives a day and a morning with a company while the product is killed again and again, and then compares what WeCom
 * knows with what we know. The sender keeps WeCom's own retry rule.
 */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const began = performance.now()
  const random = seededRandom(options.seed)
  const company = await openCompany(options)
  const keys = { token: CORP.token, encodingAesKey: CORP.encodingAesKey, receiveId: CORP.corpId }
  const sender = createSender({ url: company.product.url, keys })
  const people = createPeople(company.sandbox, random)
  const hit = new Map<CrashPoint, number>()
  const onHit = (point: CrashPoint) => {
    hit.set(point, (hit.get(point) ?? 0) + 1)
  }
  try {
    await company.settleIn(DAY)
    for (const stage of stagesOf(options)) {
      company.moveTo(stage.at)
      let killing = true
      const driven = drive({ people, sender, random, perSecond: options.perSecond }, stage.events, () => killing)
      await killThrough(company, stage, { random, onHit }).finally(() => {
        killing = false
      })
      await driven
      if (stage.at !== DAY) await pause(MORNING_MS)
      options.say?.(`${stage.at}: ${company.product.kills()} kills, ${sender.ledger.acknowledged.size} acknowledged`)
    }
    await company.product.stop()
    const verdict = await judge(company, sender.ledger)
    const seconds = (performance.now() - began) / 1000
    return { ledger: sender.ledger, kills: company.product.kills(), hit, seconds, ...verdict }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    throw new Error(`${text}\nThe product's last words:\n${company.lastWords()}`, { cause: error })
  } finally {
    await company.close()
  }
}
