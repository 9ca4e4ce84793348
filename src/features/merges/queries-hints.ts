import { eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { customers } from '../customers/tables.ts'
import type { Scope } from '../members/rules.ts'
import { relations } from '../relations/tables.ts'
import { visibleAccount } from './queries.ts'
import { compareHints, judgePair, type Marks, type Verdict } from './rules-duplicates.ts'
import { mergeDismissals } from './tables.ts'

/** More of one number are a shop's, and nobody compares so many by hand. */
const HINTS_AT_MOST = 3
const LOOKED_AT = 50

/** What tells a person apart, of each of these accounts. Numbers stay sealed: their keys are compared. */
export const loadMarks = async (db: Db, ids: readonly string[]): Promise<Map<string, Marks>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({
      externalUserid: customers.externalUserid,
      unionid: customers.unionid,
      corpName: customers.corpName,
      userid: relations.userid,
      remark: relations.remark,
      remarkCorpName: relations.remarkCorpName,
      mobileKeys: relations.mobileKeys,
    })
    .from(customers)
    .leftJoin(relations, eq(relations.externalUserid, customers.externalUserid))
    .where(inArray(customers.externalUserid, [...ids]))
  const found = new Map<string, Marks>()
  for (const { externalUserid, unionid, corpName, userid, remark, remarkCorpName, mobileKeys } of rows) {
    const known = found.get(externalUserid) ?? { unionid, mobileKeys: [], names: [] }
    const names = userid === null ? [] : [{ userid, remark, corp: remarkCorpName || corpName }]
    found.set(externalUserid, {
      unionid,
      mobileKeys: [...known.mobileKeys, ...(mobileKeys ?? [])],
      names: [...known.names, ...names],
    })
  }
  return found
}

type Found = { id: string; person: string }

const list = (texts: readonly string[]): SQL =>
  sql.join(
    texts.map((one) => sql`${one}`),
    sql`, `,
  )

/** Accounts that share a mark, as far as the scope sees both the account and the one that stands for it. */
const findAlike = (db: Db, { externalUserid, marks, scope }: Asked & { marks: Marks }): Promise<Found[]> => {
  const names = marks.names.filter((one) => (one.remark ?? '').trim() !== '')
  const ways = [
    sql`select external_userid from customers where unionid = ${marks.unionid} and unionid <> ''`,
    ...(marks.mobileKeys.length === 0
      ? []
      : [sql`select external_userid from relations where mobile_keys && array[${list(marks.mobileKeys)}]::text[]`]),
    ...names.map(
      ({ userid, remark }) => sql`select external_userid from relations
        where userid = ${userid} and lower(btrim(remark)) = lower(btrim(${remark}::text))`,
    ),
  ]
  return rowsOf<Found>(
    db,
    sql`select c.external_userid as id, coalesce(c.person_id, c.external_userid) as person
        from (${sql.join(ways, sql` union `)}) alike join customers c on c.external_userid = alike.external_userid
        where c.external_userid <> ${externalUserid} and ${visibleAccount(scope, sql`c.external_userid`)}
          and (c.person_id is null or ${visibleAccount(scope, sql`c.person_id`)})
        order by c.external_userid limit ${LOOKED_AT}`,
  )
}

const dismissedWith = async (db: Db, externalUserid: string): Promise<Set<string>> => {
  const rows = await db
    .select()
    .from(mergeDismissals)
    .where(or(eq(mergeDismissals.externalUserid, externalUserid), eq(mergeDismissals.otherId, externalUserid)))
  return new Set(rows.map((row) => (row.externalUserid === externalUserid ? row.otherId : row.externalUserid)))
}

export type Asked = { externalUserid: string; scope: Scope }
export type Hint = { other: string; verdict: Verdict }

/** Who may be the same person, the surest first. Only of accounts that are not merged into another one themselves. */
export const findHints = async (db: Db, asked: Asked): Promise<Hint[]> => {
  const { externalUserid } = asked
  const marks = (await loadMarks(db, [externalUserid])).get(externalUserid)
  if (marks === undefined) return []
  const dismissed = await dismissedWith(db, externalUserid)
  const alike = (await findAlike(db, { ...asked, marks })).filter(
    ({ id, person }) => person !== externalUserid && !dismissed.has(id) && !dismissed.has(person),
  )
  const theirs = await loadMarks(
    db,
    alike.map((one) => one.id),
  )
  const best = new Map<string, Verdict>()
  for (const { id, person } of alike) {
    const other = theirs.get(id)
    const verdict = other === undefined ? null : judgePair(marks, other)
    const known = best.get(person)
    if (verdict !== null && (known === undefined || compareHints(verdict, known) < 0)) best.set(person, verdict)
  }
  return [...best]
    .map(([other, verdict]) => ({ other, verdict }))
    .sort((a, b) => compareHints(a.verdict, b.verdict) || (a.other < b.other ? -1 : 1))
    .slice(0, HINTS_AT_MOST)
}
