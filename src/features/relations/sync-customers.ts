import { type ReadingWecom, readSoFar, runReading } from './run-reading.ts'
import type { PageCore } from './save-page.ts'
import { endRun, openRun } from './sync-store.ts'

type Synced = { read: number; pages: number; paused?: true }

/**
 * The first sync, and every later one that an admin starts: takes up the run that is unfinished, or begins one.
 * Throws what stopped it; its job then comes back and goes on from the stored cursors.
 */
export const syncCustomers = async (core: PageCore, wecom: ReadingWecom, { day }: { day: string }): Promise<Synced> => {
  const run = await openRun(core, { kind: 'sync', day })
  const through = await runReading(core, wecom, { run })
  if (through) await endRun(core, run.id, { state: 'done' })
  return { ...(await readSoFar(core, run)), ...(through ? {} : { paused: true as const }) }
}
