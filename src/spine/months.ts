import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'

/** Where a month has no part yet its facts go to `facts_rest`: a night that could make none loses nothing. */
const MONTHS_AHEAD = 2
const PART = /^facts_(\d{4})_(\d{2})$/
/** A change of parts waits for whoever reads the journal, and everybody else behind it: a backup would stop the house. */
const LOCK_WAIT = '2s'
const LOCK_TIMEOUT = '55P03'
/** Replicas that start together take turns. */
const PARTS_LOCK = 72_019_437

/** Months in UTC, counted from year 0. */
const monthOf = (moment: Date): number => moment.getUTCFullYear() * 12 + moment.getUTCMonth()
const beginOf = (month: number): Date => new Date(Date.UTC(Math.floor(month / 12), month % 12, 1))
const nameOf = (month: number): string => `facts_${Math.floor(month / 12)}_${String((month % 12) + 1).padStart(2, '0')}`
const partOf = (month: number) => sql`by_month.${sql.identifier(nameOf(month))}`
/** A part's bound may be no parameter; it is made of a number. */
const boundOf = (month: number) => sql.raw(`'${beginOf(month).toISOString()}'`)

const parts = async (db: Db): Promise<number[]> => {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'facts'::regclass`,
  )
  return rows.flatMap(({ name }) => {
    const [, year, month] = PART.exec(name) ?? []
    return year === undefined ? [] : [Number(year) * 12 + Number(month) - 1]
  })
}

/** False where somebody reads the journal for so long that its parts stay as they are until another night. */
const changeParts = async (db: Db, change: (tx: Db) => Promise<void>): Promise<boolean> => {
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('lock_timeout', ${LOCK_WAIT}, true), pg_advisory_xact_lock(${PARTS_LOCK})`)
      await change(tx)
    })
    return true
  } catch (error) {
    const { code } = (error instanceof Error && error.cause instanceof Error ? error.cause : error) as { code?: string }
    if (code === LOCK_TIMEOUT) return false
    throw error
  }
}

/** A part of the journal for each month from `from` to `to`, both included; what was written there already moves in. */
export const makeMonths = async (db: Db, from: Date, to: Date): Promise<void> => {
  const wanted = Array.from({ length: monthOf(to) - monthOf(from) + 1 }, (_, place) => monthOf(from) + place)
  const known = await parts(db)
  if (wanted.every((month) => known.includes(month))) return
  await changeParts(db, async (tx) => {
    const there = await parts(tx)
    for (const month of wanted) if (!there.includes(month)) await makeMonth(tx, month)
  })
}

const makeMonth = async (tx: Db, month: number): Promise<void> => {
  const part = partOf(month)
  const [from, to] = [beginOf(month).toISOString(), beginOf(month + 1).toISOString()]
  await tx.execute(sql`create table ${part} (like facts including defaults)`)
  // Attached only then: a month whose rows stand in the rest cannot be.
  await tx.execute(
    sql`with moved as (delete from by_month.facts_rest where at >= ${from}::timestamptz and at < ${to}::timestamptz
          returning *)
        insert into ${part} select * from moved`,
  )
  await tx.execute(
    sql`alter table facts attach partition ${part} for values from (${boundOf(month)}) to (${boundOf(month + 1)})`,
  )
}

/** The month of `now` and those to come. */
export const makeComingMonths = (db: Db, now: Date): Promise<void> =>
  makeMonths(db, now, beginOf(monthOf(now) + MONTHS_AHEAD))

/** Months that were over before `oldest` go whole, with whatever else is as old. Answers how many facts went. */
export const dropMonths = async (db: Db, oldest: Date): Promise<number> => {
  let gone = 0
  for (const month of (await parts(db)).sort((a, b) => a - b)) {
    if (month >= monthOf(oldest)) break
    const part = partOf(month)
    const [held] = await rowsOf<{ n: number | string }>(db, sql`select count(*) as n from ${part}`)
    if (!(await changeParts(db, async (tx) => void (await tx.execute(sql`drop table ${part}`))))) break
    gone += Number(held?.n)
  }
  const until = beginOf(monthOf(oldest)).toISOString()
  const strays = await rowsOf(db, sql`delete from by_month.facts_rest where at < ${until}::timestamptz returning id`)
  return gone + strays.length
}
