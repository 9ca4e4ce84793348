import { afterEach, describe, expect, it } from 'vitest'
import { opengidOf } from '../../../src/sandbox/api/group-statistics.ts'
import { DAY, errcodeOf, type Growth, startGrowth } from '../sandbox/growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')

describe('§5.3 a group of the app inside the company', () => {
  it('is made, changed, read, and every member sees what is sent', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const userids = ['linyu', 'chenxi']
    const { chatid } = await wecom.createAppchat({ name: '华东战报', owner: 'linyu', userids, chatid: 'eastReport' })
    expect(chatid).toBe('eastReport')
    await wecom.updateAppchat({ chatid, name: '华东日报', owner: 'chenxi', add: ['zhaolei'], remove: ['linyu'] })
    expect(await wecom.appchat(chatid)).toEqual({
      ...{ chatid, name: '华东日报', owner: 'chenxi', userids: ['chenxi', 'zhaolei'] },
    })
    const { mediaId } = await wecom.uploadMedia({ type: 'image', filename: '战报.png', bytes: PNG })
    await wecom.sendAppchat(chatid, { text: '早上好', mention: ['chenxi'] })
    await wecom.sendAppchat(chatid, { markdown: '**昨日成交** 12 单' })
    await wecom.sendAppchat(chatid, { textCard: { title: '日报', description: '昨日', url: 'https://shop.example/d' } })
    await wecom.sendAppchat(chatid, { media: 'image', mediaId })
    const seen = people.appchatMessages(chatid, 'zhaolei')
    expect(seen.map((message) => message.msgtype)).toEqual(['text', 'markdown', 'textcard', 'image'])
    expect(seen[0]?.text).toBe('早上好')
  })

  it('is refused for one member, a customer as a member, a name in use, and a group nobody knows', async () => {
    growth = await startGrowth()
    const { wecom, friend, call } = growth
    const fang = await friend('王芳', 'linyu')
    await expect(wecom.createAppchat({ userids: ['linyu'] })).rejects.toThrow(RangeError)
    expect(await call('appchat/create', { userlist: ['linyu'] })).toMatchObject({ errcode: 86006 })
    expect(await errcodeOf(wecom.createAppchat({ userids: ['linyu', fang] }))).toBe(86216)
    const pair = { userids: ['linyu', 'chenxi'] }
    expect(await errcodeOf(wecom.createAppchat({ ...pair, owner: 'zhaolei' }))).toBe(86207)
    expect(await errcodeOf(wecom.createAppchat({ ...pair, chatid: '战报' }))).toBe(86001)
    await wecom.createAppchat({ ...pair, chatid: 'eastReport' })
    expect(await errcodeOf(wecom.createAppchat({ ...pair, chatid: 'eastReport' }))).toBe(86215)
    expect(await errcodeOf(wecom.sendAppchat('unknown', { text: '早' }))).toBe(86003)
    expect(await errcodeOf(wecom.appchat('unknown'))).toBe(86003)
  })

  it('needs the whole company in the range of the app', async () => {
    growth = await startGrowth({ switches: { visibleDepartments: [2] } })
    expect(await errcodeOf(growth.wecom.createAppchat({ userids: ['linyu', 'chenxi'] }))).toBe(48002)
    growth.sandbox.switches.set({ visibleDepartments: [1] })
    await growth.wecom.createAppchat({ userids: ['linyu', 'chenxi'] })
  })
})

describe('§4.5 figures of customer groups', () => {
  it('come per owner, sorted and in pages', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const make = (owner: string): Promise<string> => people.createGroup({ name: '会员群', owner, externalUserids: [] })
    for (const owner of ['linyu', 'chenxi', 'chenxi']) await make(owner)
    const day = growth.now()
    growth.pass(DAY)
    const period = { owners: ['linyu', 'chenxi', 'zhaolei'], from: day, until: day }
    const first = await wecom.groupStatistics({ ...period, orderBy: 'groups', limit: 1 })
    expect(first).toMatchObject({ rows: [{ owner: 'chenxi', figures: { groups: 2, newGroups: 2 } }], nextOffset: 1 })
    const second = await wecom.groupStatistics({ ...period, orderBy: 'groups', limit: 1, offset: 1 })
    expect(second).toMatchObject({ rows: [{ owner: 'linyu', figures: { groups: 1 } }], nextOffset: null })
    const upwards = await wecom.groupStatistics({ ...period, orderBy: 'groups', ascending: true })
    expect(upwards.rows.map((row) => row.owner)).toEqual(['linyu', 'chenxi'])
  })

  it('a group is found by the id a mini program sees', async () => {
    growth = await startGrowth()
    const chatId = await growth.people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: [] })
    expect(await growth.wecom.groupIdOf(opengidOf(chatId))).toBe(chatId)
    expect(await errcodeOf(growth.wecom.groupIdOf('ogUnknown'))).toBe(40058)
  })
})

describe('§4.1 everybody who was ever served', () => {
  it('is listed: friends by name of their rep, strangers in groups with a masked name', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const jing = await friend('李静', 'chenxi')
    const chatId = await people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: [fang, jing] })
    await people.customerDeletesRep(jing, 'chenxi')
    const addedAt = growth.now()
    const first = await wecom.servedContacts({ limit: 2 })
    const second = await wecom.servedContacts({ limit: 2, cursor: first.nextCursor })
    const one = { chatId: null, chatName: null, userid: null, externalUserid: null, maskedName: null, addedAt }
    const inGroup = { chatId, chatName: '会员群' }
    const temporaryId = expect.any(String)
    expect([...first.rows, ...second.rows]).toEqual([
      { ...one, isCustomer: true, temporaryId, externalUserid: fang, userid: 'linyu' },
      { ...one, isCustomer: true, temporaryId, externalUserid: fang, ...inGroup },
      { ...one, isCustomer: false, temporaryId, maskedName: '***静', ...inGroup },
    ])
    growth.pass(4 * 3600)
    expect((await wecom.servedContacts()).rows[0]?.temporaryId).not.toBe(first.rows[0]?.temporaryId)
  })
})

describe('§5.5 files', () => {
  it('come back as they were sent, with their name, until they expire', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const { mediaId } = await wecom.uploadMedia({ type: 'image', filename: '价目表.png', bytes: PNG })
    const file = await wecom.media(mediaId)
    expect(Buffer.compare(file.bytes, PNG)).toBe(0)
    expect([file.contentType, file.filename]).toEqual(['image/png', '价目表.png'])
    growth.pass(3 * DAY + 1)
    expect(await errcodeOf(wecom.media(mediaId))).toBe(40007)
  })

  it('are fetched again with a fresh token when the old one died', async () => {
    growth = await startGrowth()
    const { mediaId } = await growth.wecom.uploadMedia({ type: 'image', filename: 'a.png', bytes: PNG })
    growth.sandbox.tokens.expireNow()
    expect((await growth.wecom.media(mediaId)).bytes.length).toBe(PNG.length)
  })

  it('can be pictures with a lasting address, or attachments of moments and albums', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const { url } = await wecom.uploadPicture({ filename: '海报.png', bytes: PNG })
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(PNG.length)
    const album = { purpose: 'album', type: 'image', filename: '商品.png', bytes: PNG } as const
    expect(await wecom.uploadAttachment(album)).toEqual({ mediaId: expect.any(String), createdAt: growth.now() })
  })
})
