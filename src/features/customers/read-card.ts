import { asc, eq, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { calendarWith, type Override } from '../calendar/queries.ts'
import { calendarDays } from '../calendar/tables.ts'
import type { FieldKind, FieldValue } from '../fields/rules.ts'
import { customFields } from '../fields/tables.ts'
import type { Scope } from '../members/rules.ts'
import { members } from '../members/tables.ts'
import { visibleCustomer } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { parseSetting } from '../settings/queries.ts'
import { settings } from '../settings/tables.ts'
import {
  type AccountRow,
  type AnswerRow,
  accountsJson,
  type DealRow,
  dealsJson,
  type TouchRow,
  tagsJson,
  touchesJson,
  valuesJson,
} from './card-columns.ts'
import type { Touch } from './rules-budget.ts'
import { customers } from './tables.ts'

/**
 * A customer as far as the scope may see, with friendships, tags, own fields, open deals and the last days' contacts,
 * in one statement. Null for a foreign customer and for one that does not exist.
 */
export const readPerson = async (
  db: Db,
  by: { externalUserid: string; userid: string; scope: Scope; touchesSince: Date },
) => {
  const rows = await db
    .select({
      customer: customers,
      relation: relations,
      memberName: members.name,
      tags: tagsJson,
      values: valuesJson(),
      deals: dealsJson(),
      touches: touchesJson(by.touchesSince),
      accounts: accountsJson(by),
    })
    .from(customers)
    .leftJoin(relations, eq(relations.externalUserid, customers.externalUserid))
    .leftJoin(members, eq(members.userid, relations.userid))
    .where(sql`${eq(customers.externalUserid, by.externalUserid)} and ${visibleCustomer(db, by.scope) ?? sql`true`}`)
    .orderBy(asc(relations.addedAt), asc(relations.userid))
  const [first] = rows
  if (first === undefined) return null
  const alive = rows.flatMap(({ relation, memberName }) =>
    relation === null || relation.endedAt !== null ? [] : [{ ...relation, name: memberName ?? relation.userid }],
  )
  const shared = first.accounts ?? []
  return {
    row: first.customer,
    /** Of a merged person, what the scope sees of the rest; the card adds it to its own. */
    accounts: shared.map(toAccount),
    alive,
    /** Also of a friendship that is over: a script is filled in with the remark its reader knows. */
    remarkOf: (userid: string) => rows.find((one) => one.relation?.userid === userid)?.relation?.remark ?? null,
    tags: first.tags
      .filter((tag) => !tag.gone)
      .map(({ id, name, group }) => ({ id, name, group }))
      .sort((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name)),
    values: answersOf(first.customer, { own: first.values, shared }),
    deals: [first.deals, ...shared.map((one) => one.deals)].reduce(addDeals, { open: 0, nextOn: null }),
    touches: touchesOf([...first.touches, ...shared.flatMap((one) => one.touches)]),
  }
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(Number(ms)))
const toAccount = ({ id, name, inbound, outbound }: AccountRow) => ({
  externalUserid: id,
  name,
  lastInboundAt: dateOf(inbound),
  lastOutboundAt: dateOf(outbound),
})

/** The primary's answer comes first, on every card of the person; a gap is filled by the others. */
const answersOf = (
  row: { externalUserid: string; personId: string | null },
  { own, shared }: { own: readonly AnswerRow[]; shared: readonly AccountRow[] },
): Map<number, FieldValue> => {
  const primary = shared.filter((one) => one.id === row.personId).flatMap((one) => one.values)
  const others = shared.filter((one) => one.id !== row.personId).flatMap((one) => one.values)
  return new Map([...others, ...own, ...primary].map((one) => [one.id, one.value]))
}

type Deals = { open: number; nextOn: string | null }
const addDeals = ({ open, nextOn }: Deals, { count, days }: DealRow): Deals => ({
  open: open + count,
  nextOn: nextOn === null || (days !== null && days < nextOn) ? days : nextOn,
})

/** A contact that was taken back never was. */
const touchesOf = (rows: readonly TouchRow[]): Touch[] => {
  const undone = rows.filter((row) => row.kind === 'log-undone').map((row) => row.noteId)
  return rows.flatMap((row): Touch[] => {
    const at = new Date(Number(row.ms))
    if (row.kind === 'customer-spoke') return [{ at, by: 'customer' }]
    return row.counts && !(row.noteId !== null && undone.includes(row.noteId)) ? [{ at, by: 'us' }] : []
  })
}

type FieldRow = { id: number; name: string; kind: FieldKind; options: string[] }
type CompanyRow = { settings: Record<string, unknown> | null; days: Override[]; fields: FieldRow[] }

/** What is the same for every card: settings, calendar and the company's own fields, in one statement. */
export const readCompany = async (db: Db) => {
  const [row] = await rowsOf<CompanyRow>(
    db,
    sql`select (select json_object_agg(${settings.key}, ${settings.value}) from ${settings}
        where ${settings.key} in ('brand', 'scriptValues', 'forbiddenWords', 'cardFacts')) as settings,
      (select coalesce(json_agg(json_build_object('day', ${calendarDays.day}, 'kind', ${calendarDays.kind},
        'label', ${calendarDays.label}) order by ${calendarDays.day}), '[]') from ${calendarDays}) as days,
      (select coalesce(json_agg(json_build_object('id', ${customFields.id}, 'name', ${customFields.name},
        'kind', ${customFields.kind}, 'options', ${customFields.options})
        order by ${customFields.position}, ${customFields.id}), '[]')
        from ${customFields} where ${customFields.retiredAt} is null) as fields`,
  )
  const stored = row?.settings ?? {}
  return {
    brand: parseSetting('brand', stored.brand),
    scriptValues: parseSetting('scriptValues', stored.scriptValues),
    forbidden: parseSetting('forbiddenWords', stored.forbiddenWords).words,
    cardFacts: parseSetting('cardFacts', stored.cardFacts).keys,
    calendar: calendarWith(row?.days ?? []),
    fields: row?.fields ?? [],
  }
}
export type Company = Awaited<ReturnType<typeof readCompany>>
export type Person = NonNullable<Awaited<ReturnType<typeof readPerson>>>
