import { type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/db.ts'

export type LimitKey = { key: string; max: number; perSeconds: number }

/**
 * A window slides in steps. Calls of the current step and of a whole window's steps before it are counted, so no stretch
 * of `perSeconds` ever holds more than the limit, whenever WeCom's own window begins; that costs 1 call in 25 of a short
 * one. Of an hour it would cost each hour two minutes and a half, which add up over a day: it has finer steps.
 */
const stepsOf = (perSeconds: number): number => (perSeconds >= 600 ? 96 : 24)
/**
 * WeCom answered "too often" below what it publishes: a tenth less than was counted then is the budget from now on, and
 * it doubles within a day. Faster, and every few minutes would bring the next refusal; never, and one bad hour would
 * slow the company down for good.
 */
const LEARNED_SHARE = 0.9
const DOUBLES_IN_SECONDS = 86_400
/** Of fewer calls than this nothing can be learned: the refusal was about something else. */
const LEAST_LEARNED = 10

export type Grant = {
  /** How many of those asked for; 0 is a refusal. */
  granted: number
  /** Granted: how long the permits may be used. Refused: how long to wait before the next question. */
  forMs: number
  /** What holds at this moment; below the published limit after WeCom said so. */
  max: number
}

/** `room` of a limit is what this caller may use of it. `at` is the database's time; tests bring their own. */
type Question = { limit: LimitKey; block: number; room: (max: SQL) => SQL; at: SQL }

const stepSql = (moment: SQL, perSeconds: number): SQL =>
  sql`floor(extract(epoch from ${moment}) * ${stepsOf(perSeconds)} / ${perSeconds}::float8)::bigint`

/** The row is of a time that this clock has not reached: of a trial that had been moved ahead. */
const isAheadSql = (at: SQL, perSeconds: number): SQL =>
  sql`w.window_start > ${at} + make_interval(secs => ${perSeconds})`

/** Steps passed since the row was written. A clock that went back a little counts on; one that went back far begins anew. */
const passedSql = (at: SQL, perSeconds: number): SQL => sql`(case
  when ${isAheadSql(at, perSeconds)} then ${stepsOf(perSeconds) + 1}
  else least(${stepsOf(perSeconds) + 1}, greatest(0, ${stepSql(at, perSeconds)} - ${stepSql(sql`w.window_start`, perSeconds)})) end)::int`

const learnedSql = (at: SQL, max: number): SQL => sql`case when w.learned is null then ${max}::float8
  else least(${max}::float8, w.learned * power(2::float8,
    greatest(0, extract(epoch from ${at} - w.learned_at)) / ${DOUBLES_IN_SECONDS}::float8)) end`

type Judged = { granted: number | string; for_ms: number | string; max: number | string }

/** Counts up to `block` calls against the limit, as many as there is room for; one statement, so replicas cannot pass it together. */
export const askForBlock = async (db: Db, question: Question): Promise<Grant> => {
  const { key } = question.limit
  const [row] = await judge(db, question)
  if (row !== undefined) return { granted: Number(row.granted), forMs: Number(row.for_ms), max: Number(row.max) }
  await db.execute(
    sql`insert into limiter_windows (key, window_start, taken) values (${key}, ${question.at}, 0)
        on conflict (key) do nothing`,
  )
  return askForBlock(db, question)
}

const judge = (db: Db, { limit, block, room, at }: Question): Promise<Judged[]> => {
  const { key, max, perSeconds } = limit
  return rowsOf<Judged>(
    db,
    sql`with held as materialized (
          select w.key, case when ${isAheadSql(at, perSeconds)} then null else w.blocked_until end as blocked_until,
            ${passedSql(at, perSeconds)} as passed, w.taken, w.earlier, w.window_start,
            floor(${learnedSql(at, max)}) as learned
          from limiter_windows w where w.key = ${key} for update),
        moved as materialized (
          select h.*, case when passed = 0 then taken else 0 end as here,
            case when passed = 0 then earlier
              else (array_fill(0, array[passed - 1]) || taken || earlier)[1:${stepsOf(perSeconds)}] end as before
          from held h),
        judged as materialized (
          select m.*, case when blocked_until > ${at} then 0
            else greatest(0, least(${block}::int,
              ${room(sql`m.learned`)} - here - (select coalesce(sum(one), 0) from unnest(before) as one))) end::int as granted
          from moved m),
        written as (
          update limiter_windows w set taken = j.here + j.granted, earlier = j.before, blocked_until = j.blocked_until,
            window_start = case when j.passed = 0 then w.window_start else ${at} end
          from judged j where w.key = j.key and j.granted > 0)
        select granted, learned as max, greatest(0, extract(epoch from
            case when blocked_until > ${at} then blocked_until - ${at}
              else to_timestamp((${stepSql(at, perSeconds)} + 1) * ${perSeconds}::float8 / ${stepsOf(perSeconds)}) - ${at} end)) * 1000 as for_ms
        from judged`,
  )
}

/** Nothing passes under `key` for so long; with `learn`, what was counted so far is the most that WeCom allows. */
export const blockKey = async (
  db: Db,
  key: string,
  { forMs, at, learn }: { forMs: number; at: SQL; learn: boolean },
): Promise<void> => {
  const until = sql`${at} + make_interval(secs => ${forMs / 1000}::float8)`
  await db.execute(
    sql`insert into limiter_windows (key, window_start, taken, blocked_until) values (${key}, ${at}, 0, ${until})
        on conflict (key) do update set blocked_until = excluded.blocked_until`,
  )
  if (!learn) return
  const counted = sql`(taken + (select coalesce(sum(one), 0) from unnest(earlier) as one))`
  // Many calls in flight are refused together: the first one's count is the true one, and it holds for this while.
  await db.execute(
    sql`update limiter_windows set learned = floor(${counted} * ${LEARNED_SHARE}::float8), learned_at = ${at}
        where key = ${key} and ${counted} >= ${LEAST_LEARNED}
          and (learned_at is null or learned_at <= ${at} - interval '30 seconds')`,
  )
}
