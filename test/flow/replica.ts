import { sql } from 'drizzle-orm'
import { type AppDeps, createDeps } from '../../src/deps.ts'
import { tokens } from '../../src/spine/tables.ts'
import type { World } from '../support/world.ts'

export type Replica = { deps: AppDeps; settle: () => Promise<void>; stop: () => Promise<void> }

/** Another process on the same database: a restart, or a second replica. Business time begins at `at`, also outside. */
export const startReplica = async (world: World, at: string): Promise<Replica> => {
  const { config, corp, opened, log, clock } = world.deps
  clock.moveTo(new Date(at))
  const deps = await createDeps({
    config: { ...config, trialClock: new Date(at) },
    wecom: corp,
    opened,
    log,
    retryBaseSeconds: 0.01,
  })
  return {
    deps,
    settle: () => deps.workers.settle(),
    stop: async () => {
      await deps.workers.stop()
      await deps.wecom.close()
      // WeCom's tokens live in business time, the store's in real time: after a jump of hours both must have run out.
      await opened.db.update(tokens).set({ expiresAt: sql`now()` })
    },
  }
}
