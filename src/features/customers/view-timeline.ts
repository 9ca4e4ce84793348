import { and, desc, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { timelineWords } from '../../lang/timeline.ts'
import { whyText } from '../../lang/why.ts'
import { facts } from '../../spine/tables.ts'
import { stageMoves } from '../lifecycle/tables.ts'
import { memberNames } from '../members/queries.ts'
import type { Scope } from '../members/rules.ts'
import { type SeenAccount, seenAccounts } from '../merges/queries.ts'
import { scripts } from '../scripts/tables.ts'
import { tags } from '../tags/tables.ts'
import { UNNAMED } from './queries.ts'
import { kindsFor, type TimelineFilter } from './rules-timeline.ts'
import type { TimelineEntry } from './shapes.ts'
import { notes } from './tables.ts'

type FactRow = typeof facts.$inferSelect
type Words = ReturnType<typeof timelineWords>

const cursorOf = (row: FactRow): string => `${row.at.getTime()}_${row.id}`
const afterCursor = (cursor: string | undefined): SQL | undefined => {
  const [, ms, id] = /^(\d{1,15})_(\d{1,15})$/.exec(cursor ?? '') ?? []
  if (ms === undefined || id === undefined) return undefined
  return sql`(${facts.at}, ${facts.id}) < (${new Date(Number(ms)).toISOString()}::timestamptz, ${Number(id)}::bigint)`
}

/**
 * Everything that happened with a customer, read from the journal, newest first: by when it happened, for an order of
 * last month may be reported today.
 */
export const viewTimeline = async (
  db: Db,
  input: {
    externalUserid: string
    scope: Scope
    limit: number
    cursor?: string | undefined
    lang: string
    filter?: TimelineFilter
  },
): Promise<{ items: TimelineEntry[]; nextCursor: string | null }> => {
  const kinds = kindsFor(input.filter ?? 'all')
  const accounts = await seenAccounts(db, input.scope, input.externalUserid)
  const ids = [input.externalUserid, ...accounts.map((one) => one.externalUserid)]
  const rows = await db
    .select()
    .from(facts)
    .where(
      and(
        inArray(facts.externalUserid, ids),
        afterCursor(input.cursor),
        kinds === null ? undefined : inArray(facts.kind, [...kinds]),
      ),
    )
    .orderBy(desc(facts.at), desc(facts.id))
    .limit(input.limit + 1)
  const shown = rows.slice(0, input.limit)
  const details = await detailsOf(db, shown)
  const undone = await undoneOf(db, shown)
  const names = await memberNames(db)
  const words = timelineWords(input.lang)
  return {
    items: shown.map((row) => ({
      id: String(row.id),
      kind: row.kind,
      at: row.at.toISOString(),
      actor: { kind: row.actorKind, name: actorName(row, { names, accounts, words }) },
      text: undone.has(row.id) ? words.undone(textOf(row, words)) : textOf(row, words),
      detail: details.get(row.id) ?? null,
      rule: row.rule,
      why: whyText(input.lang, row.rule),
      account: row.externalUserid === input.externalUserid ? null : accountOf(row, accounts),
    })),
    nextCursor: rows.length > input.limit ? (shown.slice(-1).map(cursorOf)[0] ?? null) : null,
  }
}

type Names = { names: Map<string, string>; accounts: readonly SeenAccount[]; words: Words }

const accountOf = (row: FactRow, accounts: readonly SeenAccount[]): { externalUserid: string; name: string } => ({
  externalUserid: row.externalUserid ?? '',
  name: accounts.find((one) => one.externalUserid === row.externalUserid)?.name ?? UNNAMED,
})

const actorName = (row: FactRow, { names, accounts, words }: Names): string => {
  if (row.actorKind === 'member') return names.get(row.actorId) ?? row.actorId
  if (row.actorKind === 'customer') return accountOf(row, accounts).name
  return words.actors[row.actorKind]
}

const textOf = (row: FactRow, words: Words): string => words.facts[row.kind]?.(row.data) ?? words.other

/** Contacts that were taken back: they happened in the journal and nowhere else. */
const undoneOf = async (db: Db, rows: FactRow[]): Promise<Set<number>> => {
  const noteOf = (row: FactRow) => (row.kind === 'note-added' ? Number(row.data.noteId) : 0)
  const ids = rows.map(noteOf).filter((id) => id > 0)
  if (ids.length === 0) return new Set()
  const found = await db
    .select({ id: notes.id })
    .from(notes)
    .where(and(inArray(notes.id, ids), isNotNull(notes.undoneAt)))
  return new Set(rows.filter((row) => found.some((note) => note.id === noteOf(row))).map((row) => row.id))
}

/** The words behind the ids: a note's text, a move's reason, a script's title, the names of tags. */
const detailsOf = async (db: Db, rows: FactRow[]): Promise<Map<number, string>> => {
  const details = new Map<number, string>()
  const ids = (kind: string, key: string) =>
    rows.filter((row) => row.kind === kind).flatMap((row) => (typeof row.data[key] === 'number' ? [row.data[key]] : []))
  const noteIds = ids('note-added', 'noteId')
  const scriptIds = ids('script-sent', 'scriptId')
  const found = {
    notes: noteIds.length === 0 ? [] : await db.select().from(notes).where(inArray(notes.id, noteIds)),
    scripts: scriptIds.length === 0 ? [] : await db.select().from(scripts).where(inArray(scripts.id, scriptIds)),
  }
  const moves = rows.filter((row) => row.kind === 'stage-moved').map((row) => row.id)
  const reasons = moves.length === 0 ? [] : await db.select().from(stageMoves).where(inArray(stageMoves.factId, moves))
  const tagNames = await tagNamesOf(db, rows)
  for (const row of rows) {
    const text =
      found.notes.find((one) => row.kind === 'note-added' && one.id === row.data.noteId)?.text ??
      found.scripts.find((one) => row.kind === 'script-sent' && one.id === row.data.scriptId)?.title ??
      reasons.find((one) => one.factId === row.id)?.reason ??
      tagNames.get(row.id)
    if (text != null && text !== '') details.set(row.id, text)
  }
  return details
}

const tagNamesOf = async (db: Db, rows: FactRow[]): Promise<Map<number, string>> => {
  const changed = rows.filter((row) => row.kind === 'tags-changed')
  const listed = (row: FactRow, key: string) => (Array.isArray(row.data[key]) ? row.data[key].map(String) : [])
  const ids = changed.flatMap((row) => [...listed(row, 'added'), ...listed(row, 'removed')])
  const known = ids.length === 0 ? [] : await db.select().from(tags).where(inArray(tags.id, ids))
  const name = (id: string) => known.find((tag) => tag.id === id)?.name
  return new Map(
    changed.map((row) => [
      row.id,
      [
        ...listed(row, 'added').flatMap((id) => (name(id) === undefined ? [] : [`+${name(id)}`])),
        ...listed(row, 'removed').flatMap((id) => (name(id) === undefined ? [] : [`−${name(id)}`])),
      ].join('  '),
    ]),
  )
}
