import { createHash } from 'node:crypto'

export type Codes = Readonly<Record<string, string | number | boolean>>
export type Entry = {
  seq: number
  /** ISO 8601 in UTC with microseconds, as the database keeps them. */
  at: string
  actor: string
  action: string
  object: string | null
  data: Codes
}
export type Linked = Entry & { prev: string; hash: string }
export type Head = { seq: number; hash: string; signature: string | null }

/** The one chain there is. */
export const HEAD = 'main'

/** What the first entry has before it. */
export const GENESIS = '0'.repeat(64)

/** Database JSON does not keep the order of its keys. */
const canonical = (data: Codes): [string, unknown][] =>
  Object.entries(data).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

/** SHA-256 over everything the entry says and over the one before it. */
export const hashOf = (entry: Entry, prev: string): string => {
  const { seq, at, actor, action, object, data } = entry
  const text = JSON.stringify([seq, at, actor, action, object, canonical(data), prev])
  return createHash('sha256').update(text).digest('hex')
}

/** What the signature of the head is over. */
export const headText = ({ seq, hash }: { seq: number; hash: string }): string => `audit head ${seq} ${hash}`

export type Break = {
  seq: number
  why:
    | 'missing'
    | 'changed'
    | 'not-linked'
    | 'cut-off'
    | 'beyond-head'
    | 'no-head'
    | 'bad-signature'
    | 'not-as-expected'
}

/** The first entry of a run of them that does not follow from `last`; null when all do. */
export const firstBreak = (last: { seq: number; hash: string }, run: readonly Linked[]): Break | null => {
  let [seq, hash] = [last.seq, last.hash]
  for (const entry of run) {
    if (entry.seq !== seq + 1) return { seq: seq + 1, why: 'missing' }
    if (entry.prev !== hash) return { seq: entry.seq, why: 'not-linked' }
    if (hashOf(entry, entry.prev) !== entry.hash) return { seq: entry.seq, why: 'changed' }
    seq = entry.seq
    hash = entry.hash
  }
  return null
}

/** Whether the chain ends where its head says. */
export const endBreak = (last: { seq: number; hash: string }, head: Head | null): Break | null => {
  if (head === null) return last.seq === 0 ? null : { seq: last.seq, why: 'no-head' }
  if (head.seq > last.seq) return { seq: last.seq + 1, why: 'cut-off' }
  if (head.seq < last.seq) return { seq: head.seq + 1, why: 'beyond-head' }
  return head.hash === last.hash ? null : { seq: last.seq, why: 'changed' }
}
