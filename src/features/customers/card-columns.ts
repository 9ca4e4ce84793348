import { type SQL, sql } from 'drizzle-orm'
import { facts } from '../../spine/tables.ts'
import type { FieldValue } from '../fields/rules.ts'
import { fieldValues } from '../fields/tables.ts'
import type { Scope } from '../members/rules.ts'
import { visibleAccount } from '../merges/queries.ts'
import { opportunities } from '../opportunities/tables.ts'
import { relations } from '../relations/tables.ts'
import { relationTags, tagGroups, tags } from '../tags/tables.ts'
import { UNNAMED } from './queries.ts'
import { customers } from './tables.ts'

/*
 * What the card reads beside the customer's own row, as JSON, so that it stays one statement. Only for a select that
 * joins: without a join the columns lose their table's name, and each comparison here would compare a column with
 * itself.
 */

export type TagRow = { id: string; name: string; group: string; gone: boolean }
export type TouchRow = { kind: string; ms: number; noteId: string | null; counts: boolean }
export type AnswerRow = { id: number; value: FieldValue }
export type DealRow = { count: number; days: string | null }
export type AccountRow = {
  id: string
  name: string
  inbound: number | null
  outbound: number | null
  values: AnswerRow[]
  deals: DealRow
  touches: TouchRow[]
}

const OWN = sql`${customers.externalUserid}`

/** All living friendships' tags together, each once. */
export const tagsJson = sql<TagRow[]>`(select coalesce(json_agg(one), '[]') from (
  select distinct ${tags.id} as id, ${tags.name} as name, ${tagGroups.name} as "group", ${tags.goneAt} is not null as gone
  from ${relationTags} join ${tags} on ${tags.id} = ${relationTags.tagId}
    join ${tagGroups} on ${tagGroups.id} = ${tags.groupId} join ${relations} as alive
      on alive.external_userid = ${relationTags.externalUserid} and alive.userid = ${relationTags.userid} and alive.ended_at is null
  where ${relationTags.externalUserid} = ${customers.externalUserid}) one)`

export const valuesJson = (of: SQL = OWN) => sql<AnswerRow[]>`(select coalesce(json_agg(json_build_object(
    'id', ${fieldValues.fieldId}, 'value', ${fieldValues.value})), '[]')
  from ${fieldValues} where ${fieldValues.externalUserid} = ${of})`

export const dealsJson = (of: SQL = OWN) => sql<DealRow>`(select json_build_object('count', count(*)::int,
    'days', min(${opportunities.expectedOn}))
  from ${opportunities} where ${opportunities.externalUserid} = ${of}
    and ${opportunities.stage} in ('talking', 'quoted'))`

/** What counts as reaching out, from the journal: whoever adds a way to write to customers adds its fact here. */
export const touchesJson = (since: Date, of: SQL = OWN) => sql<TouchRow[]>`(select coalesce(json_agg(json_build_object(
    'kind', ${facts.kind}, 'ms', floor(extract(epoch from ${facts.at}) * 1000), 'noteId', ${facts.data}->>'noteId',
    'counts', ${facts.kind} = 'script-sent'
      or (${facts.kind} = 'note-added' and ${facts.data}->>'outcome' is not null)
      or (${facts.kind} = 'follow-up-done' and ${facts.data}->>'evidence' in ('call-logged', 'visit')))), '[]')
  from ${facts} where ${facts.externalUserid} = ${of}
    and ${facts.at} >= ${since.toISOString()}::timestamptz
    and ${facts.kind} in ('script-sent', 'note-added', 'log-undone', 'follow-up-done',
      'customer-spoke'))`

type Reader = { userid: string; scope: Scope; touchesSince: Date }

/** The merged person's other accounts that the scope sees, the primary first; as the reader calls them. */
export const accountsJson = ({ userid, scope, touchesSince }: Reader) => {
  const one = sql`a.external_userid`
  return sql<AccountRow[] | null>`case when ${customers.personId} is null then null
    else (select coalesce(json_agg(json_build_object('id', ${one},
        'name', coalesce(nullif(r.remark, ''), nullif(a.name, ''), ${UNNAMED}::text),
        'inbound', floor(extract(epoch from a.last_inbound_at) * 1000),
        'outbound', floor(extract(epoch from a.last_outbound_at) * 1000),
        'values', ${valuesJson(one)}, 'deals', ${dealsJson(one)}, 'touches', ${touchesJson(touchesSince, one)})
        order by a.person_id <> ${one}, ${one}), '[]')
      from customers a left join relations r on r.external_userid = ${one} and r.userid = ${userid}
      where a.person_id = ${customers.personId} and ${one} <> ${customers.externalUserid}
        and ${visibleAccount(scope, one)}) end`
}
