import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { eventKey } from '../../src/spine/inbox.ts'
import { facts, inboxEvents } from '../../src/spine/tables.ts'
import { sealEnvelope, writeEncrypt } from '../../src/wecom/envelope.ts'
import { writeXml, type XmlFields } from '../../src/wecom/xml.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('what WeCom tells us on %s', (engine) => {
  let world: World
  let rep: Client
  let admin: Client
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('wangmin')
    admin = await world.as('linyu')
  })
  afterAll(() => world.close())

  const event = (fields: XmlFields): string =>
    writeXml('xml', {
      ToUserName: world.deps.corp.corpId,
      FromUserName: 'sys',
      CreateTime: Math.floor(world.deps.core.now().getTime() / 1000),
      MsgType: 'event',
      ...fields,
    })
  let nonce = 0
  const tell = async (plaintext: string, token = world.deps.corp.token): Promise<number> => {
    nonce += 1
    const { corpId, encodingAesKey } = world.deps.corp
    const fresh = { timestamp: `${Math.floor(Date.now() / 1000)}`, nonce: `${nonce}` }
    const sealed = sealEnvelope({ token, encodingAesKey, receiveId: corpId }, plaintext, fresh)
    const url = new URL('/wecom/callback', world.url)
    url.searchParams.set('msg_signature', sealed.signature)
    url.searchParams.set('timestamp', sealed.timestamp)
    url.searchParams.set('nonce', sealed.nonce)
    const body = writeEncrypt(sealed, { receiveId: corpId })
    return (await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })).status
  }
  const later = (seconds: number) => world.deps.clock.moveTo(new Date(world.deps.core.now().getTime() + seconds * 1000))
  const relationsOf = (externalUserid: string) =>
    world.deps.core.db.select().from(relations).where(eq(relations.externalUserid, externalUserid))
  const additionsOf = (externalUserid: string) =>
    world.deps.core.db
      .select()
      .from(facts)
      .where(and(eq(facts.externalUserid, externalUserid), eq(facts.kind, 'relation-added')))
  const welcomes = () => world.people.calls('externalcontact/send_welcome_msg').filter((call) => call.errcode === 0)
  const unheard = async (change: () => Promise<string>): Promise<string> => {
    world.sandbox.callbacks.mode('lost')
    const made = await change()
    world.sandbox.callbacks.mode('normal')
    return made
  }

  test('the same event three times makes one customer, one friendship and one row', async () => {
    const id = await unheard(() => world.people.addCustomer({ name: '吴晴', userid: 'wangmin' }))
    const plaintext = event({
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'wangmin',
      ExternalUserID: id,
    })
    for (const _ of [1, 2, 3]) expect(await tell(plaintext)).toBe(200)
    await world.settle()
    expect(await tell(plaintext)).toBe(200)
    await world.settle()
    const rows = await world.deps.core.db
      .select()
      .from(inboxEvents)
      .where(eq(inboxEvents.key, eventKey(plaintext)))
    expect(rows).toHaveLength(1)
    expect(await relationsOf(id)).toHaveLength(1)
    expect(await additionsOf(id)).toHaveLength(1)
    expect((await rep.get<Card>(`/api/customers/${id}`)).body.name).toBe('吴晴')
  })

  test('a deletion that arrives before the addition it followed leaves no friendship', async () => {
    const before = welcomes().length
    world.sandbox.callbacks.mode('reordered')
    const id = await world.people.addCustomer({ name: '来去匆匆', userid: 'wangmin' })
    later(5)
    await world.people.customerDeletesRep(id, 'wangmin')
    world.sandbox.callbacks.mode('normal')
    await world.settle()
    const [relation, ...others] = await relationsOf(id)
    expect(others).toEqual([])
    expect(relation?.endedAt).not.toBeNull()
    expect(relation?.endedBy).toBe('customer')
    expect((await admin.get<Card>(`/api/customers/${id}`)).body.reachable).toBe(false)
    expect(welcomes()).toHaveLength(before)
  })

  test('an event nobody knows yet is kept as it came and counted once', async () => {
    const counted = async () => (await world.deps.metrics.unknownEvents.get()).values[0]?.value ?? 0
    const before = await counted()
    const plaintext = event({ Event: 'brand_new_event', ChangeType: 'something_else', Wonder: '新东西' })
    expect(await tell(plaintext)).toBe(200)
    expect(await tell(plaintext)).toBe(200)
    await world.settle()
    const [row] = await world.deps.core.db
      .select()
      .from(inboxEvents)
      .where(eq(inboxEvents.key, eventKey(plaintext)))
    expect(row).toMatchObject({ body: plaintext, status: 'done' })
    expect((await counted()) - before).toBe(1)
  })

  test('a customer who asked first and was then accepted is one friendship with one greeting', async () => {
    const before = welcomes().length
    const id = await world.people.halfAdd({ name: '半添加', userid: 'wangmin' })
    await world.settle()
    later(90)
    await world.people.addCustomer({ name: '半添加', userid: 'wangmin', externalUserid: id })
    await world.settle()
    const rows = await relationsOf(id)
    expect(rows.map((row) => [row.userid, row.endedAt])).toEqual([['wangmin', null]])
    expect(await additionsOf(id)).toHaveLength(1)
    expect(welcomes()).toHaveLength(before + 1)
  })

  test('where customers agree to chat archiving first, she is greeted once she has agreed, and once only', async () => {
    const before = welcomes().length
    world.sandbox.switches.set({ archiveConsentFirst: true })
    const id = await world.people.addCustomer({ name: '先同意', userid: 'wangmin' })
    await world.settle()
    expect(welcomes()).toHaveLength(before)
    await world.people.agreesToArchive(id, 'wangmin')
    await world.settle()
    expect(welcomes()).toHaveLength(before + 1)
    world.sandbox.switches.set({ archiveConsentFirst: false })
    await world.people.agreesToArchive(id, 'wangmin')
    await world.settle()
    expect(welcomes()).toHaveLength(before + 1)
  })

  test('a customer is there at once while WeCom cannot be asked, and gets her name when it is back', async () => {
    world.sandbox.faults.set({ kind: 'http500' })
    const id = await world.people.addCustomer({ name: '秦岚', userid: 'wangmin' })
    await world.settle()
    const during = await rep.get<Card>(`/api/customers/${id}`)
    expect(during.status).toBe(200)
    expect(during.body.stage.key).toBe('new')
    expect(during.body.name).not.toBe('秦岚')
    expect(during.body.nextStep?.kind).toBe('new')
    world.sandbox.faults.clear()
    const read = async () => {
      await world.settle()
      const name = (await rep.get<Card>(`/api/customers/${id}`)).body.name
      return [
        name,
        world.people
          .relation(id, 'wangmin')
          ?.tags.map((tag) => tag.name)
          .join(),
      ]
    }
    await expect.poll(read, { timeout: 40_000, interval: 100 }).toEqual(['秦岚', '新客'])
  }, 60_000)

  test('a forged signature is refused and leaves no trace', async () => {
    const before = await world.deps.core.db.$count(inboxEvents)
    const plaintext = event({
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'wangmin',
      ExternalUserID: 'wmForgedForgedForged',
    })
    expect(await tell(plaintext, 'notTheirToken')).toBe(403)
    await world.settle()
    expect(await world.deps.core.db.$count(inboxEvents)).toBe(before)
    expect(await relationsOf('wmForgedForgedForged')).toEqual([])
    expect((await admin.get('/api/customers/wmForgedForgedForged')).status).toBe(404)
  })

  test('a member who leaves the company is signed out at once and cannot come back', async () => {
    const leaver = await world.as('zhouyan')
    expect((await leaver.get('/api/me')).status).toBe(200)
    await world.people.memberLeaves('zhouyan')
    await world.settle()
    expect((await leaver.get('/api/me')).status).toBe(401)
    await expect(world.as('zhouyan')).rejects.toThrow()
  })

  test('a rep who deletes a customer loses her, a colleague who is her friend too does not', async () => {
    const id = await world.people.addCustomer({ name: '共同客户', userid: 'wangmin' })
    later(30)
    await world.settle()
    expect((await rep.post(`/api/customers/${id}/stage`, { stage: 'intent' })).status).toBe(200)
    await world.people.addCustomer({ name: '共同客户', userid: 'chenxi', externalUserid: id })
    await world.settle()
    later(30)
    await world.people.repDeletesCustomer(id, 'wangmin')
    await world.settle()
    const shared = (await admin.get<Card>(`/api/customers/${id}`)).body
    expect(shared.reachable).toBe(true)
    expect(shared.followers.map((one) => one.userid)).toEqual(['chenxi'])
    expect(shared.stage.key).not.toBe('churned')
    const mine = await rep.get<{ items: { externalUserid: string }[] }>('/api/follow-ups?limit=100')
    expect(mine.body.items.filter((one) => one.externalUserid === id)).toEqual([])
    const heir = await world.as('chenxi')
    expect((await heir.get<Card>(`/api/customers/${id}`)).body.nextStep?.kind).toBe('intent')
    const theirs = await heir.get<{ items: { externalUserid: string; kind: string }[] }>('/api/follow-ups?limit=100')
    expect(theirs.body.items.filter((one) => one.externalUserid === id).map((one) => one.kind)).toEqual(
      Array.from({ length: 3 }, () => 'intent'),
    )
    later(30)
    await world.people.repDeletesCustomer(id, 'chenxi')
    await world.settle()
    const lost = (await admin.get<Card>(`/api/customers/${id}`)).body
    expect(lost.reachable).toBe(false)
    expect(lost.stage.key).toBe('churned')
    expect((await relationsOf(id)).map((one) => one.endedBy)).toEqual(['rep', 'rep'])
  })

  test.each([
    ['the new friendship first', ['add', 'del']],
    ['the ended one first', ['del', 'add']],
  ])('a customer handed to a colleague has a next step there, whichever comes first: %s', async (_name, order) => {
    const id = await world.people.addCustomer({ name: '转接客户', userid: 'wangmin' })
    await world.settle()
    expect((await rep.post(`/api/customers/${id}/stage`, { stage: 'intent' })).status).toBe(200)
    later(60)
    await unheard(async () => {
      await world.people.addCustomer({ name: '转接客户', userid: 'chenxi', externalUserid: id })
      await world.people.repDeletesCustomer(id, 'wangmin')
      return id
    })
    const told = {
      add: { ChangeType: 'add_external_contact', UserID: 'chenxi' },
      del: { ChangeType: 'del_external_contact', UserID: 'wangmin', Source: 'DELETE_BY_TRANSFER' },
    }
    for (const one of order) {
      const plaintext = event({ Event: 'change_external_contact', ExternalUserID: id, ...told[one as 'add' | 'del'] })
      expect(await tell(plaintext)).toBe(200)
      await world.settle()
      later(5)
    }
    const open = await admin.get<{ items: { externalUserid: string; userid: string }[] }>('/api/follow-ups?limit=100')
    const owners = open.body.items.filter((one) => one.externalUserid === id).map((one) => one.userid)
    expect(new Set(owners)).toEqual(new Set(['chenxi']))
  })

  test('a hand-over whose end is told first keeps the stage, and a colleague carries on', async () => {
    const handedOver = (await Promise.all(
      ['意向客户', '首购客户'].map((name) => world.people.addCustomer({ name, userid: 'wangmin' })),
    )) as [string, string]
    await world.settle()
    const [intent, first] = handedOver
    expect((await rep.post(`/api/customers/${intent}/stage`, { stage: 'intent' })).status).toBe(200)
    const order = {
      orderNo: `T-${engine}`,
      amount: 9_900,
      currency: 'CNY',
      paidAt: world.deps.core.now().toISOString(),
    }
    expect((await rep.post(`/api/customers/${first}/orders`, order)).status).toBe(201)
    later(60)
    world.sandbox.callbacks.mode('lost')
    for (const id of handedOver) {
      await world.people.repDeletesCustomer(id, 'wangmin')
      await world.people.addCustomer({ name: '已转交', userid: 'chenxi', externalUserid: id })
    }
    world.sandbox.callbacks.mode('normal')
    const told = (id: string, fields: XmlFields) =>
      tell(event({ Event: 'change_external_contact', ExternalUserID: id, ...fields }))
    const stages = () =>
      Promise.all(handedOver.map(async (id) => (await admin.get<Card>(`/api/customers/${id}`)).body.stage.key))
    for (const id of handedOver)
      await told(id, { ChangeType: 'del_external_contact', UserID: 'wangmin', Source: 'DELETE_BY_TRANSFER' })
    await world.settle()
    expect(await stages()).toEqual(['intent', 'first'])
    for (const id of handedOver) await told(id, { ChangeType: 'add_external_contact', UserID: 'chenxi' })
    await world.settle()
    expect(await stages()).toEqual(['intent', 'first'])
    const { body } = await admin.get<Card>(`/api/customers/${intent}`)
    expect(body.followers.map((one) => one.userid)).toEqual(['chenxi'])
    expect(body.reachable).toBe(true)
  })

  test('an event that WeCom gave no time is dated when it came, and does its work', async () => {
    const id = await world.people.addCustomer({ name: '没有时间的事件', userid: 'wangmin' })
    await world.settle()
    later(60)
    await unheard(async () => {
      await world.people.customerDeletesRep(id, 'wangmin')
      return id
    })
    const head = { Event: 'change_external_contact', ChangeType: 'del_follow_user', CreateTime: 0 }
    await tell(event({ ...head, UserID: 'wangmin', ExternalUserID: id }))
    await world.settle()
    const [relation] = await relationsOf(id)
    expect(relation?.endedBy).toBe('customer')
    expect(world.deps.core.now().getTime() - (relation?.endedAt?.getTime() ?? 0)).toBeLessThan(60_000)
  })
})
