import { afterEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
afterEach(() => trial.end())

const greet = (code: string) =>
  trial.call('externalcontact/send_welcome_msg', { welcome_code: code, text: { content: '您好' } })
const newCode = async (name = '王芳'): Promise<{ id: string; code: string }> => {
  const id = await trial.sandbox.people.addCustomer({ name, userid: 'admin' })
  return { id, code: trial.newest('WelcomeCode') }
}
const read = (id: string) => trial.call(`externalcontact/get?external_userid=${id}`)

describe('§12.5 becoming friends', () => {
  it('§12.5 first half, then whole: one friendship, both events carry the state', async () => {
    trial = await startTrial()
    const { people } = trial.sandbox
    const id = await people.halfAdd({ name: '王芳', userid: 'admin', state: '门店静安' })
    expect([trial.newest('ChangeType'), trial.newest('State')]).toEqual(['add_half_external_contact', '门店静安'])
    expect(trial.newest('WelcomeCode')).not.toBe('')
    trial.pass(60)
    await people.addCustomer({ name: '王芳', userid: 'admin', externalUserid: id, state: '门店静安' })
    expect([trial.newest('ChangeType'), trial.newest('State')]).toEqual(['add_external_contact', '门店静安'])
    expect((await read(id)).follow_user).toMatchObject([{ userid: 'admin', state: '门店静安' }])
  })

  it('§12.5 the whole friendship brings no welcome code when the code of the half one was used', async () => {
    trial = await startTrial()
    const { people } = trial.sandbox
    const id = await people.halfAdd({ name: '王芳', userid: 'admin' })
    expect((await greet(trial.newest('WelcomeCode'))).errcode).toBe(0)
    await people.addCustomer({ name: '王芳', userid: 'admin', externalUserid: id })
    expect(trial.newest('ChangeType')).toBe('add_external_contact')
    expect(trial.received.at(-1)?.text).not.toContain('WelcomeCode')
  })

  it('§12.5 a welcome code works for twenty seconds and once; the first caller wins', async () => {
    trial = await startTrial()
    const first = await newCode()
    trial.pass(20)
    expect((await greet(first.code)).errcode).toBe(0)
    expect((await greet(first.code)).errcode).toBe(41051)
    const second = await newCode('李静')
    trial.pass(21)
    expect((await greet(second.code)).errcode).toBe(41050)
    expect((await greet('made-up')).errcode).toBe(41050)
  })

  it('§12.5 of two apps that greet at once only one gets through', async () => {
    trial = await startTrial()
    const { code } = await newCode()
    const both = await Promise.all([greet(code), greet(code)])
    expect(both.map((one) => one.errcode).sort()).toEqual([0, 41051])
  })

  it('§12.5 while another app is sending it is 41096, then this one may, or the other was faster', async () => {
    trial = await startTrial()
    trial.sandbox.switches.set({ welcomeRace: 'sending-then-free' })
    const won = await newCode()
    expect([(await greet(won.code)).errcode, (await greet(won.code)).errcode]).toEqual([41096, 0])
    trial.sandbox.switches.set({ welcomeRace: 'sending-then-sent' })
    const lost = await newCode('李静')
    expect([(await greet(lost.code)).errcode, (await greet(lost.code)).errcode]).toEqual([41096, 41051])
    trial.sandbox.switches.set({ welcomeRace: 'sent' })
    expect((await greet((await newCode('秦岚')).code)).errcode).toBe(41051)
  })

  it('§12.5 once either of the two has spoken it is too late for a welcome', async () => {
    trial = await startTrial()
    const { id, code } = await newCode()
    await trial.sandbox.people.customerSays(id, 'admin', '在吗')
    const refused = await greet(code)
    expect(refused).toMatchObject({ errcode: 41051 })
    expect(refused.errmsg).toContain('externaluser has started chatting')
  })

  it('§12.5 no code comes where the administrator welcomes by himself, or where the two talk already', async () => {
    trial = await startTrial()
    trial.sandbox.switches.set({ adminWelcome: true })
    await newCode()
    expect(trial.received.at(-1)?.text).not.toContain('WelcomeCode')
    trial.sandbox.switches.set({ adminWelcome: false })
    const { id } = await newCode('李静')
    await trial.sandbox.people.customerSays(id, 'admin', '在吗')
    await trial.sandbox.people.addCustomer({ name: '李静', userid: 'admin', externalUserid: id })
    expect(trial.received.at(-1)?.text).not.toContain('WelcomeCode')
  })

  it('§12.5 no code comes with somebody of another company, who uses WeCom as well', async () => {
    trial = await startTrial()
    const outsider = {
      externalUserid: 'woColleagueElsewhere1',
      name: '周立',
      gender: 1,
      type: 2,
      corpName: '邻家公司',
    } as const
    trial.sandbox.state.customers.set(outsider.externalUserid, outsider)
    await trial.sandbox.people.addCustomer({ ...outsider, userid: 'admin', addWay: 3 })
    expect(trial.newest('ChangeType')).toBe('add_external_contact')
    expect(trial.received.at(-1)?.text).not.toContain('WelcomeCode')
    expect(await read(outsider.externalUserid)).toMatchObject({ external_contact: { type: 2, corp_name: '邻家公司' } })
  })

  it('§12.5 where archiving needs consent, the code comes with it and a welcome before is 41053', async () => {
    trial = await startTrial()
    const early = await newCode()
    trial.sandbox.switches.set({ archiveConsentFirst: true })
    expect((await greet(early.code)).errcode).toBe(41053)
    const { id } = await newCode('李静')
    expect(trial.received.at(-1)?.text).not.toContain('WelcomeCode')
    await trial.sandbox.people.agreesToArchive(id, 'admin')
    expect([trial.newest('ChangeType'), trial.newest('ExternalUserID')]).toEqual(['msg_audit_approved', id])
    expect((await greet(trial.newest('WelcomeCode'))).errcode).toBe(0)
  })

  it('§12.5 a welcome with too much or with media that is gone is refused and the code stays good', async () => {
    trial = await startTrial()
    const { code } = await newCode()
    const send = (more: object) => trial.call('externalcontact/send_welcome_msg', { welcome_code: code, ...more })
    const image = { msgtype: 'image', image: { media_id: 'gone' } }
    const link = { msgtype: 'link', link: { title: '到店指引', url: 'https://shop.example/visit' } }
    const answers = [
      await send({}),
      await send({ text: { content: '好'.repeat(1334) } }),
      await send({ attachments: Array.from({ length: 10 }, () => link) }),
      await send({ attachments: [image] }),
      await send({ attachments: [{ msgtype: 'voice', voice: {} }] }),
      await send({ text: { content: '好'.repeat(1333) }, attachments: [link] }),
    ]
    expect(answers.map((one) => one.errcode)).toEqual([40058, 40058, 41064, 40007, 41065, 0])
  })
})

describe('§12.5 parting and coming back', () => {
  it('§12.5 who deleted whom is two different events, and a transfer says so', async () => {
    trial = await startTrial()
    const { people } = trial.sandbox
    const a = await people.addCustomer({ name: '甲', userid: 'admin' })
    await people.customerDeletesRep(a, 'admin')
    expect(trial.newest('ChangeType')).toBe('del_follow_user')
    const b = await people.addCustomer({ name: '乙', userid: 'admin' })
    await people.repDeletesCustomer(b, 'admin')
    expect(trial.newest('ChangeType')).toBe('del_external_contact')
    expect(trial.received.at(-1)?.text).not.toContain('Source')
    const c = await people.addCustomer({ name: '丙', userid: 'admin' })
    await people.repDeletesCustomer(c, 'admin', true)
    expect([trial.newest('ChangeType'), trial.newest('Source')]).toEqual(['del_external_contact', 'DELETE_BY_TRANSFER'])
    expect((await read(a)).errcode).toBe(84061)
    expect(await trial.call('externalcontact/list?userid=admin')).toMatchObject({ errcode: 84061, external_userid: [] })
  })

  it('§12.5 adding again brings remark, description and tags back, with a new time and a new code', async () => {
    trial = await startTrial()
    const { people } = trial.sandbox
    const group = await people.createTagGroup('肤质', ['干性'])
    const tag = trial.sandbox.state.tagGroups.find((one) => one.id === group)?.tags[0]?.id ?? ''
    const { id } = await newCode()
    const pair = { userid: 'admin', external_userid: id }
    await trial.call('externalcontact/remark', { ...pair, remark: '王芳 静安店', description: '常买面霜' })
    await trial.call('externalcontact/mark_tag', { ...pair, add_tag: [tag] })
    await people.customerDeletesRep(id, 'admin')
    trial.pass(86_400)
    await people.addCustomer({ name: '王芳', userid: 'admin', externalUserid: id, state: '二维码2', addWay: 3 })
    expect(trial.newest('WelcomeCode')).not.toBe('')
    expect((await read(id)).follow_user).toMatchObject([
      {
        remark: '王芳 静安店',
        description: '常买面霜',
        tags: [{ tag_id: tag }],
        createtime: 1795658400 + 86_400,
        state: '二维码2',
        add_way: 3,
      },
    ])
  })

  it('§12.5 reads may lag behind an addition: 84061 first, the customer later', async () => {
    trial = await startTrial({ switches: { staleSeconds: 2 } })
    const id = await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    expect(await read(id)).toMatchObject({ errcode: 84061, follow_user: [] })
    trial.pass(2)
    expect(await read(id)).toMatchObject({ errcode: 0, external_contact: { name: '王芳' } })
  })
})

describe('§12.6 who causes callbacks', () => {
  it('§12.6 what the API writes causes none, what people do in the client does', async () => {
    trial = await startTrial()
    const { people } = trial.sandbox
    const id = await people.addCustomer({ name: '王芳', userid: 'admin' })
    const before = trial.received.length
    const pair = { userid: 'admin', external_userid: id }
    const made = await trial.call('externalcontact/add_corp_tag', { group_name: '肤质', tag: [{ name: '干性' }] })
    const tag = (made.tag_group as { tag: { id: string }[] }).tag[0]?.id ?? ''
    await trial.call('externalcontact/mark_tag', { ...pair, add_tag: [tag] })
    await trial.call('externalcontact/remark', { ...pair, remark: '芳' })
    await trial.call('externalcontact/edit_corp_tag', { id: tag, name: '油性' })
    await trial.call('externalcontact/del_corp_tag', { tag_id: [tag] })
    await trial.sandbox.callbacks.idle()
    expect(trial.received).toHaveLength(before)
    await people.editRemark(id, 'admin', '王芳')
    expect(trial.newest('ChangeType')).toBe('edit_external_contact')
  })

  it('§12.6 with the switch on, the same writes are announced', async () => {
    trial = await startTrial({ switches: { apiWritesCallBack: true } })
    const id = await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    const made = await trial.call('externalcontact/add_corp_tag', { group_name: '肤质', tag: [{ name: '干性' }] })
    const tag = (made.tag_group as { tag: { id: string }[] }).tag[0]?.id ?? ''
    await trial.call('externalcontact/mark_tag', { userid: 'admin', external_userid: id, add_tag: [tag] })
    await trial.sandbox.callbacks.idle()
    const told = trial.received.slice(1).map((one) => /<ChangeType><!\[CDATA\[(\w+)/.exec(one.text)?.[1])
    expect(told.sort()).toEqual(['create', 'create', 'edit_external_contact'])
  })
})
