import { and, asc, inArray, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import type { Core, Together } from '../../spine/core.ts'
import type { CustomerRow as ReadRow } from '../../wecom/client-data.ts'
import { customers } from '../customers/tables.ts'
import type { TagsFact } from '../tags/facts.ts'
import { listTagsInHand, loadStageTags, type StageTags, tagOrder } from '../tags/queries.ts'
import { relationTags } from '../tags/tables.ts'
import type { RelationsFact } from './facts.ts'
import { askForUnknownTags } from './refresh-customer.ts'
import { judgeStageTags } from './rules.ts'
import { contactDifferences, type Found, followDifferences, sameSet, tagsDiffer } from './rules-differences.ts'
import { insertImported } from './save-imported.ts'
import { isImported, isStale, saveReading, spell } from './save-reading.ts'
import { relations } from './tables.ts'
import { withoutErased } from './turn-away.ts'

export type PageCore = Core<RelationsFact | TagsFact> & Together<RelationsFact | TagsFact>
export type Page = {
  rows: readonly ReadRow[]
  /** Database time before WeCom was asked. */
  startedAt: Date
  /** Friendships we do not know and that began before this are left alone; null or absent takes everybody's. */
  since?: Date | null
}
type Known = {
  customers: Map<string, typeof customers.$inferSelect>
  relations: Map<string, typeof relations.$inferSelect>
  tagIds: Map<string, string[]>
}
type Sorted = { fresh: ReadRow[]; changed: ReadRow[]; found: Found[]; vanished: string[] }

export const keyOf = (pair: { externalUserid: string; userid: string }): string =>
  `${pair.externalUserid} ${pair.userid}`
const pairOf = ({ contact, follow }: ReadRow) => ({
  externalUserid: contact.externalUserid,
  userid: follow.userid,
})

/**
 * Saves one page in a few statements: old friendships we did not know in bulk, what is the same not at all, and what
 * changed one by one, because only that has consequences. Answers what differed.
 */
export const savePage = async (core: PageCore, tx: Db, page: Page): Promise<{ found: Found[]; vanished: string[] }> => {
  const all = await withoutOlder(tx, uniqueRows(page.rows), page.since ?? null)
  if (all.length === 0) return { found: [], vanished: [] }
  const inserted = await insertCustomers(core, tx, all, page.startedAt)
  const stageTags = await loadStageTags(tx)
  const known =
    inserted.size === new Set(all.map((row) => row.contact.externalUserid)).size ? null : await load(tx, all)
  // Only now: an erasure under way holds the rows that were locked just before.
  const rows = await withoutErased(tx, all)
  const sorted = sortRows(core, { rows, known, inserted, stageTags, startedAt: page.startedAt })
  await insertImported(core, tx, { rows: sorted.fresh, startedAt: page.startedAt, mayBeGone: known !== null })
  await askForUnknownTags(
    core,
    tx,
    rows.flatMap((row) => row.follow.tagIds),
  )
  const changed = await withoutInHand(tx, { sorted, known })
  for (const { contact, follow } of changed) {
    await saveReading(core, tx, { contact, followers: [follow], startedAt: page.startedAt })
  }
  return { found: sorted.found, vanished: sorted.vanished }
}

const withoutOlder = async (tx: Db, rows: ReadRow[], since: Date | null): Promise<ReadRow[]> => {
  const older = since === null ? [] : rows.filter((row) => row.follow.createdAt < since)
  if (older.length === 0) return rows
  const { externalUserid, userid } = relations
  const ids = [...new Set(older.map((row) => row.contact.externalUserid))]
  const known = await tx.select({ externalUserid, userid }).from(relations).where(inArray(externalUserid, ids))
  const isKnown = new Set(known.map(keyOf))
  return rows.filter((row) => !older.includes(row) || isKnown.has(keyOf(pairOf(row))))
}

/** In one order everywhere: two pages with the same customers wait for each other and never both at once. */
const uniqueRows = (rows: readonly ReadRow[]): ReadRow[] =>
  [...new Map(rows.map((row) => [keyOf(pairOf(row)), withCorpTags(row)])).values()].sort((a, b) =>
    keyOf(pairOf(a)) < keyOf(pairOf(b)) ? -1 : 1,
  )

/** The batch reading also names tags of rule groups (`st…`), which are no corp tags and not ours to mirror. */
const withCorpTags = ({ contact, follow }: ReadRow): ReadRow => ({
  contact,
  follow: { ...follow, tagIds: follow.tagIds.filter((id) => !id.startsWith('st')) },
})

/** Answers who is new to us. */
const insertCustomers = async (
  core: PageCore,
  tx: Db,
  rows: readonly ReadRow[],
  startedAt: Date,
): Promise<Set<string>> => {
  const now = core.now()
  const values = [...new Map(rows.map((row) => [row.contact.externalUserid, row])).values()].map(
    ({ contact, follow }) => ({
      id: contact.externalUserid,
      name: contact.name,
      name_pinyin: spell(contact.name),
      avatar: contact.avatar,
      type: contact.type,
      gender: contact.gender ?? 0,
      corp_name: contact.corpName,
      unionid: contact.unionid,
      added: new Date(Math.min(follow.createdAt.getTime(), now.getTime())),
    }),
  )
  const made = await rowsOf<{ id: string }>(
    tx,
    sql`insert into customers (external_userid, name, name_pinyin, avatar, type, gender, corp_name, unionid, stage_since,
          first_added_at, observed_since, fetched_at)
        select r.id, r.name, r.name_pinyin, r.avatar, r.type, r.gender, r.corp_name, r.unionid,
          ${now.toISOString()}::timestamptz, r.added, ${now.toISOString()}::timestamptz, ${startedAt.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(id text, name text, name_pinyin text, avatar text,
          type int, gender int, corp_name text, unionid text, added timestamptz)
        order by r.id
        on conflict (external_userid) do nothing returning external_userid as id`,
  )
  return new Set(made.map((row) => row.id))
}

const load = async (tx: Db, rows: readonly ReadRow[]): Promise<Known> => {
  const ids = [...new Set(rows.map((row) => row.contact.externalUserid))]
  const userids = [...new Set(rows.map((row) => row.follow.userid))]
  const people = await tx
    .select()
    .from(customers)
    .where(inArray(customers.externalUserid, ids))
    .orderBy(asc(customers.externalUserid))
    .for('update')
  const pairs = await tx
    .select()
    .from(relations)
    .where(and(inArray(relations.externalUserid, ids), inArray(relations.userid, userids)))
  const tags = await tx
    .select()
    .from(relationTags)
    .where(and(inArray(relationTags.externalUserid, ids), inArray(relationTags.userid, userids)))
  const tagIds = new Map<string, string[]>()
  for (const tag of tags) tagIds.set(keyOf(tag), [...(tagIds.get(keyOf(tag)) ?? []), tag.tagId])
  return {
    customers: new Map(people.map((row) => [row.externalUserid, row])),
    relations: new Map(pairs.map((row) => [keyOf(row), row])),
    tagIds,
  }
}

type Sorting = {
  rows: readonly ReadRow[]
  known: Known | null
  inserted: ReadonlySet<string>
  stageTags: StageTags | null
  startedAt: Date
}

const sortRows = (core: PageCore, sorting: Sorting): Sorted => {
  const { rows, known, inserted, startedAt } = sorting
  const sorted: Sorted = { fresh: [], changed: [], found: [], vanished: [] }
  for (const row of rows) {
    const pair = pairOf(row)
    const customer = known?.customers.get(pair.externalUserid)
    const relation = known?.relations.get(keyOf(pair))
    if (relation === undefined) {
      sorted.found.push({ kind: 'missing-here', example: pair })
      const isKnown = customer !== undefined && !inserted.has(pair.externalUserid)
      const sameFace = !isKnown || contactDifferences(customer, row.contact).length === 0
      if (sameFace && isImported(core, row.follow, customer ?? null)) sorted.fresh.push(row)
      else sorted.changed.push(row)
    } else if (isStale(relation, row.follow, startedAt)) {
      if (relation.endedAt !== null) sorted.vanished.push(pair.externalUserid)
    } else if (relation.endedAt !== null) {
      sorted.found.push({ kind: 'missing-here', example: pair })
      sorted.changed.push(row)
    } else {
      const kinds = differencesOf(row, sorting)
      if (kinds.length > 0) sorted.changed.push(row)
      for (const kind of kinds) sorted.found.push({ kind, example: pair })
    }
  }
  return sorted
}

const differencesOf = (row: ReadRow, { known, stageTags, startedAt }: Sorting): Found['kind'][] => {
  const pair = pairOf(row)
  const customer = known?.customers.get(pair.externalUserid)
  const relation = known?.relations.get(keyOf(pair))
  if (customer === undefined || relation === undefined) return []
  const kinds: Found['kind'][] = []
  // Another reading of this customer began later: it knows the face better, this one still knows its own pair.
  if (customer.fetchedAt === null || customer.fetchedAt <= startedAt)
    kinds.push(...contactDifferences(customer, row.contact))
  const { createdAt, remarkMobiles, ...follow } = row.follow
  kinds.push(...followDifferences(relation, { ...follow, mobiles: remarkMobiles, addedAt: createdAt }))
  kinds.push(...tagKinds(row, { customer, relation, ours: known?.tagIds.get(keyOf(pair)) ?? [], stageTags, startedAt }))
  return kinds
}

type Tagged = Pick<Sorting, 'stageTags' | 'startedAt'> & {
  customer: typeof customers.$inferSelect
  relation: typeof relations.$inferSelect
  ours: readonly string[]
}

const tagKinds = ({ follow }: ReadRow, { customer, relation, ours, stageTags, startedAt }: Tagged): Found['kind'][] => {
  // WeCom took a tag from us while it was being asked: the answer may be of before.
  if (relation.tagsWrittenAt !== null && relation.tagsWrittenAt > startedAt) return []
  const kinds: Found['kind'][] = []
  if (tagsDiffer(ours, follow.tagIds, (id) => stageTags?.byTag.has(id) === true)) kinds.push('tags')
  if (stageTags === null) return kinds
  const stagesOf = (ids: readonly string[]) => ids.flatMap((id) => stageTags.byTag.get(id) ?? [])
  const seen = stagesOf(follow.tagIds)
  const verdict = judgeStageTags({ current: customer.stage, written: relation.stageTagWritten, seen })
  // The mirror is compared too: WeCom may be right where we are not.
  if (verdict.kind !== 'fine' || !sameSet(stagesOf(ours), seen)) kinds.push('stage-tag')
  return kinds
}

/** A tag that is about to be written anyway is no difference. */
const withoutInHand = async (
  tx: Db,
  { sorted, known }: { sorted: Sorted; known: Known | null },
): Promise<ReadRow[]> => {
  const isTag = (one: Found) => one.kind === 'stage-tag' || one.kind === 'tags'
  const pairOfFound = ({ example }: Found) => ({
    externalUserid: example.externalUserid ?? '',
    userid: example.userid ?? '',
  })
  const tagged = known === null ? [] : sorted.found.filter(isTag).map(pairOfFound)
  const inHand = await listTagsInHand(tx, tagged)
  if (inHand.size === 0) return sorted.changed
  const keep = sorted.found.filter((one) => {
    const own = isTag(one) ? inHand.get(tagOrder(pairOfFound(one))) : undefined
    return one.kind === 'stage-tag' ? own?.stage !== true : own === undefined || own.ids.length === 0
  })
  sorted.found.splice(0, sorted.found.length, ...keep)
  const left = new Set(keep.map((one) => keyOf(pairOfFound(one))))
  return sorted.changed.filter((row) => left.has(keyOf(pairOf(row))))
}
