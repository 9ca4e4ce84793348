import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  await trial.sandbox.people.memberJoins({ userid: 'chenxi', name: '陈曦' })
})
afterEach(() => trial.end())

const HOUR = 3600
const friend = (name: string, userid = 'admin', externalUserid?: string) =>
  trial.sandbox.people.addCustomer({ name, userid, externalUserid })
const post = (api: string, body: object) => trial.call(`externalcontact/${api}`, body)
const create = (body: object) => post('add_msg_template', { text: { content: '周三上新' }, ...body })
const tasks = async (msgid: unknown) => (await post('get_groupmsg_task', { msgid })).task_list
const sent = async (msgid: unknown, userid = 'admin') =>
  (await post('get_groupmsg_send_result', { msgid, userid })).send_list as { external_userid: string; status: number }[]

describe('§12.9 a group send', () => {
  it('§12.9 sends nothing until each member confirms; then its task is 2, not 1', async () => {
    const first = await friend('王芳')
    const second = await friend('李静', 'chenxi')
    const { msgid } = await create({ external_userid: [first, second] })
    expect(await tasks(msgid)).toEqual([
      { userid: 'admin', status: 0 },
      { userid: 'chenxi', status: 0 },
    ])
    expect(await sent(msgid)).toMatchObject([{ external_userid: first, status: 0 }])
    trial.pass(HOUR)
    await trial.sandbox.people.confirmGroupSend('admin', `${msgid}`)
    expect(await tasks(msgid)).toEqual([
      { userid: 'admin', status: 2, send_time: 1795658400 + HOUR },
      { userid: 'chenxi', status: 0 },
    ])
    expect(await sent(msgid)).toMatchObject([{ external_userid: first, status: 1 }])
    expect(await sent(msgid, 'chenxi')).toMatchObject([{ external_userid: second, status: 0 }])
  })

  it('§12.9 says 2 for a customer who is no friend any more and 3 for one who has had enough', async () => {
    const [stays, leaves, full] = [await friend('甲'), await friend('乙'), await friend('丙')]
    trial.sandbox.switches.set({ groupSendsPerMonth: 1 })
    const { msgid: earlier } = await create({ external_userid: [full] })
    const { msgid } = await create({ external_userid: [stays, leaves, full] })
    await trial.sandbox.people.confirmGroupSend('admin', `${earlier}`)
    await trial.sandbox.people.customerDeletesRep(leaves, 'admin')
    await trial.sandbox.people.confirmGroupSend('admin', `${msgid}`)
    expect((await sent(msgid)).map((one) => [one.external_userid, one.status])).toEqual([
      [stays, 1],
      [leaves, 2],
      [full, 3],
    ])
  })

  it('§12.9 reaches one customer as often a month as the month has days, then she is in the fail list', async () => {
    const id = await friend('王芳')
    const round = async (): Promise<Record<string, unknown>> => {
      const made = await create({ external_userid: [id] })
      if (made.errcode === 0) await trial.sandbox.people.confirmGroupSend('admin', `${made.msgid}`)
      return made
    }
    for (let at = 0; at < 30; at += 1) expect((await round()).errcode).toBe(0)
    expect(await round()).toMatchObject({ errcode: 41048, fail_list: [id] })
    trial.pass(5 * 24 * HOUR)
    expect((await round()).errcode).toBe(0)
  })

  it('§12.9 reaches her once a day where the company has set that, and again on the next', async () => {
    trial.sandbox.switches.set({ groupSendsPerDay: 1 })
    const id = await friend('王芳')
    const first = await create({ external_userid: [id] })
    const second = await create({ external_userid: [id] })
    for (const { msgid } of [first, second]) await trial.sandbox.people.confirmGroupSend('admin', `${msgid}`)
    expect([(await sent(first.msgid))[0]?.status, (await sent(second.msgid))[0]?.status]).toEqual([1, 3])
    expect(await create({ external_userid: [id] })).toMatchObject({ errcode: 41048, fail_list: [id] })
    trial.pass(14 * HOUR)
    expect(await create({ external_userid: [id] })).toMatchObject({ errcode: 0, fail_list: [] })
  })

  it('§12.9 is asked about too early (41063), reminded three times a day (41094) and cancelled once (41093)', async () => {
    const id = await friend('王芳')
    trial.sandbox.switches.set({ groupSendDispatchSeconds: 5 })
    const { msgid } = await create({ external_userid: [id] })
    expect(await post('get_groupmsg_task', { msgid })).toMatchObject({ errcode: 41063, task_list: [] })
    trial.pass(5)
    const remind = async () => (await post('remind_groupmsg_send', { msgid })).errcode
    expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 41094])
    trial.pass(24 * HOUR - 1)
    expect(await remind()).toBe(41094)
    trial.pass(1)
    expect(await remind()).toBe(0)
    const cancel = async () => (await post('cancel_groupmsg_send', { msgid })).errcode
    expect([await cancel(), await cancel()]).toEqual([0, 41093])
    expect(trial.sandbox.people.pendingGroupSends('admin')).toEqual([])
  })
})

describe('§12.5 a transfer in service', () => {
  const status = async () =>
    ((await post('transfer_result', { handover_userid: 'admin', takeover_userid: 'chenxi' })).customer as object[])[0]

  it('§12.5 begins with errcode 0 for each customer and ends by itself after 24 hours, with both events', async () => {
    const id = await friend('王芳')
    const pair = { handover_userid: 'admin', takeover_userid: 'chenxi' }
    const begun = await post('transfer_customer', { ...pair, external_userid: [id, 'wmNobody00000001'] })
    expect(begun).toMatchObject({
      errcode: 0,
      customer: [
        { external_userid: id, errcode: 0 },
        { external_userid: 'wmNobody00000001', errcode: 40096 },
      ],
    })
    const before = trial.received.length
    trial.pass(24 * HOUR - 1)
    expect(await status()).toMatchObject({ external_userid: id, status: 2 })
    expect(trial.received).toHaveLength(before)
    trial.pass(1)
    expect(await status()).toMatchObject({ external_userid: id, status: 1 })
    await trial.sandbox.callbacks.idle()
    const told = trial.received.slice(before).map((one) => one.text)
    expect(told.filter((one) => one.includes('DELETE_BY_TRANSFER') && one.includes('[admin]'))).toHaveLength(1)
    expect(told.filter((one) => one.includes('add_external_contact') && one.includes('[chenxi]'))).toHaveLength(1)
    expect((await trial.call(`externalcontact/get?external_userid=${id}`)).follow_user).toMatchObject([
      { userid: 'chenxi' },
    ])
  })

  it('§12.5 refused by the customer it fails, and the old friendship stays', async () => {
    const id = await friend('王芳')
    await post('transfer_customer', { handover_userid: 'admin', takeover_userid: 'chenxi', external_userid: [id] })
    await trial.sandbox.people.refuseTransfer(id, 'admin')
    expect([trial.newest('ChangeType'), trial.newest('FailReason')]).toEqual(['transfer_fail', 'customer_refused'])
    expect(await status()).toMatchObject({ status: 3 })
    expect(trial.sandbox.people.relation(id, 'admin')).not.toBeNull()
  })
})
