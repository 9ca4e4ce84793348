import { askWecom } from './ask-wecom.ts'
import { type Counted, packBatches } from './rules-sync.ts'
import type { Desk, Reading, ReadingWecom } from './run-reading.ts'
import type { PageCore } from './save-page.ts'
import { isRunning, noteSkips, type Skip, type SyncRun, savePlan } from './sync-store.ts'

/** Members counted between two saves. */
const SLICE = 100
const LISTS_AT_ONCE = 5

/**
 * Counts everybody's customers by their id lists and makes batches of them, while the first batches are being read
 * already. Where a killed run had come to is stored with each slice. With `onList` the lists themselves are wanted, so
 * they are all read again.
 */
export const planMembers = async (core: PageCore, wecom: ReadingWecom, reading: Reading, desk: Desk): Promise<void> => {
  if (reading.run.planned && reading.onList === undefined) return
  const all = [...(await askFirst(core, wecom, reading))].sort((a, b) => (a < b ? -1 : 1))
  let run: SyncRun = reading.run
  const isDone = (userid: string) => run.planned || (run.plannedTo !== null && userid <= run.plannedTo)
  for (const slice of slices(all.filter(isDone)))
    if (reading.onList !== undefined) await count(core, wecom, reading, slice)
  const left = slices(all.filter((userid) => !isDone(userid)))
  if (left.length === 0 && !run.planned) left.push([])
  for (const [place, slice] of left.entries()) {
    if (desk.isStopped() || !(await isRunning(core.db, run.id))) return
    const { counted, skips } = await count(core, wecom, reading, slice)
    const wanted = counted.filter(({ userid }) => reading.wanted?.(userid) ?? true)
    const [to, last] = [slice.at(-1) ?? run.plannedTo, place === left.length - 1]
    const listed = wanted.reduce((sum, one) => sum + one.customers, 0)
    const saved = await core.db.transaction(async (tx) => {
      if (!(await savePlan(tx, run, { batches: packBatches(wanted), to, listed, last }))) return false
      await noteSkips(tx, run.id, skips)
      return true
    })
    if (!saved) return
    run = { ...run, plannedTo: to, planned: last }
    desk.more()
  }
}

const slices = (userids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(userids.length / SLICE) }, (_, place) =>
    userids.slice(place * SLICE, (place + 1) * SLICE),
  )

const askFirst = async (core: PageCore, wecom: ReadingWecom, reading: Reading): Promise<string[]> => {
  const asked = await askWecom(core, reading.run.id, () => wecom.followUserids(), reading)
  if (!asked.ok) throw new Error(`WeCom does not say who has customers (${asked.errcode})`)
  return asked.value
}

/** A member whose list is refused is left out and named; nobody else is. */
const count = async (
  core: PageCore,
  wecom: ReadingWecom,
  reading: Reading,
  userids: readonly string[],
): Promise<{ counted: Counted[]; skips: Skip[] }> => {
  const counted: Counted[] = []
  const skips: Skip[] = []
  const rest = [...userids]
  const listOne = async (): Promise<void> => {
    for (let userid = rest.shift(); userid !== undefined; userid = rest.shift()) {
      const one = userid
      const asked = await askWecom(core, reading.run.id, () => wecom.customerIds(one), reading)
      if (asked.ok) {
        counted.push({ userid, customers: asked.value.length })
        await reading.onList?.(userid, asked.value)
      } else {
        await reading.onList?.(userid, null)
        skips.push({ reason: asked.reason, errcode: asked.errcode, count: 1, example: userid })
      }
    }
  }
  // After a refusal that ends the run the others end too, and are waited for: they would ask on into the next run.
  const endAll = (error: unknown): never => {
    rest.length = 0
    throw error
  }
  const ended = await Promise.allSettled(Array.from({ length: LISTS_AT_ONCE }, () => listOne().catch(endAll)))
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return { counted: counted.sort((a, b) => (a.userid < b.userid ? -1 : 1)), skips }
}
