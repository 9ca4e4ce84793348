import { pairKey } from '../state.ts'
import type { Happening } from './deeds.ts'

/** Of one pair in order, of different people side by side, never more than `parallel`. */
export const createLanes = (parallel: number) => {
  const running = new Map<string, Promise<void>>()
  let failed: { error: unknown } | null = null
  const check = (): void => {
    if (failed !== null) throw failed.error
  }
  return {
    run: async (key: string, work: () => Promise<void>): Promise<void> => {
      check()
      if (parallel === 1) return work()
      while (running.size >= parallel && !running.has(key)) await Promise.race(running.values())
      const before = running.get(key)
      const mine: Promise<void> = (before === undefined ? work() : before.then(work))
        .catch((error: unknown) => {
          failed ??= { error }
        })
        .finally(() => {
          if (running.get(key) === mine) running.delete(key)
        })
      running.set(key, mine)
    },
    end: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running.values())
      check()
    },
  }
}

export const laneOf = (one: Happening): string => {
  // Steps of a script depend on each other: a group is made before somebody joins it.
  if (one.kind === 'scripted') return one.kind
  if ('group' in one && 'externalUserids' in one) return one.group
  if (one.kind === 'group-joined' || one.kind === 'group-left') return one.group
  return 'externalUserid' in one && 'userid' in one ? pairKey(one.userid, one.externalUserid) : one.kind
}
