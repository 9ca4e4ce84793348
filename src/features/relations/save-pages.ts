import { sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { CustomerPage } from '../../wecom/client-data.ts'
import { type Page, type PageCore, savePage } from './save-page.ts'
import { advance, noteFound, noteSkips, type SyncBatch, type SyncRun } from './sync-store.ts'

export type Arrived = {
  batch: SyncBatch
  page: CustomerPage
  /** Database time before WeCom was asked. */
  startedAt: Date
  /** How many rows it had, where some of them are saved already. */
  read?: number
}
type Waiting = {
  arrived: Arrived
  done: (moved: SyncBatch | null) => void
  fail: (error: unknown) => void
}
/** `since` as in `savePage`. */
type Saving = { run: SyncRun; since: Date | null }

/** More at once would be faster than WeCom allows for long, and a card and a welcome would wait for the database. */
const SAVED_AT_ONCE = 1
/** A statement of two pages costs little more than one of one; more would hold up whoever needs the same thread. */
const PAGES_TOGETHER = 2
/** While somebody waits for an answer: so many rows a step, and so long a pause at most before a page and inside one. */
const ROWS_AT_ONCE = 25
const LONGEST_BREATH_MS = 500
const SHORT_BREATH_MS = 50
/** Saved pages after which the database counts its tables: it still thinks them empty and would read them whole. */
const COUNTED_AGAIN_AFTER: readonly number[] = [3, 30, 300]

class Lost extends Error {}

/**
 * Saves pages, each together with the move of its own cursor. What arrives while others are being saved is saved in
 * one transaction. Answers where the page's batch stands now; null where another process has it and is further.
 */
export const createSaver = (core: PageCore, saving: Saving): ((arrived: Arrived) => Promise<SyncBatch | null>) => {
  const waiting: Waiting[] = []
  let busy = 0
  let saved = 0
  const begin = (): void => {
    while (busy < SAVED_AT_ONCE && waiting.length > 0) {
      busy += 1
      void saveNext().finally(() => {
        busy -= 1
        begin()
      })
    }
  }
  const saveNext = async (): Promise<void> => {
    const calm = (await core.breathe?.(LONGEST_BREATH_MS)) ?? true
    const group = waiting.splice(0, calm ? PAGES_TOGETHER : 1)
    const [only] = group
    if (calm || only === undefined) return saveNow(group)
    await saveAhead(core, saving, only.arrived).then((arrived) => saveNow([{ ...only, arrived }]), only.fail)
  }
  const saveNow = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const pages = group.map((one) => one.arrived)
      const moved = await core.db.transaction(async (tx) => {
        const all = await saveTogether(core, tx, saving, pages)
        if (isTimeToCount(saved, saved + pages.length)) await countTables(tx)
        return all
      })
      saved += pages.length
      group.forEach((one, place) => {
        one.done(moved[place] ?? null)
      })
    } catch (error) {
      if (group.length > 1) for (const one of group) await saveNow([one])
      else if (error instanceof Lost) group[0]?.done(null)
      else group[0]?.fail(error)
    }
  }
  return (arrived) =>
    new Promise((done, fail) => {
      waiting.push({ arrived, done, fail })
      begin()
    })
}

/**
 * Most of a page in short transactions, so that whoever waits is served in between; answers what is left of it, to be
 * saved with the move of the cursor. A run killed meanwhile asks for the page again and finds these rows known.
 */
const saveAhead = async (core: PageCore, saving: Saving, arrived: Arrived): Promise<Arrived> => {
  const { page, startedAt } = arrived
  let { rows } = page
  while (rows.length > ROWS_AT_ONCE) {
    const step = rows.slice(0, ROWS_AT_ONCE)
    rows = rows.slice(ROWS_AT_ONCE)
    await core.db.transaction((tx) => saveRows(core, tx, saving, { rows: step, startedAt }))
    await core.breathe?.(SHORT_BREATH_MS)
  }
  return { ...arrived, read: page.rows.length, page: { ...page, rows } }
}

const saveRows = async (
  core: PageCore,
  tx: Db,
  { run, since }: Saving,
  { rows, startedAt }: Pick<Page, 'rows' | 'startedAt'>,
): Promise<void> => {
  const { found, vanished } = await savePage(core, tx, { rows, startedAt, since })
  // In a first sync everything is missing here: only the night's comparison is a report.
  if (run.kind === 'reconcile') await noteFound(tx, run.id, found)
  await noteSkips(tx, run.id, [
    { reason: 'contact-vanished', errcode: 0, count: vanished.length, example: vanished[0] ?? '' },
  ])
}

const saveTogether = async (
  core: PageCore,
  tx: Db,
  saving: Saving,
  pages: readonly Arrived[],
): Promise<SyncBatch[]> => {
  const moved: SyncBatch[] = []
  for (const { batch, page, read } of pages) {
    const at = await advance(tx, batch, { rows: read ?? page.rows.length, cursor: page.nextCursor })
    if (at === null) throw new Lost()
    moved.push(at)
  }
  // The oldest answer's time for all: of a newer one this says less than it could, never more.
  const startedAt = new Date(Math.min(...pages.map((one) => one.startedAt.getTime())))
  const rows = pages.flatMap((one) => one.page.rows)
  await saveRows(core, tx, saving, { rows, startedAt })
  const unlicensed = pages.flatMap(({ batch, page }) => (batch.pages === 0 ? page.unlicensedUserids : []))
  await noteSkips(tx, saving.run.id, [
    { reason: 'unlicensed', errcode: 0, count: unlicensed.length, example: unlicensed[0] ?? '' },
  ])
  return moved
}

const isTimeToCount = (before: number, after: number): boolean =>
  COUNTED_AGAIN_AFTER.some((pages) => before < pages && pages <= after)

const countTables = async (tx: Db): Promise<void> => {
  await tx.execute(sql`analyze customers, relations, relation_tags, follow_ups, outbox_messages, stage_moves`)
}
