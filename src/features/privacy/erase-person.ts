import { eq, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { outboxMessages } from '../../spine/tables.ts'
import { customers, notes } from '../customers/tables.ts'
import { followUps } from '../follow-ups/tables.ts'
import { lockCustomer } from '../lifecycle/queries.ts'
import { otherAccounts } from '../merges/queries.ts'
import { relations } from '../relations/tables.ts'
import { ADDRESS_KEYS, type Fate, KEPT_TABLES } from './personal-data.ts'
import { erasedAmong, personTables, pseudonyms } from './queries.ts'
import { sweepId } from './sweep-id.ts'
import { erasedPeople } from './tables.ts'

export type EraseReason = (typeof erasedPeople.$inferSelect)['reason']
export type ErasePerson = { externalUserid: string; reason: EraseReason; userid: string }
export type EraseResult =
  | { ok: true; pseudonym: string; accounts: string[]; erasedAt: Date }
  | { ok: false; why: 'no-such-customer' }

/** Stands in messages that named the person. */
const NOBODY = '（已删除）'
/** Shorter ones say nothing by themselves and stand in everybody's messages. */
const NAME_LENGTH = 2
const NOTE_LENGTH = 6

/**
 * Takes a person out of every table, in one transaction: names, remarks, phone numbers, notes and texts go, the id
 * becomes a pseudonym everywhere, and a tombstone keeps readings of WeCom from bringing them back. What was erased
 * before is swept once more. Reads every table that may hold an id: seconds on a large database.
 */
export const erasePerson = (core: Core, input: ErasePerson): Promise<EraseResult> =>
  core.db.transaction(async (tx): Promise<EraseResult> => {
    // A person who asks to be forgotten means all accounts, whichever one was named.
    const customer = await lockCustomer(tx, input.externalUserid)
    const others = customer === null ? [] : await otherAccounts(tx, customer)
    const first = await eraseAccount(core, tx, input)
    if (!first.ok) return first
    const accounts = [first.pseudonym]
    for (const { externalUserid } of others) {
      const next = await eraseAccount(core, tx, { ...input, externalUserid })
      if (next.ok) accounts.push(next.pseudonym)
    }
    return { ...first, accounts }
  })

type Erased = { ok: true; pseudonym: string; erasedAt: Date } | { ok: false; why: 'no-such-customer' }

const eraseAccount = async (core: Core, tx: Db, input: ErasePerson): Promise<Erased> => {
  const { externalUserid, reason, userid } = input
  const customer = await lockCustomer(tx, externalUserid)
  const before = (await erasedAmong(tx, [externalUserid])).get(externalUserid)
  if (customer === null && before === undefined) return { ok: false, why: 'no-such-customer' }
  const pseudonym = (await pseudonyms(tx))(externalUserid)
  const erasedAt = core.now()
  const tombstone = { reason, erasedBy: userid, erasedAt }
  await tx
    .insert(erasedPeople)
    .values({ pseudonym, ...tombstone })
    .onConflictDoUpdate({ target: erasedPeople.pseudonym, set: tombstone })
  await forgetWords(tx, externalUserid, await wordsAbout(tx, externalUserid))
  await stopWork(core, tx, externalUserid)
  for (const table of await personTables(tx)) {
    await emptyRows(tx, { table, fate: KEPT_TABLES[table] ?? 'delete', externalUserid })
  }
  await sweepId(tx, externalUserid, pseudonym)
  await core.audit(tx, { actor: userid, action: 'person-erased', customer: externalUserid, data: { reason } })
  return { ok: true, pseudonym, erasedAt }
}

const wordsAbout = async (tx: Db, externalUserid: string): Promise<string[]> => {
  const people = await tx.select().from(customers).where(eq(customers.externalUserid, externalUserid))
  const pairs = await tx.select().from(relations).where(eq(relations.externalUserid, externalUserid))
  const said = await tx.select().from(notes).where(eq(notes.externalUserid, externalUserid))
  const known = [
    ...people.flatMap((one) => [one.name, one.unionid]),
    ...pairs.flatMap((one) => [one.remark, one.description, ...one.mobiles]),
  ].filter((word) => word !== null && word.trim().length >= NAME_LENGTH)
  const notesOf = said.map((one) => one.text).filter((text) => text.trim().length >= NOTE_LENGTH)
  // The longest first: a remark often begins with the name, and half of it must not stay.
  return [...new Set([...known, ...notesOf])]
    .filter((word) => word !== null)
    .sort((one, other) => other.length - one.length)
}

/** With these words replaced; all text where `words` is null. Where a message goes to stays. */
const without = (value: unknown, words: readonly string[] | null): unknown => {
  if (typeof value === 'string') return words?.reduce((text, one) => text.replaceAll(one, NOBODY), value) ?? NOBODY
  if (Array.isArray(value)) return value.map((one) => without(one, words))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, ADDRESS_KEYS.test(key) ? one : without(one, words)]),
  )
}

type Message = { id: number | string; over: boolean; payload: Record<string, unknown> }

/**
 * Reminders and digests name customers, long after they were sent. The whole text goes where the message was about the
 * person and is over; elsewhere the words do, and what is said about others stays.
 */
const forgetWords = async (tx: Db, externalUserid: string, words: readonly string[]): Promise<void> => {
  const naming = sql.join(
    [externalUserid, ...words].map((word) => sql`strpos(payload::text, ${JSON.stringify(word).slice(1, -1)}) > 0`),
    sql` or `,
  )
  const rows = await rowsOf<Message>(
    tx,
    sql`select id, payload, status <> 'waiting' and strpos(payload::text, ${externalUserid}) > 0 as over
        from outbox_messages where ${naming}`,
  )
  for (const { id, over, payload } of rows) {
    const clean = without(payload, over ? null : words)
    await tx
      .update(outboxMessages)
      .set({ payload: clean as Record<string, unknown> })
      .where(eq(outboxMessages.id, Number(id)))
  }
}

/** What is still to be done for the person is not done any more; a callback keeps its hash alone. */
const stopWork = async (core: Core, tx: Db, externalUserid: string): Promise<void> => {
  await tx.execute(
    sql`update ${followUps} set status = 'cancelled', ended_at = ${core.now().toISOString()}::timestamptz
        where external_userid = ${externalUserid} and status = 'open'`,
  )
  await tx.execute(sql`delete from jobs where status = 'waiting' and strpos(payload::text, ${externalUserid}) > 0`)
  await tx.execute(
    sql`delete from outbox_messages where status = 'waiting' and payload ->> 'externalUserid' = ${externalUserid}`,
  )
  await tx.execute(
    sql`update inbox_events set body = '', order_key = null,
          ended_at = case when status = 'waiting' then now() else ended_at end,
          status = case when status = 'waiting' then 'done' else status end
        where strpos(body, ${externalUserid}) > 0`,
  )
}

type Rows = { table: string; fate: Fate; externalUserid: string }

const emptyRows = async (tx: Db, { table, fate, externalUserid }: Rows): Promise<void> => {
  const here = sql`external_userid = ${externalUserid}`
  if (fate === 'delete') await tx.execute(sql`delete from ${sql.identifier(table)} where ${here}`)
  else if (fate.keep.length > 0) {
    const emptied = sql.join(
      fate.keep.map((column) => sql`${sql.identifier(column)} = null`),
      sql`, `,
    )
    await tx.execute(sql`update ${sql.identifier(table)} set ${emptied} where ${here}`)
  }
}
