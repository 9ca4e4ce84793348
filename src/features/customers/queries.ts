import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { stageLabel } from '../lifecycle/rules-model.ts'
import type { Scope } from '../members/rules.ts'
import { members } from '../members/tables.ts'
import { mobileKeyOf, visibleCustomer } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { type CustomerSearch, matchesSearch } from './queries-search.ts'
import type { CustomerRow as CustomerView } from './shapes.ts'
import { customers } from './tables.ts'

export const UNNAMED = '新客户'

const contactUs = sql<number | string>`(extract(epoch from ${customers.contactAt}) * 1000000)::bigint`

/** Behind the last row shown; as one comparison of both columns, which the index answers. */
const afterCursor = (cursor: string | undefined): SQL | undefined => {
  const [, us, id] = /^(\d{1,16})_(.+)$/.exec(cursor ?? '') ?? []
  if (us === undefined || id === undefined) return undefined
  const moment = sql`timestamptz 'epoch' + ${Number(us)}::bigint * interval '1 microsecond'`
  return sql`(${customers.contactAt}, ${customers.externalUserid}) < (${moment}, ${id})`
}

type Row = typeof customers.$inferSelect
type Met = { account: Row; us: number }
/** What one line tells of: the account it opens, and all that the caller sees of the same person, itself included. */
type Person = { shown: Row; accounts: Row[]; cursor: string }

/** Far beyond what anybody merges for the people of one page. */
const MOST_ACCOUNTS = 2000

const cursorOf = ({ account, us }: Met): string => `${us}_${account.externalUserid}`

/** Newest contact first; the cursor is the last row's moment and id, so rows that move are never shown twice. */
export const listCustomers = async (
  db: Db,
  search: CustomerSearch,
): Promise<{ items: CustomerView[]; nextCursor: string | null }> => {
  const mobileKey = search.q === undefined ? null : await mobileKeyOf(db, search.q)
  if (search.q === undefined) await askOneByOne(db)
  const looked = { scope: search.scope, fits: matchesSearch(db, search, mobileKey), take: search.limit + 1 }
  const people: Person[] = []
  // Once round, but where accounts of people met already leave a page short.
  for (let { cursor } = search, more = true; more && people.length <= search.limit; ) {
    const met = await meetAccounts(db, looked, afterCursor(cursor))
    people.push(...(await peopleOf(db, looked, met)))
    cursor = met.slice(-1).map(cursorOf)[0]
    more = met.length === looked.take
  }
  const shown = people.slice(0, search.limit)
  const ids = shown.flatMap(({ accounts }) => accounts.map((one) => one.externalUserid))
  const followers = await followersOf(db, ids)
  return {
    items: shown.map((person) => lineOf(person, followers, search.userid)),
    nextCursor: people.length > search.limit ? (shown.at(-1)?.cursor ?? null) : null,
  }
}

/**
 * For the rest of this reading: whose customer one is, is asked of each that is met. With more memory PostgreSQL gathers
 * everybody a manager may see, a hundred thousand, to show twenty. A search meets so many that the gathering is cheaper.
 */
const askOneByOne = async (db: Db): Promise<void> => {
  await db.execute(sql`select set_config('work_mem', '96kB', true), set_config('hash_mem_multiplier', '1', true)`)
}

type Looked = { scope: Scope; fits: SQL | undefined; take?: number }

/** Accounts, merged or not: asked of every row, who else is the same person would double what a page costs. */
const meetAccounts = async (db: Db, { scope, fits, take }: Looked, among: SQL | undefined): Promise<Met[]> => {
  const rows = await db
    .select({ account: customers, us: contactUs })
    .from(customers)
    .where(and(visibleCustomer(db, scope), fits, among))
    .orderBy(desc(customers.contactAt), desc(customers.externalUserid))
    .limit(take ?? MOST_ACCOUNTS)
  return rows.map(({ account, us }) => ({ account, us: Number(us) }))
}

/** Of two accounts. One and the same may have been heard of since it was met, and is no other for that. */
const isNewer = ({ account: one, us }: Met, { account: other, us: than }: Met): boolean =>
  one.externalUserid !== other.externalUserid &&
  (us > than || (us === than && one.externalUserid > other.externalUserid))

/**
 * One line a person, at the place of the newest account that fits: at the primary's, whoever writes by the second
 * account would stay far below, and accounts merged between two pages would be told twice. The line is the primary's
 * wherever the scope sees it.
 */
const peopleOf = async (db: Db, { scope, fits }: Looked, met: readonly Met[]): Promise<Person[]> => {
  const merged = met.flatMap(({ account }) => (account.personId === null ? [] : [account.personId]))
  const ofThese = inArray(customers.personId, merged)
  const seen = merged.length === 0 ? [] : await meetAccounts(db, { scope, fits: undefined }, ofThese)
  const fitting = merged.length === 0 || fits === undefined ? seen : await meetAccounts(db, { scope, fits }, ofThese)
  return met.flatMap((one) => {
    const { account } = one
    if (account.personId === null) return [{ shown: account, accounts: [account], cursor: cursorOf(one) }]
    const isSame = (mine: Met) => mine.account.personId === account.personId
    if (fitting.some((mine) => isSame(mine) && isNewer(mine, one))) return []
    const accounts = seen.filter(isSame).map((mine) => mine.account)
    const shown = accounts.find((mine) => mine.externalUserid === account.personId) ?? account
    const others = accounts.filter((mine) => mine.externalUserid !== shown.externalUserid)
    return [{ shown, accounts: [shown, ...others], cursor: cursorOf(one) }]
  })
}

const lineOf = ({ shown, accounts }: Person, followers: Map<string, Follower[]>, userid: string): CustomerView => {
  const own = followers.get(shown.externalUserid) ?? []
  const all = accounts.flatMap((one) => followers.get(one.externalUserid) ?? [])
  const contacts = accounts.flatMap(({ lastOutboundAt }) => (lastOutboundAt === null ? [] : [lastOutboundAt.getTime()]))
  return {
    externalUserid: shown.externalUserid,
    name: own.find((one) => one.userid === userid)?.remark || shown.name || UNNAMED,
    avatar: shown.avatar,
    stage: { key: shown.stage ?? 'new', label: stageLabel(shown.stage ?? 'new') },
    owners: [...new Map(all.map((one) => [one.userid, one.name ?? one.userid])).values()],
    accounts: accounts.length,
    lastContactAt: contacts.length === 0 ? null : new Date(Math.max(...contacts)).toISOString(),
  }
}

type Follower = { userid: string; remark: string | null; name: string | null }

/** Living friendships of each, the oldest first. */
const followersOf = async (db: Db, ids: string[]): Promise<Map<string, Follower[]>> => {
  const found = new Map<string, Follower[]>()
  if (ids.length === 0) return found
  const { externalUserid, userid, remark } = relations
  const rows = await db
    .select({ externalUserid, userid, remark, name: members.name })
    .from(relations)
    .leftJoin(members, eq(members.userid, relations.userid))
    .where(and(inArray(externalUserid, ids), isNull(relations.endedAt)))
    .orderBy(relations.addedAt, relations.userid)
  for (const { externalUserid: id, ...one } of rows) found.set(id, [...(found.get(id) ?? []), one])
  return found
}

export const findCustomer = async (db: Db, externalUserid: string) => {
  const [row] = await db.select().from(customers).where(eq(customers.externalUserid, externalUserid))
  return row ?? null
}
