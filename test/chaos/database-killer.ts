import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { Product } from './product.ts'

/** R4: the service is back so long after its database at most, in the same process. */
export const BACK_WITHIN_MS = 5_000
const GIVEN_UP_MS = 60_000
const LIFE_MS: readonly [number, number] = [600, 1_800]
/** Short stops only put the sender off; in the longer ones it gives up, and the night has to make that good. */
const DOWN_MS = 3_000

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  )

/** Kills the database while the product works, and answers how long the product took each time to be ready again. */
export const killDatabase = async (
  { cluster, product }: { cluster: Cluster; product: Product },
  { times, random }: { times: number; random: () => number },
): Promise<number[]> => {
  const backMs: number[] = []
  for (let kill = 0; kill < times; kill += 1) {
    await pause(LIFE_MS[0] + random() * (LIFE_MS[1] - LIFE_MS[0]))
    const pid = product.pid()
    await cluster.kill()
    await pause(random() * DOWN_MS)
    await cluster.start()
    const since = performance.now()
    while (!(await isReady(product.url))) {
      if (performance.now() - since > GIVEN_UP_MS)
        throw new Error('the product is not ready a minute after its database')
      await pause(25)
    }
    backMs.push(performance.now() - since)
    if (product.pid() !== pid || !product.isUp()) throw new Error('the product did not outlive its database')
  }
  return backMs
}
