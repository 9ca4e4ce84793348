import { setTimeout as pause } from 'node:timers/promises'
import type { Company } from './company.ts'
import { askedBy, type Place } from './places.ts'

/** What a run remembers of a place: how often the process died there and nowhere else. */
export type Hits = Map<Place, number>
export type Killing = { random: () => number; hits: Hits }

const LIFE_MS: readonly [number, number] = [300, 900]
const PATIENCE_MS = 6_000
/** A busy machine may need its time; a place that is not passed in a minute is a place that nothing leads to. */
const LIMIT_MS = 60_000

const provoke = async (company: Company, place: Place): Promise<void> => {
  const what = askedBy(place)
  if (what === 'token') company.sandbox.tokens.expireNow()
  // Killed with the question under way: it is asked again.
  else if (what !== null) await company.askFor(what).catch(() => undefined)
}

/** Up to its death or for so long. Throws when it ended in any other way than at the place that was armed. */
const waitForDeath = async ({ product }: Company, ms: number): Promise<boolean> => {
  const deadline = performance.now() + ms
  while (product.isUp() && performance.now() < deadline) await pause(10)
  if (product.isUp()) return false
  const end = await product.ended()
  if (end !== 'SIGKILL') throw new Error(`the product ended by itself: ${end}`)
  return true
}

const note = ({ hits }: Killing, place: Place): void => {
  hits.set(place, (hits.get(place) ?? 0) + 1)
}

/** Lets the product die at the place, asking again for what leads there. False when it was never passed. */
export const dieAt = async (company: Company, at: string, place: Place, killing: Killing): Promise<boolean> => {
  const { product } = company
  const deadline = performance.now() + LIMIT_MS
  const nth = askedBy(place) === null ? 1 + Math.floor(killing.random() * 3) : 1
  await product.kill()
  await company.letLeasesLapse()
  await product.start({ TRIAL_CLOCK: at, CHAOS_CRASH: `${place}#${nth}` })
  while (performance.now() < deadline) {
    await provoke(company, place)
    if (!(await waitForDeath(company, PATIENCE_MS))) continue
    note(killing, place)
    return true
  }
  return false
}

/** The place is passed once on this morning or not at all. */
export const dieOnMorning = async (company: Company, at: string, place: Place, killing: Killing): Promise<boolean> => {
  await company.product.kill()
  await company.letLeasesLapse()
  company.moveTo(at)
  await company.product.start({ TRIAL_CLOCK: at, CHAOS_CRASH: place })
  const died = await waitForDeath(company, LIMIT_MS)
  if (died) note(killing, place)
  return died
}

export const dieSomewhere = async (company: Company, at: string, { random }: Killing): Promise<void> => {
  await company.product.kill()
  await company.product.start({ TRIAL_CLOCK: at })
  await pause(LIFE_MS[0] + random() * (LIFE_MS[1] - LIFE_MS[0]))
}

/** Up again, with what the dead ones had in hand. */
export const comeBack = async (company: Company, at: string): Promise<void> => {
  await company.product.kill()
  await company.letLeasesLapse()
  await company.product.start({ TRIAL_CLOCK: at })
}
