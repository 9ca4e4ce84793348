import { and, eq, isNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEntry } from '../../src/features/customers/shapes.ts'
import type { GroupView } from '../../src/features/groups/shapes.ts'
import { groupChats } from '../../src/features/groups/tables.ts'
import { facts, jobs, outboxMessages } from '../../src/spine/tables.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(LAST_ENGINE)('a customer group on %s', (engine) => {
  let world: World
  let rep: Client
  let lead: Client
  let mine = ''
  let hers = ''
  let stranger = ''
  let chatId = ''

  const group = async (who = rep) => (await who.get<GroupView>(`/api/groups/${chatId}`)).body
  const names = async () => (await group()).members.map((one) => one.name).sort()
  /** What was put off until WeCom has caught up with itself is done now. */
  const lookAgain = async () => {
    await world.deps.core.db
      .update(jobs)
      .set({ runAt: sql`now()` })
      .where(and(eq(jobs.kind, 'refresh-group'), eq(jobs.status, 'waiting')))
    await world.settle()
  }
  const factsOf = async (kind: string) =>
    (await world.deps.core.db.select().from(facts).where(eq(facts.kind, kind))).filter(
      (one) => one.data.chatId === chatId,
    )

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    lead = await world.as('zhaolei')
    mine = await world.people.addCustomer({ name: '柳一', userid: 'wangmin', addWay: 1 })
    hers = await world.people.addCustomer({ name: '柳二', userid: 'heping', addWay: 1 })
    stranger = await world.people.addCustomer({ name: '柳三', userid: 'wangmin', addWay: 1 })
    await world.settle()
    await world.people.repDeletesCustomer(stranger, 'wangmin')
    // WeCom counts in whole seconds: in the second of the friendship nobody could say what came first.
    await world.to('2026-11-24T10:00:30+08:00')
    chatId = await world.people.createGroup({
      name: '柳树老客群',
      owner: 'wangmin',
      userids: ['heping'],
      externalUserids: [mine, hers],
    })
    await world.settle()
  })
  afterAll(() => world.close())

  test('is known as soon as it is made: who is in it and whose customers they are', async () => {
    const shown = await group()
    expect(shown).toMatchObject({ name: '柳树老客群', owner: { userid: 'wangmin', name: '王敏' }, goneAt: null })
    expect(shown.counts).toEqual({ all: 4, mine: 1, colleague: 1, unknown: 0, newThisWeek: 2 })
    const [one, two] = ['柳一', '柳二'].map((name) => shown.members.find((member) => member.name === name))
    expect(one).toMatchObject({ kind: 'mine', externalUserid: mine, owners: ['王敏'], invitedBy: '王敏' })
    expect(one?.stage?.key).toBe('new')
    // A colleague's customer is named with the colleague, and no more: the card is not hers to open.
    expect(two).toMatchObject({ kind: 'colleague', externalUserid: null, stage: null, owners: ['何平'] })
  })

  test('whoever joins or leaves is seen, and stands in the customer’s own history', async () => {
    await world.to('2026-11-24T10:01:00+08:00')
    await world.people.customerJoinsGroup(chatId, stranger, 'wangmin')
    await world.people.leavesGroup(chatId, mine)
    await world.settle()
    const shown = await group()
    expect(shown.members.map((one) => [one.name, one.kind])).toEqual([
      ['柳三', 'unknown'],
      ['柳二', 'colleague'],
    ])
    expect(shown.members[0]).toMatchObject({ invitedBy: '王敏', way: 'invited' })
    const history = await rep.get<{ items: TimelineEntry[] }>(`/api/customers/${mine}/timeline`)
    expect(history.body.items.map((one) => one.kind).slice(0, 2)).toEqual(['group-left', 'group-joined'])
    await world.people.customerJoinsGroup(chatId, mine)
    await world.settle()
  })

  test('a reading that lags behind its event does not count: the group is looked at again', async () => {
    world.sandbox.switches.set({ staleSeconds: 3600 })
    await world.people.leavesGroup(chatId, stranger)
    await world.settle()
    // WeCom still answers with the list from before; what it shows is known to be past, so nothing is written.
    const before = await factsOf('group-members-changed')
    expect(await names()).toContain('柳三')
    world.sandbox.switches.set({ staleSeconds: 0 })
    await lookAgain()
    expect(await names()).toEqual(['柳一', '柳二'])
    expect(await factsOf('group-members-changed')).toHaveLength(before.length + 1)
  })

  test('a new name that is not shown yet is waited for', async () => {
    world.sandbox.switches.set({ staleSeconds: 3600 })
    await world.people.renameGroup(chatId, '柳树福利群')
    await world.settle()
    expect((await group()).name).toBe('柳树老客群')
    world.sandbox.switches.set({ staleSeconds: 0 })
    await lookAgain()
    expect((await group()).name).toBe('柳树福利群')
  })

  test('an old reading that comes late changes nothing', async () => {
    const { core, wecom } = world.deps
    const old = await wecom.groupChat(chatId)
    // A minute later: the same words within one second are one event told twice.
    await world.to('2026-11-24T10:02:00+08:00')
    await world.people.renameGroup(chatId, '柳树会员群')
    await world.settle()
    await lookAgain()
    const { saveGroup } = await import('../../src/features/groups/save-group.ts')
    const startedAt = new Date(Date.now() - 3_600_000)
    await core.db.transaction((tx) => saveGroup(core, tx, { chat: old, startedAt, last: true }))
    expect((await group()).name).toBe('柳树会员群')
  })

  test('a callback that was lost is made up for in the night', async () => {
    world.sandbox.switches.set({ callbackMode: 'lost' })
    await world.people.customerJoinsGroup(chatId, stranger)
    await world.settle()
    expect(await names()).not.toContain('柳三')
    world.sandbox.switches.set({ callbackMode: 'normal' })
    await world.to('2026-11-25T03:45:00+08:00')
    expect(await names()).toContain('柳三')
  })

  test('the morning after, its owner and the lead read who came, if the lead wants to', async () => {
    expect((await rep.put(`/api/groups/${chatId}/digest`, { on: true })).status).toBe(403)
    const set = await lead.put<GroupView>(`/api/groups/${chatId}/digest`, { on: true })
    expect(set.body.digest).toMatchObject({ on: true, by: '赵磊', maySet: true })
    await world.to('2026-11-25T08:45:00+08:00')
    const sent = await world.deps.core.db
      .select({ key: outboxMessages.occurrenceKey, payload: outboxMessages.payload })
      .from(outboxMessages)
    const own = sent.filter((one) => one.key.startsWith(`group-digest:${chatId}:2026-11-25:`))
    expect(own.map((one) => (one.payload as { userid: string }).userid).sort()).toEqual(['wangmin', 'zhaolei'])
    expect(JSON.stringify(own[0]?.payload)).toContain('柳树会员群')
    expect(JSON.stringify(own[0]?.payload)).toContain('还没加好友')
  })

  test('dismissed it stays to be read, and no late event brings it back', async () => {
    await world.people.dismissGroup(chatId)
    await world.settle()
    const shown = await group()
    expect(shown.goneAt).not.toBeNull()
    expect(shown.members.length).toBeGreaterThan(0)
    const { hearGroup } = await import('../../src/features/groups/hear-group.ts')
    const late = { lastVersion: 'a', currentVersion: 'b', at: new Date(), eventId: 999_999 }
    await hearGroup(world.deps.core, { chatId, change: 'updated', ...late })
    await lookAgain()
    await lookAgain()
    await lookAgain()
    expect((await group()).goneAt).toBe(shown.goneAt)
    expect(await factsOf('group-dismissed')).toHaveLength(1)
  })

  test('a group older than this app is read when somebody opens its sidebar', async () => {
    const { db } = world.deps.core
    const [old] = [...(await world.deps.wecom.groupChats()).rows]
    const path = `/api/groups/${old?.chatId}`
    await db.delete(groupChats).where(eq(groupChats.chatId, old?.chatId ?? ''))
    expect((await rep.get<{ code: string }>(path)).body.code).toBe('no-such-group')
    await world.settle()
    expect((await rep.get<GroupView>(path)).body.name).toBe('栖木会员福利群')
    // An id somebody made up is asked for once and leaves nothing behind.
    expect((await rep.get('/api/groups/wrMadeUpMadeUpMadeUp')).status).toBe(404)
    await world.settle()
    await lookAgain()
    expect(
      await db.$count(groupChats, and(eq(groupChats.chatId, 'wrMadeUpMadeUpMadeUp'), isNull(groupChats.goneAt))),
    ).toBe(0)
  })
})
