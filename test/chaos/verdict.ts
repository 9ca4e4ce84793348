import { eq, isNull, ne, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../src/db/db.ts'
import type { AppDeps } from '../../src/deps.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { relationTags } from '../../src/features/tags/tables.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { facts, inboxEvents, outboxMessages } from '../../src/spine/tables.ts'

const STAGE_GROUP = '客户阶段'

/** Acknowledged and not to be found, or found without what had to follow: must be empty. */
export const findLost = async (
  { core }: AppDeps,
  { acknowledged, spoken }: { acknowledged: ReadonlySet<string>; spoken: ReadonlySet<string> },
): Promise<string[]> => {
  const rows = await core.db
    .select({ id: inboxEvents.id, key: inboxEvents.key, status: inboxEvents.status })
    .from(inboxEvents)
  const kept = new Map(rows.map((row) => [row.key, row]))
  const heard = await core.db.select({ cause: facts.cause }).from(facts).where(eq(facts.kind, 'customer-spoke'))
  const causes = new Set(heard.map((row) => row.cause))
  return [...acknowledged].flatMap((key) => {
    const row = kept.get(key)
    if (row === undefined) return [`${key} was acknowledged and is not stored`]
    if (row.status !== 'done') return [`${key} ended as ${row.status}`]
    return spoken.has(key) && !causes.has(row.id) ? [`event ${row.id} is done and nothing followed`] : []
  })
}

/** What WeCom holds and what we hold, pair by pair. Empty when they agree in every mirrored field. */
export const findDifferences = async ({ core }: AppDeps, sandbox: Sandbox): Promise<string[]> => {
  const found: string[] = []
  const ours = await core.db.select().from(relations).where(isNull(relations.endedAt))
  const tagRows = await core.db.select().from(relationTags)
  const tagsOf = new Map<string, string[]>()
  for (const row of tagRows) {
    const key = `${row.userid} ${row.externalUserid}`
    tagsOf.set(key, [...(tagsOf.get(key) ?? []), row.tagId])
  }
  const known = new Map(ours.map((row) => [`${row.userid} ${row.externalUserid}`, row]))
  const theirs = [...sandbox.state.relations.values()].filter((one) => one.alive && !one.half)
  for (const one of theirs) {
    const key = `${one.userid} ${one.externalUserid}`
    const row = known.get(key)
    known.delete(key)
    if (row === undefined) {
      found.push(`${key}: alive in WeCom, unknown to us`)
      continue
    }
    if ((row.remark ?? '') !== one.remark) found.push(`${key}: remark ${row.remark} is ${one.remark} in WeCom`)
    const [mine, his] = [[...(tagsOf.get(key) ?? [])].sort(), [...one.tags].sort()]
    if (mine.join() !== his.join()) found.push(`${key}: tags ${mine.join()} are ${his.join()} in WeCom`)
    const stages = sandbox.people
      .relation(one.externalUserid, one.userid)
      ?.tags.filter((tag) => tag.group === STAGE_GROUP)
    if (stages?.length !== 1) found.push(`${key}: ${stages?.length ?? 0} stage tags`)
  }
  for (const key of known.keys()) found.push(`${key}: alive with us, over in WeCom`)
  return found
}

type Doubled = { cause: number | string; kind: string; times: number | string; id: string; userid: string | null }

/** The same fact twice from one event: a handler that ran again after a crash must find its work done. */
export const findDoubledFacts = async ({ core }: AppDeps): Promise<string[]> => {
  const rows = await rowsOf<Doubled>(
    core.db,
    // A friendship that another event or a reading ended in between may begin again from the same event.
    sql`with said as (
          select cause, kind, id, external_userid, userid,
                 lag(id) over (partition by cause, kind, external_userid, userid, data::text order by id) as before
          from facts where cause is not null)
        select said.cause, said.kind, count(*) + 1 as times, said.external_userid as id, said.userid from said
        where said.before is not null and not exists (
          select from facts as between_them
          where between_them.external_userid = said.external_userid
            and between_them.id > said.before and between_them.id < said.id
            and (between_them.kind in ('relation-added', 'relation-ended')
                and between_them.cause is distinct from said.cause
              or between_them.kind = 'relation-ended' and between_them.actor_id = 'reading'))
        group by said.cause, said.kind, said.external_userid, said.userid order by said.cause limit 50`,
  )
  const found: string[] = []
  for (const row of rows)
    found.push(`fact ${row.kind} ${row.times} times from event ${row.cause}: ${await historyOf(core.db, row)}`)
  return found
}

/** Everything told of the customer, for whoever has to find out how that came. */
const historyOf = async (db: Db, { id }: Doubled): Promise<string> => {
  const told = await rowsOf<{ line: string }>(
    db,
    sql`select id || ' ' || kind || ' ' || coalesce(userid, '-') || ' by ' || actor_id || ' from '
          || coalesce(cause::text, '-') || ' ' || data::text as line
        from facts where external_userid = ${id} order by id limit 40`,
  )
  return told.map((row) => row.line).join('; ')
}

/** Rows that nobody will work off any more and that a person would have to look at. */
export const findStuck = async ({ core }: AppDeps): Promise<string[]> => {
  const events = await core.db.select().from(inboxEvents).where(ne(inboxEvents.status, 'done'))
  const unknown = await core.db.select().from(outboxMessages).where(eq(outboxMessages.status, 'unknown'))
  const dead = await core.db.select().from(outboxMessages).where(eq(outboxMessages.status, 'dead'))
  return [
    ...events.map((row) => `event ${row.id} ${row.event} ${row.status}: ${row.lastError}`),
    ...dead.map((row) => `message ${row.id} ${row.kind} dead: ${row.lastError}`),
    ...unknown.filter((row) => row.kind !== 'robot-message').map((row) => `message ${row.id} ${row.kind} unknown`),
  ]
}
