import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  await trial.sandbox.people.memberJoins({ userid: 'WangMin', name: '王敏' })
})
afterEach(() => trial.end())

const HOUR = 3600
const send = (body: object) => trial.call('message/send', { touser: 'wangmin', agentid: 1000007, ...body })
const codesOf = async (bodies: object[]) => {
  const found: unknown[] = []
  for (const body of bodies) found.push((await send(body)).errcode)
  return found
}
const card = (template_card: object) => ({ msgtype: 'template_card', template_card })
const buttons = (task: string, more: object = {}) =>
  card({
    card_type: 'button_interaction',
    main_title: { title: '跟进 王芳' },
    task_id: task,
    button_list: [{ text: '已跟进', style: 1, key: 'done' }],
    ...more,
  })
const update = (body: object) => trial.call('message/update_template_card', { agentid: 1000007, ...body })

describe('§12.2 whom a message of the app reaches', () => {
  it('§12.2 userids are told apart without case, invalid ones come back in lower case and joined', async () => {
    const sent = await send({ touser: 'wangmin|ADMIN|Ghost|GHOST2', msgtype: 'text', text: { content: '早' } })
    expect(sent).toMatchObject({ errcode: 0, invaliduser: 'ghost|ghost2' })
    expect(trial.sandbox.people.messagesTo('WangMin')).toHaveLength(1)
    const clean = await send({ msgtype: 'text', text: { content: '早' } })
    expect(Object.keys(clean).sort()).toEqual(['errcode', 'errmsg', 'msgid'])
  })

  it('§12.2 without a recipient, with another app’s number or a thousand and one names it is refused', async () => {
    const text = { msgtype: 'text', text: { content: '早' } }
    const many = Array.from({ length: 1001 }, (_, at) => `u${at}`).join('|')
    expect(
      await codesOf([
        { ...text, touser: '' },
        { ...text, agentid: 1 },
        { ...text, touser: many },
      ]),
    ).toEqual([40063, 40056, 40035])
  })

  it('§12.2 a refusal of all recipients says so in WeCom’s words and still names them', async () => {
    const refused = await send({ touser: 'Ghost', toparty: '77', totag: '5', msgtype: 'text', text: { content: '早' } })
    expect(refused).toMatchObject({ errcode: 81013, invaliduser: 'ghost', invalidparty: '77', invalidtag: '5' })
    expect(refused.errmsg).toContain('user & party & tag all invalid')
  })
})

describe('§12.3 what a message of the app may hold', () => {
  it('§12.3 over-long text is cut to 2048 bytes between characters, without a word', async () => {
    expect((await send({ msgtype: 'text', text: { content: '好'.repeat(1000) } })).errcode).toBe(0)
    expect(trial.sandbox.people.messagesTo('WangMin')[0]?.text).toBe('好'.repeat(682))
  })

  it('§12.3 the first thing wrong has its own number', async () => {
    const article = { title: '上新', url: 'https://shop.example' }
    const news = (count: number) => ({ msgtype: 'news', news: { articles: Array(count).fill(article) } })
    const notice = { card_type: 'text_notice', main_title: { title: '日报' } }
    expect(
      await codesOf([
        { msgtype: 'voicemail' },
        { msgtype: 'text', text: { content: '' } },
        { msgtype: 'textcard', textcard: { title: '日报', description: '内容' } },
        news(0),
        news(9),
        news(8),
        { msgtype: 'image', image: { media_id: 'unknown' } },
        card({ card_type: 'poster' }),
        card(notice),
        card({ ...notice, card_action: { type: 1, url: 'https://shop.example' } }),
        card({ ...notice, card_type: 'news_notice', card_action: { type: 1 } }),
        buttons('has space'),
        buttons('t1', { button_list: [] }),
        buttons('t2', { button_list: Array(7).fill({ text: '是', key: 'k' }) }),
        buttons('t3', { button_list: [{ text: '无键' }] }),
        card({ card_type: 'vote_interaction', task_id: 'v1', checkbox: { option_list: [] } }),
        card({ card_type: 'multiple_interaction', task_id: 'm1', select_list: [] }),
      ]),
    ).toEqual([
      40008, 44004, 40058, 40063, 45008, 0, 40007, 42031, 42045, 0, 40063, 42014, 42039, 42039, 42039, 42039, 42039,
    ])
  })

  it('§12.3 a message can be taken back for a day, by its number', async () => {
    const { msgid } = await send({ msgtype: 'text', text: { content: '写错了' } })
    const recall = (id: unknown) => trial.call('message/recall', { msgid: id })
    expect((await recall('unknown')).errcode).toBe(40058)
    trial.pass(24 * HOUR)
    expect((await recall(msgid)).errcode).toBe(0)
    expect(trial.sandbox.people.messagesTo('WangMin')[0]?.text).toBe('')
    const late = await send({ msgtype: 'text', text: { content: '又一条' } })
    trial.pass(24 * HOUR + 1)
    expect((await recall(late.msgid)).errcode).toBe(42052)
  })
})

describe('§12.6 cards that call back', () => {
  it('§12.6 a card’s code lives as many hours as the switch says', async () => {
    trial.sandbox.switches.set({ cardCodeHours: 24 })
    const { response_code } = await send(buttons('a-day'))
    trial.pass(24 * HOUR + 1)
    expect((await update({ response_code, button: { replace_name: '晚了' } })).errcode).toBe(42017)
  })

  it('§12.6 an interactive card comes with a code that changes it once, within 72 hours', async () => {
    const first = await send(buttons('t1'))
    expect(first.response_code).toMatch(/^\w{43}$/)
    trial.pass(72 * HOUR)
    const change = { response_code: first.response_code, userids: ['wangmin', 'Ghost'] }
    expect((await update(change)).errcode).toBe(40063)
    const done = await update({ ...change, button: { replace_name: '已处理' } })
    expect(done).toMatchObject({ errcode: 0, invaliduser: ['Ghost'] })
    expect(trial.sandbox.people.messagesTo('WangMin')[0]?.body).toMatchObject({
      template_card: { replaced_button: '已处理' },
    })
    const again = await update({ ...change, button: { replace_name: '再次' } })
    expect(again).toMatchObject({ errcode: 42017, invaliduser: [] })
    const second = await send(buttons('t2'))
    trial.pass(72 * HOUR + 1)
    expect((await update({ response_code: second.response_code, button: { replace_name: '晚了' } })).errcode).toBe(
      42017,
    )
    expect((await update({ response_code: 'unknown', button: { replace_name: '?' } })).errcode).toBe(42016)
  })

  it('§12.6 a notice has no code unless it carries a menu', async () => {
    const notice = {
      card_type: 'text_notice',
      main_title: { title: '日报' },
      card_action: { type: 1, url: 'https://a' },
    }
    expect(await send(card(notice))).not.toHaveProperty('response_code')
    const menu = { desc: '更多', action_list: [{ text: '静音', key: 'mute' }] }
    expect(await send(card({ ...notice, task_id: 'n1', action_menu: menu }))).toHaveProperty('response_code')
  })

  it('§12.6 a tap tells the app who tapped what, with a fresh code that turns the card over', async () => {
    const { msgid } = await send(buttons('t3'))
    await trial.sandbox.people.tapCard('WangMin', `${msgid}`, 'done', { mood: ['good', 'fast'] })
    const event = ['Event', 'FromUserName', 'EventKey', 'TaskId', 'CardType', 'AgentID'].map((one) => trial.newest(one))
    expect(event).toEqual(['template_card_event', 'WangMin', 'done', 't3', 'button_interaction', '1000007'])
    expect(trial.received.at(-1)?.text).toContain(
      '<SelectedItems><SelectedItem><QuestionKey><![CDATA[mood]]></QuestionKey><OptionIds><OptionId><![CDATA[good]]></OptionId><OptionId><![CDATA[fast]]></OptionId></OptionIds></SelectedItem></SelectedItems>',
    )
    const next = {
      card_type: 'text_notice',
      main_title: { title: '已记录' },
      card_action: { type: 1, url: 'https://a' },
    }
    const turned = await update({ response_code: trial.newest('ResponseCode'), template_card: next })
    expect(turned).toMatchObject({ errcode: 0, invaliduser: [] })
    expect(trial.sandbox.people.messagesTo('WangMin')[0]?.text).toBe('已记录')
  })

  it('§12.6 opening the app is an event of that member with an empty key', async () => {
    await trial.sandbox.people.enterApp('WangMin')
    expect(trial.received.at(-1)?.text).toContain('<EventKey><![CDATA[]]></EventKey>')
    expect([trial.newest('Event'), trial.newest('FromUserName')]).toEqual(['enter_agent', 'WangMin'])
  })
})
