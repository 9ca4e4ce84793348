import { asc, eq, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { facts } from '../../spine/tables.ts'
import { calendarWith, type Override } from '../calendar/queries.ts'
import { calendarDays } from '../calendar/tables.ts'
import type { FieldKind, FieldValue } from '../fields/rules.ts'
import { customFields, fieldValues } from '../fields/tables.ts'
import type { Scope } from '../members/rules.ts'
import { members } from '../members/tables.ts'
import { opportunities } from '../opportunities/tables.ts'
import { visibleCustomer } from '../relations/queries.ts'
import { relations } from '../relations/tables.ts'
import { parseSetting } from '../settings/queries.ts'
import { settings } from '../settings/tables.ts'
import { relationTags, tagGroups, tags } from '../tags/tables.ts'
import type { Touch } from './rules-budget.ts'
import { customers } from './tables.ts'

type TagRow = { id: string; name: string; group: string; gone: boolean }
type TouchRow = { kind: string; ms: number; noteId: string | null; counts: boolean }

/** All living friendships' tags together, each once. */
const tagsJson = sql<TagRow[]>`(select coalesce(json_agg(one), '[]') from (
  select distinct ${tags.id} as id, ${tags.name} as name, ${tagGroups.name} as "group", ${tags.goneAt} is not null as gone
  from ${relationTags} join ${tags} on ${tags.id} = ${relationTags.tagId}
    join ${tagGroups} on ${tagGroups.id} = ${tags.groupId} join ${relations} as alive
      on alive.external_userid = ${relationTags.externalUserid} and alive.userid = ${relationTags.userid} and alive.ended_at is null
  where ${relationTags.externalUserid} = ${customers.externalUserid}) one)`

const valuesJson = sql<{ id: number; value: FieldValue }[]>`(select coalesce(json_agg(json_build_object(
    'id', ${fieldValues.fieldId}, 'value', ${fieldValues.value})), '[]')
  from ${fieldValues} where ${fieldValues.externalUserid} = ${customers.externalUserid})`

const opportunityJson = sql<{ count: number; days: string | null }>`(select json_build_object('count', count(*)::int,
    'days', min(${opportunities.expectedOn}))
  from ${opportunities} where ${opportunities.externalUserid} = ${customers.externalUserid}
    and ${opportunities.stage} in ('talking', 'quoted'))`

/** What counts as reaching out, from the journal: whoever adds a way to write to customers adds its fact here. */
const touchesJson = (since: Date) => sql<TouchRow[]>`(select coalesce(json_agg(json_build_object(
    'kind', ${facts.kind}, 'ms', floor(extract(epoch from ${facts.at}) * 1000), 'noteId', ${facts.data}->>'noteId',
    'counts', ${facts.kind} = 'script-sent'
      or (${facts.kind} = 'note-added' and ${facts.data}->>'outcome' is not null)
      or (${facts.kind} = 'follow-up-done' and ${facts.data}->>'evidence' in ('call-logged', 'visit')))), '[]')
  from ${facts} where ${facts.externalUserid} = ${customers.externalUserid}
    and ${facts.at} >= ${since.toISOString()}::timestamptz
    and ${facts.kind} in ('script-sent', 'note-added', 'log-undone', 'follow-up-done',
      'customer-spoke'))`

/**
 * A customer as far as the scope may see, with friendships, tags, own fields, open deals and the last days' contacts,
 * in one statement. Null for a foreign customer and for one that does not exist.
 */
export const readPerson = async (db: Db, by: { externalUserid: string; scope: Scope; touchesSince: Date }) => {
  const rows = await db
    .select({
      customer: customers,
      relation: relations,
      memberName: members.name,
      tags: tagsJson,
      values: valuesJson,
      deals: opportunityJson,
      touches: touchesJson(by.touchesSince),
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
  return {
    row: first.customer,
    alive,
    /** Also of a friendship that is over: a script is filled in with the remark its reader knows. */
    remarkOf: (userid: string) => rows.find((one) => one.relation?.userid === userid)?.relation?.remark ?? null,
    tags: first.tags
      .filter((tag) => !tag.gone)
      .map(({ id, name, group }) => ({ id, name, group }))
      .sort((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name)),
    values: new Map(first.values.map((one) => [one.id, one.value])),
    deals: { open: first.deals.count, nextOn: first.deals.days },
    touches: touchesOf(first.touches),
  }
}

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
