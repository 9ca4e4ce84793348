import type { Core } from '../../spine/core.ts'
import { crashPoint } from '../../spine/crash-points.ts'
import { plainMessage } from '../../spine/failure.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { WecomRefused } from '../../wecom/errors.ts'
import { askWecom, type Patience } from './ask-wecom.ts'
import { planMembers } from './plan-members.ts'
import type { PageCore } from './save-page.ts'
import { createSaver } from './save-pages.ts'
import {
  countDone,
  endRun,
  giveUpBatch,
  isRunning,
  listOpenBatches,
  lookAtRun,
  noteSkips,
  type SyncBatch,
  type SyncRun,
} from './sync-store.ts'

export type ReadingWecom = Pick<Wecom, 'followUserids' | 'customersByUsers' | 'customerIds'>
export type Reading = Patience & {
  run: SyncRun
  /** Whose customers are read page by page; everybody's when absent. */
  wanted?: (userid: string) => boolean
  /** Friendships we do not know and that began before this are left alone; null or absent takes everybody's. */
  since?: Date | null
  /** Everybody's list of ids passes here, all of them after a crash too; null where WeCom refused it. */
  onList?: (userid: string, ids: readonly string[] | null) => Promise<void>
}

/** More batches than the five calls WeCom takes at once: while some are saved, the calls stay in use. */
const SIDE_BY_SIDE = 12
class Interrupted extends Error {}

const underWay = new WeakMap<object, Set<() => void>>()

/** The process is about to end: what is under way stops where it is, and its job takes it up again after the start. */
export const stopReadings = (core: object): void => {
  for (const stop of underWay.get(core) ?? []) stop()
}

const stopOf = (core: object): { asked: Promise<never>; forget: () => void } => {
  const stops = underWay.get(core) ?? new Set()
  underWay.set(core, stops)
  let stop = (): void => {}
  const asked = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted('stopped with the process; it goes on after the start'))
  })
  stops.add(stop)
  asked.catch(() => {})
  return { asked, forget: () => stops.delete(stop) }
}

/**
 * Reads every customer of every member. Each page is saved together with the move of its cursor: a killed run asks
 * again for the pages that were under way and for no other. False when somebody paused it.
 */
export const runReading = async (core: PageCore, wecom: ReadingWecom, reading: Reading): Promise<boolean> => {
  const { run } = reading
  const desk = createDesk(core, run)
  const stop = stopOf(core)
  try {
    const save = createSaver(core, { run, since: reading.since ?? null })
    const workers = Array.from({ length: SIDE_BY_SIDE }, () => work(core, wecom, { ...reading, desk, save }))
    const all = [planMembers(core, wecom, reading, desk).finally(desk.planned), ...workers]
    // Not waited for at a stop: a question may stand at a full limit for a minute.
    await Promise.race([allOrFirstFailure(all, desk.stop), stop.asked])
  } catch (error) {
    desk.stop()
    if (!(error instanceof Interrupted)) {
      const errcode = error instanceof WecomRefused ? error.errcode : null
      await endRun(core, run.id, { state: 'failed', errcode, error: plainMessage(error) })
    }
    throw error
  } finally {
    stop.forget()
  }
  return isRunning(core.db, run.id)
}

/** Nobody goes on alone: after the first failure the others end after the page they are at. */
const allOrFirstFailure = async (tasks: readonly Promise<void>[], stop: () => void): Promise<void> => {
  const ended = await Promise.allSettled(
    tasks.map((task) =>
      task.catch((error) => {
        stop()
        throw error
      }),
    ),
  )
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Hands out batches; whoever finds none waits until the planner has made more or is through. */
const createDesk = (core: Core, run: SyncRun) => {
  const given = new Set<number>()
  let isPlanned = run.planned
  let stopped = false
  let sleepers: (() => void)[] = []
  const wake = () => {
    const all = sleepers
    sleepers = []
    for (const one of all) one()
  }
  const sleep = () => new Promise<void>((resolve) => sleepers.push(resolve))
  const next = async (): Promise<SyncBatch | null> => {
    for (;;) {
      const wasPlanned = isPlanned
      const open = (await listOpenBatches(core.db, run.id)).find((batch) => !given.has(batch.id))
      if (stopped) return null
      if (open !== undefined && !given.has(open.id)) {
        given.add(open.id)
        return open
      }
      if (open !== undefined) continue
      if (wasPlanned) return null
      if (!isPlanned) await sleep()
    }
  }
  return {
    next,
    more: wake,
    planned: () => {
      isPlanned = true
      wake()
    },
    stop: () => {
      stopped = true
      wake()
    },
    isStopped: () => stopped,
  }
}

export type Desk = ReturnType<typeof createDesk>
type Work = Reading & { desk: Desk; save: ReturnType<typeof createSaver> }

const work = async (core: PageCore, wecom: ReadingWecom, task: Work): Promise<void> => {
  for (let batch = await task.desk.next(); batch !== null; batch = await task.desk.next()) {
    for (let at: SyncBatch | null = batch; at !== null && !at.finished; ) at = await readPage(core, wecom, task, at)
    task.desk.more()
  }
}

/** One page, or the end of the batch. */
const readPage = async (
  core: PageCore,
  wecom: ReadingWecom,
  { run, desk, save, ...patience }: Work,
  batch: SyncBatch,
): Promise<SyncBatch | null> => {
  if (desk.isStopped()) return null
  const { isOn, now: startedAt } = await lookAtRun(core.db, run.id)
  if (!isOn) {
    desk.stop()
    return null
  }
  const asked = await askWecom(core, run.id, () => wecom.customersByUsers(batch.userids, batch.cursor), patience)
  if (!asked.ok) return leaveOut(core, batch, asked)
  if (desk.isStopped()) return null
  const moved = await save({ batch, page: asked.value, startedAt })
  crashPoint('sync:page-saved', run.kind)
  return moved
}

type Refused = { reason: Parameters<typeof noteSkips>[2][number]['reason']; errcode: number }

/**
 * A batch is refused as a whole: one by one, the members that can be read are. Refused on a later page it is only left
 * there: whoever it was about, beginning anew would read the finished pages twice.
 */
const leaveOut = async (core: PageCore, batch: SyncBatch, { reason, errcode }: Refused): Promise<null> => {
  const [only] = batch.userids
  if (batch.userids.length > 1 && batch.pages === 0) {
    await giveUpBatch(
      core,
      batch,
      batch.userids.map((userid) => [userid]),
    )
    return null
  }
  const why = batch.userids.length > 1 ? 'page-refused' : reason
  await noteSkips(core.db, batch.runId, [{ reason: why, errcode, count: 1, example: only ?? '' }])
  await giveUpBatch(core, batch, [])
  return null
}

export const readSoFar = async (core: Core, run: SyncRun): Promise<{ read: number; pages: number }> => {
  const { rows, pages } = await countDone(core.db, run.id)
  return { read: rows, pages }
}
