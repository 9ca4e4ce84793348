import { asc, eq, isNotNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALLBACKS } from '../../src/reactions.ts'
import { counters, facts, inboxEvents, outboxMessages } from '../../src/spine/tables.ts'
import { parseCallback } from '../../src/wecom/events.ts'
import type { XmlFields } from '../../src/wecom/xml.ts'
import { deliver, eventText, keysOf, sealFor } from '../security/sealed.ts'
import { ENGINES } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

const CUSTOMER = 'change_external_contact'
const REP = 'wangmin'

/** One event of every kind that a command answers to, about `id` and a group. */
const lived = (id: string, chatId: string): XmlFields[] => {
  const pair = { UserID: REP, ExternalUserID: id }
  return [
    { Event: CUSTOMER, ChangeType: 'add_half_external_contact', ...pair, WelcomeCode: 'half' },
    { Event: CUSTOMER, ChangeType: 'add_external_contact', ...pair, WelcomeCode: 'whole' },
    { Event: CUSTOMER, ChangeType: 'edit_external_contact', ...pair },
    { Event: CUSTOMER, ChangeType: 'msg_audit_approved', ...pair, WelcomeCode: 'agreed' },
    { Event: CUSTOMER, ChangeType: 'transfer_fail', ...pair, FailReason: 'customer_refused' },
    { Event: 'customer_acquisition', ChangeType: 'customer_start_chat', ...pair },
    { Event: 'customer_acquisition', ChangeType: 'message_from_customer', ...pair, LinkId: 'link', ChatKey: 'key' },
    { Event: 'change_external_tag', ChangeType: 'create', Id: 'etNew', TagType: 'tag' },
    { Event: 'change_external_chat', ChangeType: 'create', ChatId: chatId },
    { Event: 'change_external_chat', ChangeType: 'dismiss', ChatId: chatId },
    { Event: 'change_contact', ChangeType: 'update_party', Id: '2', Name: '销售部' },
    { Event: 'change_contact', ChangeType: 'delete_user', UserID: 'chenxi' },
    { Event: CUSTOMER, ChangeType: 'del_follow_user', ...pair },
  ]
}

describe.each(ENGINES)('an event whose worker died before it could say that it was done, on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
  })
  afterAll(() => world.close())

  /** What was told, what leaves, and what was counted, each with how often. */
  const told = async () => {
    const { db } = world.deps.core
    const said = await db
      .select({ cause: facts.cause, kind: facts.kind, times: sql<number>`count(*)::int` })
      .from(facts)
      .where(isNotNull(facts.cause))
      .groupBy(facts.cause, facts.kind)
      .orderBy(asc(facts.cause), asc(facts.kind))
    const leaving = await db.select({ key: outboxMessages.occurrenceKey }).from(outboxMessages)
    return { said, leaving: leaving.map((row) => row.key).sort(), counted: await db.select().from(counters) }
  }

  test('tells nothing a second time, whatever kind it is of', async () => {
    const { db } = world.deps.core
    world.sandbox.callbacks.mode('lost')
    const id = await world.people.addCustomer({ name: '再来一次', userid: REP })
    const chatId = await world.people.createGroup({ name: '老客群', owner: REP, externalUserids: [id] })
    const kinds = new Set<string>()
    const started = Math.floor(world.deps.core.now().getTime() / 1000)
    for (const [place, fields] of lived(id, chatId).entries()) {
      const plaintext = eventText(world, started + place, fields)
      kinds.add(parseCallback(plaintext).type)
      expect(await deliver(world.app, sealFor(keysOf(world), plaintext))).toEqual({ status: 200, body: '' })
      await world.settle()
      const before = await told()
      // As a kill between the work and its end leaves the row: nobody holds it, and it is still to be done.
      const [row] = await db.select({ id: inboxEvents.id }).from(inboxEvents).orderBy(sql`id desc`).limit(1)
      await db
        .update(inboxEvents)
        .set({ status: 'waiting', endedAt: null })
        .where(eq(inboxEvents.id, row?.id ?? 0))
      await world.settle()
      expect(await told(), plaintext).toEqual(before)
    }
    const answered = Object.entries(CALLBACKS).flatMap(([kind, command]) => (command === null ? [] : [kind]))
    expect([...kinds].sort()).toEqual(answered.sort())
  })
})
