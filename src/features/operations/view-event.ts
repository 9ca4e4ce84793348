import type { Db } from '../../db/db.ts'
import { queueWords } from '../../lang/queues.ts'
import { timelineWords } from '../../lang/timeline.ts'
import { UNNAMED } from '../customers/queries.ts'
import { memberNames } from '../members/queries.ts'
import { customerNames, followedFrom, type InboxRow } from './queries.ts'
import type { EventDetail, EventRow } from './shapes.ts'
import { viewJob, viewMessage, viewRow } from './view-row.ts'

/** A stored text as fields, as `wecom/event-fields.ts` reads it; null for a text that is gone. */
export type ReadEvent = (plaintext: string) => {
  fields: { name: string; value: string; secret: boolean }[]
  at: Date | null
  userid: string | null
  externalUserid: string | null
} | null

type Names = { customers: Map<string, string | null>; members: Map<string, string> }

const customerName = ({ customers }: Names, id: string | null): string | null =>
  id === null || !customers.has(id) ? null : (customers.get(id) ?? UNNAMED)

const rowOf = (row: InboxRow, read: ReturnType<ReadEvent>, names: Names, lang: string): EventRow => ({
  ...viewRow({ kind: row.event, word: queueWords(lang).event(row.event) }, row, lang),
  externalUserid: read?.externalUserid ?? null,
  customerName: customerName(names, read?.externalUserid ?? null),
  userid: read?.userid ?? null,
  memberName: read?.userid == null ? null : (names.members.get(read.userid) ?? null),
  happenedAt: read?.at?.toISOString() ?? null,
})

export const viewEvents = async (
  db: Db,
  rows: InboxRow[],
  { readEvent, lang }: { readEvent: ReadEvent; lang: string },
): Promise<EventRow[]> => {
  const texts = rows.map((row) => readEvent(row.body))
  const ids = texts.flatMap((one) => (one?.externalUserid == null ? [] : [one.externalUserid]))
  const names = { customers: await customerNames(db, ids), members: await memberNames(db) }
  return rows.map((row, place) => rowOf(row, texts[place] ?? null, names, lang))
}

export const viewEvent = async (
  db: Db,
  row: InboxRow,
  { readEvent, lang }: { readEvent: ReadEvent; lang: string },
): Promise<EventDetail> => {
  const read = readEvent(row.body)
  const followed = await followedFrom(db, row.id)
  const ids = [read?.externalUserid, ...followed.facts.map((fact) => fact.externalUserid)].flatMap((id) => id ?? [])
  const names = { customers: await customerNames(db, ids), members: await memberNames(db) }
  const words = timelineWords(lang)
  return {
    ...rowOf(row, read, names, lang),
    lastError: row.lastError,
    fields: read?.fields ?? null,
    facts: followed.facts.map((fact) => ({
      id: String(fact.id),
      kind: fact.kind,
      text: words.facts[fact.kind]?.(fact.data) ?? words.other,
      at: fact.at.toISOString(),
      externalUserid: fact.externalUserid,
      customerName: customerName(names, fact.externalUserid),
    })),
    jobs: followed.jobs.map((job) => viewJob(job, lang)),
    outbox: followed.outbox.map((message) => viewMessage(message, lang)),
    canReplay: row.status !== 'waiting' && row.body !== '',
  }
}
