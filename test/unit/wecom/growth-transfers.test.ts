import { afterEach, describe, expect, it } from 'vitest'
import { DAY, errcodeOf, type Growth, startGrowth } from '../sandbox/growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const pass = { kind: 'on-job', from: 'linyu', to: 'chenxi' } as const

describe('§4.8 handing customers over', () => {
  it('begins for some and is refused for others, each with a code of its own', async () => {
    growth = await startGrowth()
    const { wecom, friend } = growth
    const [mine, other] = [await friend('王芳', 'linyu'), await friend('李静', 'zhaolei')]
    const externalUserids = [mine, other, 'wmUnknownCustomer']
    expect(await wecom.transferCustomers({ ...pass, externalUserids, message: '陈曦接替我' })).toEqual([
      { externalUserid: mine, errcode: 0 },
      { externalUserid: other, errcode: 40131 },
      { externalUserid: 'wmUnknownCustomer', errcode: 40096 },
    ])
    const again = await wecom.transferCustomers({ ...pass, to: 'zhaolei', externalUserids: [mine] })
    expect(again).toEqual([{ externalUserid: mine, errcode: 40129 }])
    const tomorrow = new Date(growth.now().getTime() + DAY * 1000)
    expect((await wecom.transferResults(pass)).rows).toEqual([
      { externalUserid: mine, outcome: 'waiting', takenOverAt: tomorrow },
    ])
  })

  it('is refused as a whole for the same rep, a rep who is still or not any more here, and over a hundred', async () => {
    growth = await startGrowth()
    const { wecom, friend, call } = growth
    const fang = await friend('王芳', 'linyu')
    const one = { externalUserids: [fang] }
    expect(await errcodeOf(wecom.transferCustomers({ ...pass, to: 'linyu', ...one }))).toBe(40130)
    expect(await errcodeOf(wecom.transferCustomers({ ...pass, kind: 'resigned', ...one }))).toBe(40097)
    expect(await errcodeOf(wecom.transferCustomers({ ...pass, to: 'nobody', ...one }))).toBe(60111)
    expect(await errcodeOf(wecom.transferCustomers({ ...pass, from: 'nobody', ...one }))).toBe(40003)
    const many = Array.from({ length: 101 }, (_one, number) => `wm${number}`)
    await expect(wecom.transferCustomers({ ...pass, externalUserids: many })).rejects.toThrow(RangeError)
    const body = { handover_userid: 'linyu', takeover_userid: 'chenxi', external_userid: many }
    expect(await call('externalcontact/transfer_customer', body)).toMatchObject({ errcode: 40058, customer: [] })
  })

  it('works for a rep who has left: their customers are listed until somebody takes over', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    expect(await wecom.unassignedCustomers()).toEqual({ rows: [], nextCursor: null })
    await people.memberLeaves('linyu')
    const leftAt = growth.now()
    const row = (externalUserid: string) => ({ from: 'linyu', externalUserid, leftAt })
    const first = await wecom.unassignedCustomers({ limit: 1 })
    expect(first.rows).toEqual([row(fang)])
    expect((await wecom.unassignedCustomers({ limit: 1, cursor: first.nextCursor })).rows).toEqual([row(jing)])
    const resigned = { kind: 'resigned', from: 'linyu', to: 'chenxi' } as const
    expect(await wecom.transferCustomers({ ...resigned, externalUserids: [fang] })).toEqual([
      { externalUserid: fang, errcode: 0 },
    ])
    expect((await wecom.unassignedCustomers()).rows).toEqual([row(jing)])
    growth.pass(DAY)
    expect((await wecom.transferResults(resigned)).rows).toMatchObject([{ externalUserid: fang, outcome: 'done' }])
    expect(people.relation(fang, 'chenxi')).toMatchObject({ addWay: 202 })
    expect(people.relation(fang, 'linyu')).toBeNull()
  })
})

describe('§4.8 handing groups over', () => {
  it('changes the owner at once and says which groups stay', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const make = (owner: string): Promise<string> => people.createGroup({ name: '会员群', owner, externalUserids: [] })
    const [one, two] = [await make('linyu'), await make('chenxi')]
    const failed = await wecom.transferGroups({ kind: 'on-job', chatIds: [one, two, 'wrUnknown'], to: 'chenxi' })
    expect(failed).toEqual([
      { chatId: two, errcode: 90504 },
      { chatId: 'wrUnknown', errcode: 90501 },
    ])
    expect((await wecom.groupChat(one)).owner).toBe('chenxi')
    expect(await wecom.transferGroups({ kind: 'resigned', chatIds: [one], to: 'linyu' })).toEqual([
      { chatId: one, errcode: 90500 },
    ])
    await people.memberLeaves('chenxi')
    expect(await wecom.transferGroups({ kind: 'on-job', chatIds: [one], to: 'linyu' })).toEqual([
      { chatId: one, errcode: 90502 },
    ])
    expect(await wecom.transferGroups({ kind: 'resigned', chatIds: [one], to: 'linyu' })).toEqual([])
    expect(await wecom.transferGroups({ kind: 'resigned', chatIds: [one], to: 'zhaolei' })).toEqual([
      { chatId: one, errcode: 90508 },
    ])
    expect((await wecom.groupChats({ status: 3 })).rows).toEqual([{ chatId: one, status: 3 }])
  })

  it('of a rep who is still here works twice in 90 days', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const chatId = await people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: [] })
    const move = (to: string) => wecom.transferGroups({ kind: 'on-job', chatIds: [chatId], to })
    expect([await move('chenxi'), await move('zhaolei')]).toEqual([[], []])
    expect(await move('linyu')).toEqual([{ chatId, errcode: 40128 }])
    growth.pass(90 * DAY)
    expect(await move('linyu')).toEqual([])
  })
})

describe('§4.10 a rule group', () => {
  it('shows its name, its admins, what it may do and whom it covers', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const privilege = { view_customer_list: true, send_customer_msg: false }
    const id = people.createStrategy({ name: '华东', admins: ['linyu'], privilege, users: ['chenxi'], parties: [2] })
    expect((await wecom.strategyIds()).rows).toEqual([id])
    expect(await wecom.strategy(id)).toEqual({
      ...{ id, parentId: 0, name: '华东', createdAt: growth.now(), admins: ['linyu'], privileges: privilege },
    })
    const first = await wecom.strategyRange(id, { limit: 1 })
    const second = await wecom.strategyRange(id, { limit: 1, cursor: first.nextCursor })
    expect([...first.rows, ...second.rows]).toEqual([{ userid: 'chenxi' }, { department: 2 }])
    const range = await growth.call('externalcontact/customer_strategy/get_range', { strategy_id: id })
    expect(range.range).toEqual([
      { type: 1, userid: 'chenxi' },
      { type: 2, partyid: 2 },
    ])
    expect(await errcodeOf(wecom.strategy(99))).toBe(40058)
  })
})
