import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KfEvent, KfMessage } from '../../../src/wecom/client-types.ts'
import { codeOf, type KfTrial, startKf } from './kf-trial.ts'

const HOUR = 3600
const text = (content: string) => ({ kind: 'text' as const, content })

let one: KfTrial
beforeEach(async () => {
  one = await startKf()
})
afterEach(() => one.end())

const rowsOf = async (cursor: string | null = null): Promise<(KfMessage | KfEvent)[]> => {
  const rows: (KfMessage | KfEvent)[] = []
  for await (const page of one.kf.pages({ openKfid: one.openKfid, cursor })) rows.push(...page.rows)
  return rows
}
const eventsOf = async () => (await rowsOf()).filter((row): row is KfEvent => row.type === 'event')

describe('§8 a message to a customer of the service account', () => {
  it('goes out at most five times for each message the customer wrote', async () => {
    const { pair } = await one.visit('在吗')
    for (let count = 1; count <= 5; count += 1) await one.kf.send({ ...pair, message: text(`第 ${count} 条`) })
    expect(await codeOf(one.kf.send({ ...pair, message: text('第 6 条') }))).toBe(95001)
    await one.people.says(pair.openKfid, pair.externalUserid, '还在')
    expect(await codeOf(one.kf.send({ ...pair, message: text('又可以了') }))).toBe(0)
    expect(one.people.received(pair.openKfid, pair.externalUserid)).toHaveLength(6)
  })

  it('is refused once the customer has been silent for 48 hours', async () => {
    const { pair } = await one.visit('在吗')
    one.trial.pass(48 * HOUR)
    expect(await codeOf(one.kf.send({ ...pair, message: text('还来得及') }))).toBe(0)
    one.trial.pass(1)
    expect(await codeOf(one.kf.send({ ...pair, message: text('太晚了') }))).toBe(95002)
    expect(await one.kf.state(pair)).toEqual({ state: 4, servicerUserid: null })
  })

  it('is refused while a member serves the customer, and to somebody who never wrote', async () => {
    const silent = await one.visit()
    expect(await codeOf(one.kf.send({ ...silent.pair, message: text('您好') }))).toBe(95002)
    const { pair } = await one.visit('找人工')
    await one.kf.move({ ...pair, to: 3, servicerUserid: 'lixia' })
    expect(await codeOf(one.kf.send({ ...pair, message: text('您好') }))).toBe(95018)
  })

  it('keeps its own msgid, and the same msgid is not taken twice', async () => {
    const { pair } = await one.visit('在吗')
    expect(await one.kf.send({ ...pair, msgid: 'order_42-a', message: text('已发货') })).toEqual({
      msgid: 'order_42-a',
    })
    expect(await codeOf(one.kf.send({ ...pair, msgid: 'order_42-a', message: text('已发货') }))).toBe(40058)
    expect(one.people.received(pair.openKfid, pair.externalUserid)).toHaveLength(1)
  })

  it('may be a picture or a menu, but not an unknown picture or a menu of eleven items', async () => {
    const { pair } = await one.visit('有图吗')
    const mediaId = await one.uploaded()
    expect(await codeOf(one.kf.send({ ...pair, message: { kind: 'image', mediaId } }))).toBe(0)
    expect(await codeOf(one.kf.send({ ...pair, message: { kind: 'image', mediaId: 'no-such' } }))).toBe(40007)
    const menu = { head: '满意吗', items: [{ kind: 'click' as const, id: '1', content: '满意' }], tail: '谢谢' }
    expect(await codeOf(one.kf.send({ ...pair, message: { kind: 'menu', menu } }))).toBe(0)
    const list = Array.from({ length: 11 }, (_, id) => ({ type: 'click', click: { id: `${id}`, content: '项' } }))
    const raw = { touser: pair.externalUserid, open_kfid: pair.openKfid, msgtype: 'msgmenu', msgmenu: { list } }
    expect(await one.trial.call('kf/send_msg', raw)).toMatchObject({ errcode: 95008 })
    const odd = { ...raw, msgmenu: { list: [{ type: 'dance' }] } }
    expect(await one.trial.call('kf/send_msg', odd)).toMatchObject({ errcode: 95009 })
  })

  it('does not take a picture that was uploaded more than three days ago', async () => {
    const mediaId = await one.uploaded()
    one.trial.pass(3 * 24 * HOUR + 1)
    const { pair } = await one.visit('有图吗')
    expect(await codeOf(one.kf.send({ ...pair, message: { kind: 'image', mediaId } }))).toBe(40007)
  })

  it('is refused to an app that may not use customer service at all', async () => {
    const { pair } = await one.visit('在吗')
    one.trial.sandbox.switches.set({ customerService: false })
    expect(await codeOf(one.kf.send({ ...pair, message: text('您好') }))).toBe(48002)
  })

  it('that was accepted may still fail, and then an event says why', async () => {
    const { pair } = await one.visit('在吗')
    one.people.deliveryFails(pair.openKfid, pair.externalUserid, 10)
    const { msgid } = await one.kf.send({ ...pair, message: text('您好') })
    expect((await eventsOf()).at(-1)).toMatchObject({
      event: 'send-failed',
      failedMsgid: msgid,
      failure: 'refused-by-customer',
      externalUserid: pair.externalUserid,
    })
  })
})

describe('§8 the welcome', () => {
  it('has twenty seconds and works once', async () => {
    const { welcomeCode } = await one.visit()
    one.trial.pass(20)
    expect(await codeOf(one.kf.sendOnEvent({ code: welcomeCode, message: text('欢迎') }))).toBe(0)
    expect(await codeOf(one.kf.sendOnEvent({ code: welcomeCode, message: text('欢迎') }))).toBe(95002)
    const late = await one.visit()
    one.trial.pass(21)
    expect(await codeOf(one.kf.sendOnEvent({ code: late.welcomeCode, message: text('欢迎') }))).toBe(95002)
  })

  it('is offered once in 48 hours, and not to somebody who has just written', async () => {
    const { pair, welcomeCode } = await one.visit()
    await one.kf.sendOnEvent({ code: welcomeCode, message: text('欢迎') })
    const again = () => one.people.enter(pair.openKfid, { nickname: '周敏', externalUserid: pair.externalUserid })
    expect((await again()).welcomeCode).toBeNull()
    one.trial.pass(48 * HOUR + 1)
    const code = (await again()).welcomeCode ?? ''
    await one.people.says(pair.openKfid, pair.externalUserid, '我先说')
    expect(await codeOf(one.kf.sendOnEvent({ code, message: text('欢迎') }))).toBe(95018)
    expect((await again()).welcomeCode).toBeNull()
  })

  it('takes a text or a menu and nothing else', async () => {
    const { welcomeCode } = await one.visit()
    const image = { code: welcomeCode, msgtype: 'image', image: { media_id: await one.uploaded() } }
    expect(await one.trial.call('kf/send_msg_on_event', image)).toMatchObject({ errcode: 40008 })
  })
})

describe('§8 a service session', () => {
  it('moves along the arrows of the chart and no others', async () => {
    const { pair } = await one.visit('在吗')
    expect(await one.kf.state(pair)).toEqual({ state: 0, servicerUserid: null })
    expect(await codeOf(one.kf.move({ ...pair, to: 4 }))).toBe(95016)
    await one.kf.move({ ...pair, to: 1 })
    expect(await codeOf(one.kf.move({ ...pair, to: 1 }))).toBe(95016)
    const queued = await one.kf.move({ ...pair, to: 2 })
    expect(await codeOf(one.kf.move({ ...pair, to: 1 }))).toBe(95016)
    const picked = await one.kf.move({ ...pair, to: 3, servicerUserid: 'LiXia' })
    expect(await one.kf.state(pair)).toEqual({ state: 3, servicerUserid: 'lixia' })
    const ended = await one.kf.move({ ...pair, to: 4 })
    expect(await codeOf(one.kf.move({ ...pair, to: 1 }))).toBe(95013)
    expect([queued.code, picked.code, ended.code].every((code) => code !== null)).toBe(true)
    await one.people.says(pair.openKfid, pair.externalUserid, '又来了')
    expect(await one.kf.state(pair)).toMatchObject({ state: 0 })
  })

  it('gives codes that outlive each other differently: 48 hours for the queue, twenty seconds for the end', async () => {
    const { pair } = await one.visit('在吗')
    const queued = (await one.kf.move({ ...pair, to: 2 })).code ?? ''
    one.trial.pass(30)
    const menu = { kind: 'menu' as const, menu: { items: [] } }
    expect(await codeOf(one.kf.sendOnEvent({ code: queued, message: menu }))).toBe(40008)
    expect(await codeOf(one.kf.sendOnEvent({ code: queued, message: text('请稍候') }))).toBe(0)
    await one.kf.move({ ...pair, to: 3, servicerUserid: 'lixia' })
    const ended = (await one.kf.move({ ...pair, to: 4 })).code ?? ''
    one.trial.pass(21)
    expect(await codeOf(one.kf.sendOnEvent({ code: ended, message: menu }))).toBe(95002)
  })

  it('goes only to a member who serves this account and is not away', async () => {
    const { pair } = await one.visit('在吗')
    expect(await codeOf(one.kf.move({ ...pair, to: 3, servicerUserid: 'zhaolei' }))).toBe(95014)
    await one.people.serving(pair.openKfid, 'lixia', false)
    expect(await codeOf(one.kf.move({ ...pair, to: 3, servicerUserid: 'lixia' }))).toBe(95019)
    expect(await one.kf.servicers(pair.openKfid)).toEqual([{ userid: 'lixia', stopped: true, stopType: 1 }])
    expect((await eventsOf()).at(-1)).toMatchObject({ event: 'servicer-status', serving: false, externalUserid: null })
    const nobody = { open_kfid: pair.openKfid, external_userid: pair.externalUserid, service_state: 3 }
    expect(await one.trial.call('kf/service_state/trans', nobody)).toMatchObject({ errcode: 40063 })
  })

  it('tells in events what members do in their client: pick, hand on, end, begin again', async () => {
    const { pair } = await one.visit('在吗')
    const { openKfid, externalUserid } = pair
    await one.kf.move({ ...pair, to: 2 })
    await one.people.picks(openKfid, externalUserid, 'lixia')
    await one.people.picks(openKfid, externalUserid, 'zhaolei')
    await one.people.ends(openKfid, externalUserid)
    await one.people.servicerSays(openKfid, externalUserid, 'lixia', '还有一件事')
    const changes = (await eventsOf()).filter((event) => event.event === 'session-changed')
    expect(changes).toMatchObject([
      { change: 'picked', fromUserid: null, toUserid: 'lixia', code: expect.any(String) },
      { change: 'transferred', fromUserid: 'lixia', toUserid: 'zhaolei', code: null },
      { change: 'ended', fromUserid: 'zhaolei', toUserid: null, code: expect.any(String) },
      { change: 'rejoined', toUserid: 'lixia' },
    ])
  })
})

describe('§8 reading messages', () => {
  it('is signalled by a callback without content and without a sender, whose token lives ten minutes', async () => {
    await one.visit('在吗')
    const signal = one.trial.received.at(-1)?.text ?? ''
    expect(signal).toContain('kf_msg_or_event')
    expect(signal).toContain(one.openKfid)
    expect(signal).not.toContain('FromUserName')
    expect(signal).not.toContain('在吗')
    const token = one.callbackToken()
    one.trial.pass(600)
    expect((await one.kf.sync({ openKfid: one.openKfid, token })).rows).toHaveLength(2)
    one.trial.pass(1)
    expect(await codeOf(one.kf.sync({ openKfid: one.openKfid, token }))).toBe(95007)
    expect(await codeOf(one.kf.sync({ openKfid: one.openKfid, token: 'made-up' }))).toBe(95007)
  })

  it('without a token is allowed, but not often', async () => {
    const codes: number[] = []
    for (let count = 0; count < 11; count += 1) codes.push(await codeOf(one.kf.sync({ openKfid: one.openKfid })))
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 0), 45009])
    one.trial.pass(60)
    expect(await codeOf(one.kf.sync({ openKfid: one.openKfid }))).toBe(0)
  })

  it('goes on from the cursor, and an empty page in the middle is not the end', async () => {
    const { pair } = await one.visit('第一句')
    const first = await one.kf.sync({ openKfid: one.openKfid })
    for (let count = 0; count < 3; count += 1) await one.kf.send({ ...pair, message: text('自动回复') })
    await one.people.says(pair.openKfid, pair.externalUserid, '第二句')
    const empty = await one.kf.sync({ openKfid: one.openKfid, cursor: first.nextCursor, limit: 3 })
    expect(empty).toMatchObject({ rows: [], hasMore: true })
    const seen: string[] = []
    for await (const page of one.kf.pages({ openKfid: one.openKfid, cursor: first.nextCursor, limit: 3 }))
      for (const row of page.rows)
        if (row.type === 'message' && row.content.kind === 'text') seen.push(row.content.content)
    expect(seen).toEqual(['第二句'])
  })

  it('reaches three days back and leaves out what the API sent', async () => {
    const { pair } = await one.visit('三天前的话')
    one.trial.pass(2 * 24 * HOUR - 60)
    await one.people.says(pair.openKfid, pair.externalUserid, '昨天的话')
    await one.kf.send({ ...pair, message: text('自动回复') })
    one.trial.pass(24 * HOUR + 120)
    const rows = await rowsOf()
    expect(rows).toMatchObject([{ from: 'customer', content: { kind: 'text', content: '昨天的话' } }])
  })

  it('brings what the customer took back', async () => {
    const { pair } = await one.visit()
    const msgid = await one.people.says(pair.openKfid, pair.externalUserid, '打错了')
    await one.people.recalls(pair.openKfid, pair.externalUserid, msgid)
    expect((await eventsOf()).at(-1)).toMatchObject({ event: 'recalled', by: 'customer', recalledMsgid: msgid })
  })
})

describe('§8 service accounts', () => {
  it('are made, renamed, listed and deleted; a deleted one answers so', async () => {
    const mediaId = await one.uploaded()
    const { openKfid } = await one.kf.addAccount({ name: '售后服务', mediaId })
    await one.kf.updateAccount({ openKfid, name: '会员服务' })
    expect((await one.kf.accounts()).map((account) => account.name)).toEqual(['售前咨询', '会员服务'])
    expect(await codeOf(one.kf.addAccount({ name: '十七个字的名字实在是太长太长太长太长了', mediaId }))).toBe(95006)
    expect(await codeOf(one.kf.addAccount({ name: '没有头像', mediaId: 'no-such' }))).toBe(40007)
    await one.kf.deleteAccount(openKfid)
    expect(await codeOf(one.kf.contactWay({ openKfid }))).toBe(95004)
    expect(await codeOf(one.kf.contactWay({ openKfid: 'wkNoSuchAccount' }))).toBe(95000)
    expect(await one.kf.accounts()).toHaveLength(1)
  })

  it('that were not handed to the app stay closed to it', async () => {
    const openKfid = one.people.openAccount({ name: '门店自管', managed: false })
    expect(await codeOf(one.kf.sync({ openKfid }))).toBe(48007)
    expect((await one.kf.accounts()).find((account) => account.openKfid === openKfid)?.managed).toBe(false)
  })

  it('have an address for customers that carries where they came from', async () => {
    const { url } = await one.kf.contactWay({ openKfid: one.openKfid, scene: 'poster_3', sceneParam: '静安店 一楼' })
    expect(new URL(url).searchParams.get('scene_param')).toBe('静安店 一楼')
    expect(await codeOf(one.kf.contactWay({ openKfid: one.openKfid, scene: '不行' }))).toBe(40058)
  })

  it('take members and departments, and say for each one whether it worked', async () => {
    const results = await one.kf.addServicers({
      openKfid: one.openKfid,
      userids: ['zhaolei', 'nobody'],
      departmentIds: [1],
    })
    expect(results.map((row) => row.errcode)).toEqual([0, 60111, 0])
    expect(await one.kf.servicers(one.openKfid)).toMatchObject([
      { userid: 'lixia' },
      { userid: 'zhaolei' },
      { departmentId: 1 },
    ])
    const gone = await one.kf.removeServicers({ openKfid: one.openKfid, userids: ['zhaolei', 'admin'] })
    expect(gone.map((row) => row.errcode)).toEqual([0, 95014])
  })
})

describe('§8 customers of the service account', () => {
  it('are named for 48 hours after they wrote, with the door they came in by', async () => {
    const { pair } = await one.visit('在吗')
    const silent = await one.visit()
    const ids = [pair.externalUserid, silent.pair.externalUserid]
    expect(await one.kf.customers(ids, true)).toMatchObject({
      customers: [{ nickname: '周敏', enteredBy: { scene: 'shop' } }],
      invalid: [silent.pair.externalUserid],
    })
    one.trial.pass(48 * HOUR + 1)
    expect(await codeOf(one.kf.customers(ids))).toBe(95031)
  })
})

describe('§8 statistics of a service account', () => {
  it('have yesterday from six in the morning on, and refuse more than 31 days', async () => {
    const { pair } = await one.visit('在吗')
    await one.kf.send({ ...pair, message: text('您好') })
    const from = new Date('2026-11-26T00:00:00+08:00')
    const days = () => one.kf.accountStatistics({ openKfid: one.openKfid, from, to: from })
    one.trial.pass(19 * HOUR)
    expect(await days()).toEqual([])
    one.trial.pass(2 * HOUR)
    expect(await days()).toMatchObject([{ day: from, figures: { customer_cnt: 1, customer_msg_cnt: 1 } }])
    const month = new Date(from.getTime() - 31 * 86_400_000)
    expect(await codeOf(one.kf.accountStatistics({ openKfid: one.openKfid, from: month, to: from }))).toBe(40058)
    const old = new Date(from.getTime() - 181 * 86_400_000)
    expect(await codeOf(one.kf.accountStatistics({ openKfid: one.openKfid, from: old, to: old }))).toBe(40058)
  })

  it('count what each member answered', async () => {
    const { pair } = await one.visit('在吗')
    await one.people.servicerSays(pair.openKfid, pair.externalUserid, 'lixia', '您好')
    one.trial.pass(24 * HOUR)
    const day = new Date('2026-11-26T00:00:00+08:00')
    const input = { openKfid: one.openKfid, from: day, to: day, servicerUserid: 'lixia' }
    expect(await one.kf.servicerStatistics(input)).toMatchObject([{ figures: { servicer_msg_cnt: 1, session_cnt: 1 } }])
  })
})
