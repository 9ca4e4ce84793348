import { setTimeout as pause } from 'node:timers/promises'
import { eventKey } from '../../src/spine/inbox.ts'
import type { createPeople } from './people.ts'
import type { createPremade } from './premade.ts'
import type { Letter, Sender, Twice } from './sender.ts'

export type Driving = {
  people: ReturnType<typeof createPeople>
  premade: ReturnType<typeof createPremade>
  sender: Sender
  random: () => number
  perSecond: number
  /** SHA-256 of the events of which each must become one fact. */
  spoken: Set<string>
}

/** What people do is thought up by the sandbox, one by one; whatever is wanted beyond comes from the sealed store. */
const PEOPLE_PER_SECOND = 20
/** WeCom would not open more either; a product that is down must not fill the machine with waiting letters. */
const UNDER_WAY = 1_500

const lateness = (random: () => number): number => (random() < 0.1 ? 200 + random() * 400 : 0)
const twiceness = (random: () => number): Twice => {
  const dice = random()
  return dice < 0.025 ? 'again' : dice < 0.05 ? 'at-once' : 'no'
}

/**
 * At least so many events, and as long as the killing goes on: one in ten late and so out of order, one in twenty
 * twice, half of those at the same time.
 */
export const drive = async (driving: Driving, events: number, isKilling: () => boolean): Promise<void> => {
  const { people, premade, sender, random, perSecond, spoken } = driving
  const running = new Set<Promise<void>>()
  let sent = 0
  const post = (plaintext: string, first?: Letter) => {
    sent += 1
    const twice = twiceness(random)
    const one = pause(lateness(random))
      .then(() => sender.send(plaintext, { twice, ...(first === undefined ? {} : { first }) }))
      .finally(() => running.delete(one))
    running.add(one)
  }
  const began = performance.now()
  const behind = (share: number, done: number): boolean => done < ((performance.now() - began) / 1000) * share
  let [lived, spoke] = [0, 0]
  const rest = Math.max(0, perSecond - PEOPLE_PER_SECOND)
  while (sent < events || isKilling()) {
    if (behind(Math.min(perSecond, PEOPLE_PER_SECOND), lived)) {
      lived += 1
      for (const plaintext of await people.live()) post(plaintext)
    }
    while (running.size < UNDER_WAY && sent < events && behind(rest, spoke)) {
      spoke += 1
      const { plaintext, letter } = premade.next()
      spoken.add(eventKey(plaintext))
      post(plaintext, letter)
    }
    await pause(2)
  }
  await Promise.all(running)
}
