import { seededRandom } from '../seed/seeded-random.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** FNV-1a over the seed and whose dice they are. */
const hash = (text: string): number => {
  let mixed = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193)
  return mixed >>> 0
}

/**
 * One pair of dice per person: what one of them does never shifts the throws of another, so that a product which
 * answers a little later changes the day of one customer and not of the whole company.
 */
export const diceOf = (seed: number, whose: string) => {
  const throwOnce = seededRandom(hash(`${seed}/${whose}`))
  // The first throws of neighbouring seeds resemble each other.
  throwOnce()
  throwOnce()
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - throwOnce())) * Math.cos(2 * Math.PI * throwOnce())
  return {
    /** 0 ≤ n < 1 */
    next: throwOnce,
    chance: (share: number): boolean => throwOnce() < share,
    between: (from: number, to: number): number => from + throwOnce() * (to - from),
    whole: (below: number): number => Math.floor(throwOnce() * below),
    pick: <T>(list: readonly T[]): T => {
      const found = list[Math.floor(throwOnce() * list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
    weighted: <T extends { weight: number }>(list: readonly T[]): T => {
      let left = throwOnce() * list.reduce((sum, one) => sum + one.weight, 0)
      for (const one of list) {
        left -= one.weight
        if (left < 0) return one
      }
      const last = list.at(-1)
      if (last === undefined) throw new Error('nothing to pick from')
      return last
    },
    /** Log-normal: half of the draws lie below `median`; two thirds between median ÷ spread and median × spread. */
    around: ({ median, spread }: { median: number; spread: number }): number =>
      median * Math.exp(Math.log(spread) * gauss()),
    /** Waiting time until the next of things that come by chance, with this mean. */
    wait: (mean: number): number => -mean * Math.log(1 - throwOnce()),
    /** How many come in a stretch in which `mean` are expected. */
    count: (mean: number): number => {
      // Above 50 the normal curve is as good, and the product below would vanish.
      if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gauss()))
      const least = Math.exp(-mean)
      let found = 0
      for (let product = throwOnce(); product > least; product *= throwOnce()) found += 1
      return found
    },
    id: (prefix: string, length: number): string => {
      let made = prefix
      while (made.length < length) made += LETTERS[Math.floor(throwOnce() * LETTERS.length)]
      return made
    },
  }
}

export type Dice = ReturnType<typeof diceOf>
