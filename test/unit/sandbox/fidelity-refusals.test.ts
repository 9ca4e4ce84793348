import { afterEach, describe, expect, it } from 'vitest'
import { DAY, errcodeOf, type Growth, startGrowth } from './growth-trial.ts'
import { KEYS } from './trial.ts'

let growth: Growth
afterEach(() => growth.end())

const OTHER_APP = { secret: 'secret-of-another-app', kind: 'app', agentId: '1000009' } as const
/** The same question by another app of the company. */
const asOtherApp = async (api: string, body: object): Promise<unknown> => {
  const { access_token: token } = await growth.request(
    `/cgi-bin/gettoken?corpid=${KEYS.corpId}&corpsecret=${OTHER_APP.secret}`,
  )
  return (await growth.request(`/cgi-bin/${api}?access_token=${token}`, body)).errcode
}
const refusals = async (api: string, bodies: readonly object[]): Promise<unknown[]> => {
  const codes: unknown[] = []
  for (const body of bodies) codes.push((await growth.call(api, body)).errcode)
  return codes
}

describe('§4.2 what WeCom refuses of ways to be found', () => {
  it('§4.2 a contact way without type or scene, of an unknown one, or in a style nobody has', async () => {
    growth = await startGrowth()
    const one = { type: 1, scene: 2, user: ['linyu'] }
    const bodies = [
      { ...one, type: undefined },
      { ...one, scene: undefined },
      { ...one, type: 3 },
      { ...one, scene: 3 },
      { ...one, style: 4 },
      { ...one, user: ['nobody'] },
      one,
    ]
    const codes = [41037, 41038, 41039, 41040, 41042, 60111, 0]
    expect(await refusals('externalcontact/add_contact_way', bodies)).toEqual(codes)
  })

  it('§4.2 a way nobody named, one that is gone, and the end of a chat with somebody unknown', async () => {
    growth = await startGrowth()
    expect(await refusals('externalcontact/get_contact_way', [{}, { config_id: 'gone' }])).toEqual([41043, 41044])
    const fang = await growth.friend('王芳', 'linyu')
    const bodies = [
      { userid: 'nobody', external_userid: fang },
      { userid: 'linyu', external_userid: 'wmNobody' },
      { userid: 'chenxi', external_userid: fang },
    ]
    expect(await refusals('externalcontact/close_temp_chat', bodies)).toEqual([60111, 40096, 84061])
  })

  it('§4.2 a join way of an unknown scene, without a group, with six of them, or with one that does not exist', async () => {
    growth = await startGrowth()
    const chatId = await growth.people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: [] })
    const bodies = [
      { scene: 3, chat_id_list: [chatId] },
      { scene: 2, chat_id_list: [] },
      { scene: 2, chat_id_list: Array.from({ length: 6 }, () => chatId) },
      { scene: 2, chat_id_list: ['wrNobody'] },
      { scene: 2, chat_id_list: [chatId] },
    ]
    expect(await refusals('externalcontact/groupchat/add_join_way', bodies)).toEqual([41040, 40063, 41091, 40050, 0])
  })

  it('§4.2 more configurations than the company may have: contact ways and join ways count together', async () => {
    growth = await startGrowth({ switches: { waysPerCorp: 2 } })
    const { wecom, people } = growth
    const chatId = await people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: [] })
    const way = () => wecom.createContactWay({ kind: 'single', scene: 'qr', userids: ['linyu'] })
    await way()
    const { configId } = await wecom.createJoinWay({ scene: 'qr', chatIds: [chatId] })
    expect(await errcodeOf(way())).toBe(41045)
    expect(await errcodeOf(wecom.createJoinWay({ scene: 'qr', chatIds: [chatId] }))).toBe(41045)
    await wecom.deleteJoinWay(configId)
    await way()
  })
})

describe('§4.2 §4.11 what is too long or too many', () => {
  it('§4.2 last words of a temporary way by their bytes: text, title and description of a link, title of a mini program', async () => {
    growth = await startGrowth()
    const way = (conclusions: object) => ({ type: 1, scene: 2, user: ['linyu'], is_temp: true, conclusions })
    const bodies = [
      way({ text: { content: '好'.repeat(1_334) } }),
      way({ link: { title: '好'.repeat(43), url: 'https://shop.example/' } }),
      way({ link: { title: '好', desc: '好'.repeat(171), url: 'https://shop.example/' } }),
      way({ miniprogram: { title: '好'.repeat(22) } }),
      way({ text: { content: '好'.repeat(1_333) }, link: { title: '好'.repeat(42), desc: '好'.repeat(170) } }),
    ]
    expect(await refusals('externalcontact/add_contact_way', bodies)).toEqual([40058, 40058, 40058, 40058, 0])
  })

  it('§4.11 an acquisition link for five hundred and one members, with a name of 31 characters, or for nobody', async () => {
    growth = await startGrowth()
    const model = growth.sandbox.state.members.get('linyu')
    if (model === undefined) throw new Error('no member to copy')
    const users = Array.from({ length: 501 }, (_one, number) => `rep${number}`)
    for (const userid of users) growth.sandbox.state.members.set(userid, { ...model, userid, departments: [1] })
    const link = (link_name: string, user_list: string[]) => ({ link_name, range: { user_list } })
    const bodies = [
      link('小红书', users),
      link('好'.repeat(31), ['linyu']),
      link('小红书', []),
      link('', ['linyu']),
      link('好'.repeat(30), users.slice(1)),
    ]
    const codes = [40058, 40058, 40063, 40063, 0]
    expect(await refusals('externalcontact/customer_acquisition/create_link', bodies)).toEqual(codes)
  })
})

describe('§4.5 what WeCom refuses of groups', () => {
  it('§4.5 a list of all groups where the app sees more than a thousand members', async () => {
    growth = await startGrowth()
    const model = growth.sandbox.state.members.get('linyu')
    if (model === undefined) throw new Error('no member to copy')
    for (let number = 0; number < 1_000; number += 1)
      growth.sandbox.state.members.set(`rep${number}`, { ...model, userid: `rep${number}` })
    const one = { limit: 10, owner_filter: { userid_list: ['linyu'] } }
    expect(await refusals('externalcontact/groupchat/list', [{ limit: 10 }, one])).toEqual([81017, 0])
  })

  it('§4.3 a welcome of groups is changed and deleted by the app that made it alone', async () => {
    growth = await startGrowth({ secrets: [OTHER_APP] })
    const { templateId } = await growth.wecom.addGroupWelcome({ text: '欢迎' })
    const [edit, del] = ['edit', 'del'].map((name) => `externalcontact/group_welcome_template/${name}`)
    const body = { template_id: templateId, text: { content: '改了' } }
    expect([await asOtherApp(edit ?? '', body), await asOtherApp(del ?? '', body)]).toEqual([41058, 41058])
    expect((await growth.wecom.groupWelcome(templateId)).text).toBe('欢迎')
  })
})

describe('§4.7 what WeCom refuses of group sends', () => {
  it('§4.7 an unknown kind of chat, and a question about no sending or an unknown one', async () => {
    growth = await startGrowth()
    const send = { chat_type: 'room', sender: 'linyu', text: { content: '早' } }
    expect(await refusals('externalcontact/add_msg_template', [send])).toEqual([86214])
    const asked = [{}, { msgid: 'msgGone' }]
    expect(await refusals('externalcontact/get_groupmsg_task', asked)).toEqual([41046, 41047])
  })

  it('§4.7 a customer whose only rep the app does not see is in the fail list, and nobody is asked to send', async () => {
    growth = await startGrowth({ switches: { visibleMembers: ['linyu'] } })
    const { wecom, friend, people } = growth
    const [mine, hidden] = [await friend('王芳', 'linyu'), await friend('李静', 'chenxi')]
    const { failed, msgid } = await wecom.createGroupSend({
      ...{ to: 'customers', externalUserids: [mine, hidden], text: '早' },
    })
    expect(failed).toEqual([hidden])
    expect((await wecom.groupSendTasks(msgid)).rows.map((task) => task.userid)).toEqual(['linyu'])
    expect(people.pendingGroupSends('chenxi')).toEqual([])
  })
})

describe('§4.8 what WeCom refuses of hand-overs', () => {
  it('§4.8 nobody named, and words to the customer of more than two hundred characters', async () => {
    growth = await startGrowth()
    const fang = await growth.friend('王芳', 'linyu')
    const pair = { handover_userid: 'linyu', takeover_userid: 'chenxi' }
    const bodies = [
      pair,
      { ...pair, external_userid: [fang], transfer_success_msg: '好'.repeat(201) },
      { ...pair, external_userid: [fang], transfer_success_msg: '好'.repeat(200) },
    ]
    expect(await refusals('externalcontact/transfer_customer', bodies)).toEqual([41035, 40058, 0])
  })

  it('§4.8 the three-hundred-and-first group of a day to one member; the next day goes on', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const chatIds: string[] = []
    for (let number = 0; number < 301; number += 1)
      chatIds.push(await people.createGroup({ name: `群${number}`, owner: 'linyu', externalUserids: [] }))
    const failures: number[] = []
    for (let at = 0; at < 301; at += 100) {
      const rows = await wecom.transferGroups({ kind: 'on-job', chatIds: chatIds.slice(at, at + 100), to: 'chenxi' })
      failures.push(...rows.map((row) => row.errcode))
    }
    expect(failures).toEqual([45009])
    growth.pass(DAY)
    expect(await wecom.transferGroups({ kind: 'on-job', chatIds: chatIds.slice(300), to: 'chenxi' })).toEqual([])
  })
})

describe('§4.9 whom a moment is given to', () => {
  it('§4.9 without names it goes to the members the app sees, and a named one out of range is invalid', async () => {
    growth = await startGrowth({ switches: { visibleMembers: ['linyu'] } })
    const { wecom, friend } = growth
    await friend('王芳', 'linyu')
    const result = async (senders?: { userids: string[] }) => {
      const { jobId } = await wecom.createMoment({ text: '早', ...(senders === undefined ? {} : { senders }) })
      await wecom.momentJob(jobId)
      return wecom.momentJob(jobId)
    }
    const all = await result()
    if (all.state !== 'done') throw new Error('the moment was not made')
    expect((await wecom.momentTasks(all.momentId)).rows).toEqual([{ userid: 'linyu', published: false }])
    expect(await result({ userids: ['linyu', 'chenxi'] })).toMatchObject({ state: 'done', invalidUserids: ['chenxi'] })
    expect(await result({ userids: ['chenxi'] })).toEqual({ state: 'failed', errcode: 40031 })
  })
})

describe('§5.3 what WeCom refuses of groups of the app', () => {
  it('§5.3 a name of 51 characters, an owner nobody knows, an id of 33 letters, and a group nobody named', async () => {
    growth = await startGrowth()
    const pair = { userlist: ['linyu', 'chenxi'] }
    const bodies = [
      { ...pair, name: '名'.repeat(51) },
      { ...pair, owner: 'nobody' },
      { ...pair, chatid: 'a'.repeat(33) },
      { ...pair, name: '名'.repeat(50), chatid: 'a'.repeat(32) },
    ]
    expect(await refusals('appchat/create', bodies)).toEqual([86004, 86005, 86205, 0])
    const words = { msgtype: 'text', text: { content: '早' } }
    expect(await refusals('appchat/send', [words, { ...words, chatid: 'gone' }])).toEqual([86201, 86003])
  })

  it('§5.3 a group that another app made', async () => {
    growth = await startGrowth({ secrets: [OTHER_APP] })
    const { chatid } = await growth.wecom.createAppchat({ userids: ['linyu', 'chenxi'] })
    const words = { chatid, msgtype: 'text', text: { content: '早' } }
    expect([await asOtherApp('appchat/send', words), await asOtherApp('appchat/update', words)]).toEqual([86008, 86008])
    expect(growth.people.appchatMessages(chatid)).toEqual([])
  })
})
