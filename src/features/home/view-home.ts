import { and, count, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { inboxEvents, jobs, outboxMessages } from '../../spine/tables.ts'
import { atTime, businessDay } from '../calendar/zone.ts'
import { followUps } from '../follow-ups/tables.ts'
import { countGroups } from '../groups/queries.ts'
import { listMembers } from '../members/queries.ts'
import type { Person, Scope } from '../members/rules.ts'
import { relations } from '../relations/tables.ts'
import { viewSync } from '../relations/view-sync.ts'
import { countOffered } from '../scripts/queries.ts'
import { keeperOf } from '../scripts/rules-life.ts'
import { doorsOf } from './rules.ts'
import type { Home, HomePerson } from './shapes.ts'

type Asked = {
  caller: Person
  now: Date
  zone: string
  lang: string
  doctor: () => NonNullable<Home['system']>['doctor']
}
type Day = { day: string; since: Date }

/** One answer for the whole page; a manager's costs the same few questions as a rep's. */
export const viewHome = async (db: Db, { caller, now, zone, lang, doctor }: Asked): Promise<Home> => {
  const day = businessDay(now, zone)
  const span = { day, since: atTime(day, '00:00', zone) }
  const own: Scope = { all: false, userids: [caller.userid] }
  const [mine] = await peopleOf(db, own, span)
  return {
    name: caller.name,
    role: caller.role,
    doors: doorsOf(caller.role),
    today: mine ?? { open: 0, overdue: 0, done: 0 },
    customers: await countCustomers(db, own),
    groups: await countGroups(db, own),
    team: caller.role === 'rep' ? null : await teamOf(db, caller, span),
    offers: keeperOf(caller).all ? await countOffered(db) : null,
    system: caller.role === 'admin' ? { ...(await systemOf(db, now, lang)), doctor: doctor() } : null,
  }
}

const within = (scope: Scope) => (scope.all ? undefined : inArray(followUps.userid, [...scope.userids, '']))

type Counts = { userid: string; open: number; overdue: number; done: number }

/** Customers, not steps: two steps that meet are one talk, as on the rep's own list. */
const peopleOf = (db: Db, scope: Scope, { day, since }: Day): Promise<Counts[]> => {
  const distinct = (condition: ReturnType<typeof sql>) =>
    sql<number>`count(distinct ${followUps.externalUserid}) filter (where ${condition})::int`
  const due = sql`${followUps.status} = 'open' and ${followUps.dueOn} <= ${day} and ${relations.endedAt} is null`
  const pair = and(eq(relations.externalUserid, followUps.externalUserid), eq(relations.userid, followUps.userid))
  return db
    .select({
      userid: followUps.userid,
      open: distinct(due),
      overdue: distinct(sql`${due} and ${followUps.dueOn} < ${day}`),
      done: distinct(sql`${followUps.status} in ('done', 'dismissed')`),
    })
    .from(followUps)
    .leftJoin(relations, pair)
    .where(
      and(
        within(scope),
        or(
          eq(followUps.status, 'open'),
          and(inArray(followUps.status, ['done', 'dismissed']), gte(followUps.endedAt, since)),
        ),
      ),
    )
    .groupBy(followUps.userid)
}

const teamOf = async (db: Db, { userid, scope }: Person, span: Day): Promise<HomePerson[]> => {
  const counts = new Map((await peopleOf(db, scope, span)).map((one) => [one.userid, one]))
  return (await listMembers(db))
    .filter((one) => one.userid !== userid && one.hasCustomerContact)
    .filter((one) => scope.all || scope.userids.includes(one.userid))
    .map(({ userid, name }) => ({ userid, name, open: 0, overdue: 0, done: 0, ...counts.get(userid) }))
    .sort((a, b) => b.overdue - a.overdue || b.open - a.open || a.userid.localeCompare(b.userid))
    .slice(0, 200)
}

const countCustomers = async (db: Db, scope: Scope): Promise<number> => {
  const mine = scope.all ? undefined : inArray(relations.userid, [...scope.userids, ''])
  const [row] = await db
    .select({ rows: count() })
    .from(relations)
    .where(and(isNull(relations.endedAt), mine))
  return row?.rows ?? 0
}

const BADLY = ['refused', 'unknown', 'dead'] as const

const systemOf = async (db: Db, now: Date, lang: string) => {
  const { state, done, total } = await viewSync(db, { now, lang })
  return {
    stuck: await db.$count(outboxMessages, inArray(outboxMessages.status, [...BADLY])),
    trouble:
      (await db.$count(inboxEvents, inArray(inboxEvents.status, [...BADLY]))) +
      (await db.$count(jobs, inArray(jobs.status, [...BADLY]))),
    sync: { state, done, total },
  }
}
