import { afterEach, describe, expect, it } from 'vitest'
import { DAY, errcodeOf, type Growth, startGrowth } from '../sandbox/growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const way = { kind: 'single', scene: 'qr', userids: ['linyu'], remark: '展会', state: 'expo-2026' } as const

describe('§4.2 a contact way', () => {
  it('is made, read, changed and deleted', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const { configId, qrCode } = await wecom.createContactWay(way)
    expect(qrCode).toContain(configId)
    expect(await wecom.contactWay(configId)).toMatchObject({
      configId,
      kind: 'single',
      scene: 'qr',
      userids: ['linyu'],
      remark: '展会',
      state: 'expo-2026',
      skipVerify: true,
      temporary: false,
    })
    await wecom.updateContactWay(configId, { ...way, userids: ['chenxi'], skipVerify: false, state: 'expo-2027' })
    expect(await wecom.contactWay(configId)).toMatchObject({
      userids: ['chenxi'],
      skipVerify: false,
      state: 'expo-2027',
    })
    await wecom.deleteContactWay(configId)
    expect(await errcodeOf(wecom.contactWay(configId))).toBe(41044)
  })

  it('for a mini program has no picture, and one for many takes departments', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const made = await wecom.createContactWay({ kind: 'multi', scene: 'miniprogram', departments: [2], style: 2 })
    expect(made.qrCode).toBeNull()
    expect(await wecom.contactWay(made.configId)).toMatchObject({ kind: 'multi', departments: [2], style: 2 })
  })

  it('is listed page by page unless it is temporary, by default those of 90 days', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const old = await wecom.createContactWay(way)
    growth.pass(91 * DAY)
    const [one, two] = [await wecom.createContactWay(way), await wecom.createContactWay(way)]
    await wecom.createContactWay({ ...way, temporary: { expiresInSeconds: 3600 } })
    const first = await wecom.contactWayIds({ limit: 1 })
    const second = await wecom.contactWayIds({ limit: 1, cursor: first.nextCursor })
    expect([...first.rows, ...second.rows, second.nextCursor]).toEqual([one.configId, two.configId, null])
    const all = await wecom.contactWayIds({ from: new Date('2026-11-01T00:00:00+08:00'), to: growth.now() })
    expect(all.rows).toEqual([old.configId, one.configId, two.configId])
  })

  it('of the temporary kind keeps its last words, and its chat can be ended once', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const conclusions = { text: '感谢咨询', link: { title: '官网', url: 'https://shop.example', picUrl: '', desc: '' } }
    const temporary = { expiresInSeconds: 3600, chatExpiresInSeconds: 7200, conclusions }
    const { configId } = await wecom.createContactWay({ ...way, temporary })
    expect(await wecom.contactWay(configId)).toMatchObject({
      temporary: true,
      expiresInSeconds: 3600,
      chatExpiresInSeconds: 7200,
      conclusions,
    })
    const pair = await people.scanContactWay(configId, { name: '王芳' })
    await wecom.endTemporaryChat(pair)
    expect(await errcodeOf(wecom.endTemporaryChat(pair))).toBe(84061)
    await expect(people.scanContactWay(configId, { name: '李静' })).rejects.toThrow('used or expired')
  })

  it('is refused as documented: nobody named, unknown member, too many members, too long a state', async () => {
    growth = await startGrowth({ switches: { waysPerCorp: 1 } })
    const { wecom, people, call } = growth
    expect(await errcodeOf(wecom.createContactWay({ kind: 'multi', scene: 'qr' }))).toBe(40063)
    expect(await errcodeOf(wecom.createContactWay({ ...way, userids: ['nobody'] }))).toBe(60111)
    expect(await errcodeOf(wecom.createContactWay({ ...way, state: '渠'.repeat(31) }))).toBe(40058)
    await expect(wecom.createContactWay({ ...way, userids: ['linyu', 'chenxi'] })).rejects.toThrow(RangeError)
    for (let number = 0; number < 101; number += 1)
      await people.memberJoins({ userid: `rep${number}`, name: `销售${number}`, departments: [2] })
    expect(await errcodeOf(wecom.createContactWay({ kind: 'multi', scene: 'qr', departments: [2] }))).toBe(41041)
    expect(await call('externalcontact/add_contact_way', { scene: 2 })).toMatchObject({ errcode: 41037 })
    expect(await call('externalcontact/add_contact_way', { type: 1 })).toMatchObject({ errcode: 41038 })
    expect(await call('externalcontact/add_contact_way', { type: 3, scene: 2 })).toMatchObject({ errcode: 41039 })
    expect(await call('externalcontact/get_contact_way', {})).toMatchObject({ errcode: 41043 })
    await wecom.createContactWay(way)
    expect(await errcodeOf(wecom.createContactWay(way))).toBe(41045)
  })
})

describe('§4.2 a way into customer groups', () => {
  it('is made, read, changed and deleted, and names at most five groups', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const make = (name: string): Promise<string> => people.createGroup({ name, owner: 'linyu', externalUserids: [] })
    const [one, two] = [await make('会员群'), await make('新品群')]
    const input = { scene: 'qr', chatIds: [one], state: 'door', baseName: '会员群', baseId: 7, remark: '门店' } as const
    const { configId } = await wecom.createJoinWay(input)
    expect(await wecom.joinWay(configId)).toMatchObject({
      ...{ configId, chatIds: [one], state: 'door', baseName: '会员群', baseId: 7, remark: '门店', autoCreate: true },
      qrCode: expect.stringContaining(configId),
    })
    await wecom.updateJoinWay(configId, { ...input, chatIds: [one, two], autoCreate: false })
    expect(await wecom.joinWay(configId)).toMatchObject({ chatIds: [one, two], autoCreate: false })
    await expect(wecom.createJoinWay({ ...input, chatIds: Array(6).fill(one) })).rejects.toThrow(RangeError)
    expect(await errcodeOf(wecom.createJoinWay({ ...input, chatIds: ['wrUnknown'] }))).toBe(40050)
    await wecom.deleteJoinWay(configId)
    expect(await errcodeOf(wecom.joinWay(configId))).toBe(41044)
  })
})

describe('§4.11 an acquisition link', () => {
  it('is made, read, changed and deleted', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const made = await wecom.createAcquisitionLink({ name: '小红书', range: { userids: ['linyu'] }, skipVerify: false })
    expect(made).toMatchObject({ name: '小红书', url: expect.stringContaining(made.linkId) })
    const priority = { type: 2, userids: ['chenxi'] } as const
    await wecom.updateAcquisitionLink(made.linkId, { range: { userids: ['linyu', 'chenxi'] }, priority })
    expect(await wecom.acquisitionLink(made.linkId)).toEqual({
      linkId: made.linkId,
      name: '小红书',
      url: made.url,
      createdAt: growth.now(),
      skipVerify: false,
      markSource: true,
      userids: ['linyu', 'chenxi'],
      departments: [],
      priority,
    })
    expect((await wecom.acquisitionLinkIds()).rows).toEqual([made.linkId])
    await wecom.deleteAcquisitionLink(made.linkId)
    expect((await wecom.acquisitionLinkIds()).rows).toEqual([])
    expect(await errcodeOf(wecom.acquisitionLink(made.linkId))).toBe(40058)
  })

  it('tells who came by it, what they said, how often it was opened and what is left of the quota', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const { linkId } = await wecom.createAcquisitionLink({ name: '小红书', range: { departments: [2] } })
    await people.openLink(linkId)
    const pair = await people.addByLink(linkId, { name: '王芳', channel: 'note-17' })
    const customer = { ...pair, state: 'note-17' }
    expect((await wecom.acquisitionCustomers(linkId)).rows).toEqual([{ ...customer, chat: 'none' }])
    await people.customerSays(pair.externalUserid, pair.userid, '还有货吗')
    expect((await wecom.acquisitionCustomers(linkId)).rows).toEqual([{ ...customer, chat: 'spoke' }])
    const said = growth.events().findLast((event) => event.type === 'customer-spoke')
    const chatKey = said?.type === 'customer-spoke' ? (said.chatKey ?? '') : ''
    expect(await wecom.acquisitionChat(chatKey)).toEqual({ ...customer, linkId, received: 1 })
    const period = { linkId, from: growth.now(), until: growth.now() }
    expect(await wecom.acquisitionStatistic(period)).toEqual({ clicks: 2, newCustomers: 1 })
    expect(await wecom.acquisitionQuota()).toMatchObject({ total: 1000, balance: 999 })
    growth.pass(31 * 60)
    expect(await errcodeOf(wecom.acquisitionChat(chatKey))).toBe(40058)
  })

  it('is closed to the old customer-contact secret', async () => {
    const secrets = [{ secret: 'the-old-secret', kind: 'customer-contact' as const }]
    growth = await startGrowth({ secrets })
    const old = await growth.request(`/cgi-bin/gettoken?corpid=wwfidelitycorp00001&corpsecret=the-old-secret`)
    const path = `externalcontact/customer_acquisition/list_link?access_token=${old.access_token}`
    expect(await growth.request(`/cgi-bin/${path}`, {})).toMatchObject({ errcode: 48002, link_id_list: [] })
  })
})
