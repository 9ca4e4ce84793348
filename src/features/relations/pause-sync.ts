import { and, eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { lastRun } from './sync-store.ts'
import { syncRuns } from './tables.ts'

/** Stops the running sync after the pages that are under way. False when none is running. */
export const pauseSync = (core: Core, userid: string): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const run = await lastRun(tx, 'sync')
    if (run === null) return false
    const rows = await tx
      .update(syncRuns)
      .set({ state: 'paused' })
      .where(and(eq(syncRuns.id, run.id), eq(syncRuns.state, 'running')))
      .returning({ id: syncRuns.id })
    if (rows.length > 0) await core.audit(tx, { actor: userid, action: 'sync-paused', object: String(run.id) })
    return rows.length > 0
  })

/** Goes on from the stored cursors. False when the newest sync is neither paused nor failed. */
export const resumeSync = (core: Core, userid: string): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const run = await lastRun(tx, 'sync')
    if (run === null || (run.state !== 'paused' && run.state !== 'failed')) return false
    await tx.update(syncRuns).set({ state: 'running', endedAt: null }).where(eq(syncRuns.id, run.id))
    await core.later(tx, {
      kind: 'occurrence',
      payload: { job: 'sync', day: run.day },
      dedupeKey: `occurrence:sync:${run.day}:resumed-${run.id}-${core.now().getTime()}`,
    })
    await core.audit(tx, { actor: userid, action: 'sync-resumed', object: String(run.id) })
    return true
  })
