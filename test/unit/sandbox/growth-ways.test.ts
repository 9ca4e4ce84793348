import { afterEach, describe, expect, it } from 'vitest'
import { DAY, type Growth, startGrowth } from './growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const multi = { kind: 'multi', scene: 'qr', departments: [2], state: 'door-jingan' } as const

describe('§4.2 a customer who scans a contact way', () => {
  it('becomes a friend of one of its members, with its state, as somebody who scanned, and with a welcome code', async () => {
    growth = await startGrowth()
    const { configId } = await growth.wecom.createContactWay(multi)
    const { externalUserid, userid } = await growth.people.scanContactWay(configId, { name: '王芳' })
    expect(['linyu', 'chenxi', 'zhaolei']).toContain(userid)
    expect(growth.people.relation(externalUserid, userid)).toMatchObject({ state: 'door-jingan', addWay: 1 })
    expect(growth.events()).toMatchObject([
      { type: 'contact-added', userid, externalUserid, state: 'door-jingan', welcomeCode: expect.any(String) },
    ])
  })

  it('waits for the rep where the way asks for a confirmation', async () => {
    growth = await startGrowth()
    const { configId } = await growth.wecom.createContactWay({ ...multi, skipVerify: false })
    const pair = await growth.people.scanContactWay(configId, { name: '王芳' })
    expect(growth.events()).toMatchObject([{ type: 'contact-half-added', ...pair, state: 'door-jingan' }])
  })

  it('meets the same rep again where the way says one customer, one rep', async () => {
    growth = await startGrowth()
    const { configId } = await growth.wecom.createContactWay({ ...multi, exclusive: true })
    const { externalUserid, userid } = await growth.people.scanContactWay(configId, { name: '王芳' })
    for (let time = 0; time < 5; time += 1)
      expect((await growth.people.scanContactWay(configId, { externalUserid })).userid).toBe(userid)
  })

  it('finds nothing behind a way that was deleted', async () => {
    growth = await startGrowth()
    const { configId } = await growth.wecom.createContactWay(multi)
    await growth.wecom.deleteContactWay(configId)
    await expect(growth.people.scanContactWay(configId, { name: '王芳' })).rejects.toThrow('no contact way')
  })
})

describe('§4.2 the picture of a code', () => {
  it('is served by the sandbox itself, with its remark written out and harmless', async () => {
    growth = await startGrowth()
    const { qrCode } = await growth.wecom.createContactWay({ ...multi, remark: '门店<script>' })
    const answer = await fetch(qrCode ?? '')
    expect(answer.headers.get('content-type')).toContain('image/svg+xml')
    const svg = await answer.text()
    expect([svg.includes('门店'), svg.includes('<script>')]).toEqual([true, false])
    expect((await fetch(`${qrCode}x`)).status).toBe(404)
  })
})

describe('§4.2 a customer who scans the code of a group', () => {
  it('is in the group with its state, and the next group is opened when all are full', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const full = Array.from({ length: 499 }, (_one, number) => `wmFullOfPeople${number}`)
    const chatId = await people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: full.slice(1) })
    const input = { scene: 'qr', chatIds: [chatId], state: 'door', baseName: '会员群', baseId: 2 } as const
    const { configId } = await wecom.createJoinWay(input)
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    expect(await people.scanJoinWay(configId, fang)).toBe(chatId)
    const joined = (await wecom.groupChat(chatId)).members.find((member) => member.id === fang)
    expect(joined).toMatchObject({ joinScene: 3, state: 'door' })
    expect(growth.events().at(-1)).toMatchObject({ type: 'group-changed', detail: 'members-joined', joinScene: 3 })
    const next = await people.scanJoinWay(configId, jing)
    expect([next === chatId, (await wecom.groupChat(next)).name]).toEqual([false, '会员群2'])
    expect((await wecom.joinWay(configId)).chatIds).toEqual([chatId, next])
  })
})

describe('§4.11 a customer who comes by an acquisition link', () => {
  it('opens it, asks, is added with the channel, and is announced when they first write', async () => {
    growth = await startGrowth()
    const { linkId } = await growth.wecom.createAcquisitionLink({ name: '小红书', range: { userids: ['linyu'] } })
    const pair = await growth.people.addByLink(linkId, { name: '王芳', channel: 'note-17' })
    expect(growth.people.relation(pair.externalUserid, 'linyu')).toMatchObject({ addWay: 16, state: 'note-17' })
    await growth.people.customerSays(pair.externalUserid, 'linyu', '在吗')
    await growth.people.customerSays(pair.externalUserid, 'linyu', '有货吗')
    expect(growth.events().map((event) => event.event)).toEqual([
      'customer_acquisition/open_profile',
      'customer_acquisition/friend_request',
      'change_external_contact/add_external_contact',
      'customer_acquisition/customer_start_chat',
      'customer_acquisition/message_from_customer',
      'customer_acquisition/message_from_customer',
    ])
    expect(growth.events()).toMatchObject([
      { linkId, state: 'note-17' },
      { linkId, state: 'note-17' },
      { state: 'note-17' },
      {},
      { linkId },
      { linkId },
    ])
  })

  it('is counted on the day it was opened and on the day a friend was made of it', async () => {
    growth = await startGrowth()
    const { linkId } = await growth.wecom.createAcquisitionLink({ name: '小红书', range: { userids: ['linyu'] } })
    const first = growth.now().getTime() / 1000
    await growth.people.openLink(linkId)
    await growth.people.addByLink(linkId, { name: '王芳' })
    growth.pass(DAY)
    await growth.people.addByLink(linkId, { name: '李静' })
    const count = async (from: number, to: number): Promise<unknown[]> => {
      const body = { link_id: linkId, start_time: from, end_time: to }
      const figures = await growth.call('externalcontact/customer_acquisition/statistic', body)
      return [figures.click_link_customer_cnt, figures.new_customer_cnt]
    }
    expect(await count(first, first)).toEqual([2, 1])
    expect(await count(first + DAY, first + DAY)).toEqual([1, 1])
    expect(await count(first, first + DAY)).toEqual([3, 2])
  })

  it('is offered the reps who come first before the others', async () => {
    growth = await startGrowth()
    const priority = { type: 2, userids: ['zhaolei'] } as const
    const { linkId } = await growth.wecom.createAcquisitionLink({ name: '抖音', range: { departments: [2] }, priority })
    for (let time = 0; time < 5; time += 1)
      expect((await growth.people.addByLink(linkId, { name: `客户${time}` })).userid).toBe('zhaolei')
  })

  it('uses up the quota, with a warning below twenty, one at the end, and a word when more is bought', async () => {
    growth = await startGrowth()
    const { linkId } = await growth.wecom.createAcquisitionLink({ name: '抖音', range: { userids: ['linyu'] } })
    growth.sandbox.state.growth.quota.balance = 20
    const changes = (): string[] =>
      growth
        .events()
        .map((event) => event.event)
        .filter((name) => name.includes('balance'))
    await growth.people.addByLink(linkId, { name: '第一位' })
    expect(changes()).toEqual(['customer_acquisition/balance_low'])
    growth.sandbox.state.growth.quota.balance = 1
    await growth.people.addByLink(linkId, { name: '最后一位' })
    expect(changes().at(-1)).toBe('customer_acquisition/balance_exhausted')
    await expect(growth.people.addByLink(linkId, { name: '太晚' })).rejects.toThrow('used up')
    await growth.people.buyAcquisitionQuota(500)
    expect(changes().at(-1)).toBe('customer_acquisition/balance_increased')
    expect(await growth.wecom.acquisitionQuota()).toMatchObject({ total: 1500, balance: 500 })
    await growth.people.acquisitionQuotaExpires(500, 7)
    await growth.people.linkBecomesUnavailable(linkId)
    await growth.people.deleteLink(linkId)
    expect(
      growth
        .events()
        .slice(-3)
        .map((event) => (event.type === 'acquisition-changed' ? event.change : event.type)),
    ).toEqual(['quota-expires-soon', 'link-unavailable', 'link-deleted'])
  })
})
