import { afterEach, describe, expect, it } from 'vitest'
import { DAY, errcodeOf, type Growth, startGrowth } from '../sandbox/growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')

describe('§4.7 a group send', () => {
  it('is made, found again with its content, reminded of and cancelled', async () => {
    growth = await startGrowth()
    const { wecom, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const attachments = [{ kind: 'link', title: '秋季新品', url: 'https://shop.example/new' }] as const
    const made = await wecom.createGroupSend({
      to: 'customers',
      externalUserids: [fang, 'wmUnknownCustomer'],
      text: '新品到店',
      attachments,
    })
    expect(made.failed).toEqual(['wmUnknownCustomer'])
    const period = { to: 'customers', from: new Date(growth.now().getTime() - 1000), until: growth.now() } as const
    expect((await wecom.groupSends(period)).rows).toEqual([
      {
        msgid: made.msgid,
        creator: null,
        createdAt: growth.now(),
        by: 'company',
        text: '新品到店',
        attachments,
      },
    ])
    expect((await wecom.groupSends({ ...period, by: 'rep' })).rows).toEqual([])
    expect(await errcodeOf(wecom.groupSends({ ...period, from: new Date('2026-09-01') }))).toBe(40058)
    for (let time = 0; time < 3; time += 1) await wecom.remindGroupSend(made.msgid)
    expect(await errcodeOf(wecom.remindGroupSend(made.msgid))).toBe(41094)
    growth.pass(DAY)
    await wecom.remindGroupSend(made.msgid)
    await wecom.cancelGroupSend(made.msgid)
    expect(await errcodeOf(wecom.cancelGroupSend(made.msgid))).toBe(41093)
    await expect(growth.people.confirmGroupSend('linyu', made.msgid)).rejects.toThrow('cancelled')
  })

  it('is refused before it leaves when it names too many, and by WeCom when nobody is left or it is empty', async () => {
    growth = await startGrowth()
    const { wecom, friend } = growth
    const many = Array.from({ length: 10_001 }, (_one, number) => `wm${number}`)
    await expect(wecom.createGroupSend({ to: 'customers', externalUserids: many, text: '早' })).rejects.toThrow(
      RangeError,
    )
    await expect(wecom.createGroupSend({ to: 'customers', externalUserids: [], text: '早' })).rejects.toThrow(
      RangeError,
    )
    expect(await errcodeOf(wecom.createGroupSend({ to: 'customers', sender: 'linyu', text: '早' }))).toBe(41048)
    const fang = await friend('王芳', 'linyu')
    const to = { to: 'customers', externalUserids: [fang] } as const
    expect(await errcodeOf(wecom.createGroupSend(to))).toBe(40063)
    expect(await errcodeOf(wecom.createGroupSend({ ...to, text: '好'.repeat(1334) }))).toBe(40058)
    expect(await errcodeOf(wecom.createGroupSend({ to: 'groups', sender: '', text: '早' }))).toBe(40063)
    expect(await errcodeOf(wecom.groupSendTasks('msgUnknown'))).toBe(41047)
  })

  it('is not to be asked about while it is handed out', async () => {
    growth = await startGrowth({ switches: { groupSendDispatchSeconds: 30 } })
    const { wecom, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const { msgid } = await wecom.createGroupSend({ to: 'customers', externalUserids: [fang], text: '早' })
    expect(await errcodeOf(wecom.groupSendTasks(msgid))).toBe(41063)
    growth.pass(30)
    expect((await wecom.groupSendTasks(msgid)).rows).toEqual([{ userid: 'linyu', sent: false, sentAt: null }])
  })
})

describe('§4.3 a welcome of groups', () => {
  it('is added, changed, read and deleted; a hundred fit', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const attachment = { kind: 'link', title: '群规', url: 'https://shop.example/rules' } as const
    const { templateId } = await wecom.addGroupWelcome({ text: '%NICKNAME%，欢迎', attachment, notify: false })
    expect(await wecom.groupWelcome(templateId)).toEqual({ text: '%NICKNAME%，欢迎', attachment })
    await wecom.editGroupWelcome(templateId, { text: '您好' })
    expect(await wecom.groupWelcome(templateId)).toEqual({ text: '您好', attachment: null })
    for (let number = 1; number < 100; number += 1) await wecom.addGroupWelcome({ text: `欢迎 ${number}` })
    expect(await errcodeOf(wecom.addGroupWelcome({ text: '欢迎' }))).toBe(41055)
    await wecom.deleteGroupWelcome(templateId)
    expect(await errcodeOf(wecom.groupWelcome(templateId))).toBe(40037)
  })
})

describe('§4.9 a moment', () => {
  const picture = async (): Promise<string> =>
    (await growth.wecom.uploadAttachment({ purpose: 'moment', type: 'image', filename: '新品.png', bytes: PNG }))
      .mediaId

  it('becomes a task for every rep in range, is published, liked and commented on', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const attachments = [{ kind: 'image', mediaId: await picture() }] as const
    const senders = { userids: ['linyu', 'nobody'], departments: [99] }
    const { jobId } = await wecom.createMoment({ text: '秋季新品', attachments, senders })
    expect(await wecom.momentJob(jobId)).toEqual({ state: 'running' })
    const job = await wecom.momentJob(jobId)
    if (job.state !== 'done') throw new Error('the moment was not made')
    expect(job).toMatchObject({ invalidUserids: ['nobody'], invalidDepartments: [99], invalidTags: [] })
    const { momentId } = job
    const mine = { momentId, userid: 'linyu' }
    expect((await wecom.momentTasks(momentId)).rows).toEqual([{ userid: 'linyu', published: false }])
    expect((await wecom.momentCustomers(mine)).rows).toEqual([{ userid: 'linyu', externalUserid: fang }])
    expect(await errcodeOf(wecom.momentSeenBy(mine))).toBe(41062)
    expect(await errcodeOf(wecom.momentSeenBy({ momentId, userid: 'chenxi' }))).toBe(41061)
    await people.publishMoment('linyu', momentId)
    await people.likeMoment('linyu', momentId, fang)
    await people.commentMoment('linyu', momentId, fang)
    expect((await wecom.momentSeenBy(mine)).rows).toEqual([fang])
    const sign = { by: 'customer', id: fang, at: growth.now() }
    expect(await wecom.momentReactions(mine)).toEqual({ comments: [sign], likes: [sign] })
    const period = { from: new Date('2026-11-01T00:00:00+08:00'), until: growth.now() }
    expect((await wecom.moments(period)).rows).toEqual([
      {
        ...{ momentId, creator: null, createdAt: growth.now(), by: 'company' },
        ...{ text: '秋季新品', images: 1, video: false, link: null },
      },
    ])
    await wecom.cancelMoment(momentId)
  })

  it('may mix nothing, may not be too long, and takes pictures uploaded for moments only', async () => {
    growth = await startGrowth()
    const { wecom } = growth
    const mediaId = await picture()
    const chat = await wecom.uploadMedia({ type: 'image', filename: '新品.png', bytes: PNG })
    const image = (id: string) => ({ kind: 'image' as const, mediaId: id })
    const link = { kind: 'link' as const, title: '官网', url: 'https://shop.example', mediaId }
    expect(await errcodeOf(wecom.createMoment({}))).toBe(41089)
    expect(await errcodeOf(wecom.createMoment({ text: '好'.repeat(2001) }))).toBe(40058)
    expect(await errcodeOf(wecom.createMoment({ attachments: [image(mediaId), link] }))).toBe(40058)
    expect(await errcodeOf(wecom.createMoment({ attachments: [image(chat.mediaId)] }))).toBe(41072)
    expect(await errcodeOf(wecom.createMoment({ attachments: [image('gone')] }))).toBe(40007)
    expect(await errcodeOf(wecom.momentTasks('momUnknown'))).toBe(41060)
    expect(await errcodeOf(wecom.momentJob('unknown'))).toBe(40058)
  })

  it('is listed twenty at a time and made ten times a minute', async () => {
    growth = await startGrowth()
    const { wecom, call } = growth
    for (let number = 0; number < 10; number += 1) await wecom.createMoment({ text: `第 ${number} 条` })
    expect(await errcodeOf(wecom.createMoment({ text: '第十一条' }))).toBe(45009)
    const [from, until] = [new Date('2026-11-01T00:00:00+08:00'), growth.now()]
    const first = await wecom.moments({ from, until, limit: 7 })
    const second = await wecom.moments({ from, until, limit: 7, cursor: first.nextCursor })
    expect([first.rows.length, second.rows.length, second.nextCursor]).toEqual([7, 3, null])
    const seconds = { start_time: from.getTime() / 1000, end_time: until.getTime() / 1000 }
    expect(await call('externalcontact/get_moment_list', { ...seconds, limit: 21 })).toMatchObject({ errcode: 40058 })
  })
})
