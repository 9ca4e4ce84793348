import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
let robot = ''
beforeEach(async () => {
  trial = await startTrial()
  robot = trial.sandbox.people.addRobot('华东一组').replace(/^.*key=/, '')
})
afterEach(() => trial.end())

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(40, 7)])
const AMR = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(60, 3)])
const DAY = 86_400

const upload = async (path: string, bytes: Buffer | null, name = '图.png'): Promise<Record<string, unknown>> => {
  const form = new FormData()
  form.set('note', 'first')
  if (bytes !== null) form.set('media', new Blob([bytes]), name)
  const response = await fetch(`${trial.url}/cgi-bin/${path}`, { method: 'POST', body: form })
  return (await response.json()) as Record<string, unknown>
}
const withToken = async (path: string): Promise<string> => `${path}&access_token=${await trial.token()}`
const send = (body: object, key = robot) => trial.request(`/cgi-bin/webhook/send?key=${key}`, body)

const words = (msgtype: string, content: string) => ({ msgtype, [msgtype]: { content } })
const image = (bytes: Buffer, md5 = createHash('md5').update(bytes).digest('hex')) => ({
  msgtype: 'image',
  image: { base64: bytes.toString('base64'), md5 },
})
const card = (more: object) => ({
  msgtype: 'template_card',
  template_card: { main_title: { title: '日报' }, card_action: { type: 1, url: 'https://shop.example' }, ...more },
})
const article = { title: '上新', url: 'https://shop.example/new' }

describe('§12.12 the webhook of a group robot', () => {
  it('§12.12 takes its eight kinds of message and no ninth', async () => {
    const { media_id: file } = await upload(
      `webhook/upload_media?key=${robot}&type=file`,
      Buffer.from('报表,1\n'),
      'a.csv',
    )
    const { media_id: voice } = await upload(`webhook/upload_media?key=${robot}&type=voice`, AMR, 'a.amr')
    const bodies = [
      { msgtype: 'text', text: { content: '早', mentioned_list: ['admin', '@all'] } },
      words('markdown', '**早**'),
      words('markdown_v2', '| a | b |\n|---|---|\n| 1 | 2 |'),
      image(PNG),
      { msgtype: 'news', news: { articles: [article] } },
      { msgtype: 'file', file: { media_id: file } },
      { msgtype: 'voice', voice: { media_id: voice } },
      card({ card_type: 'text_notice' }),
      card({ card_type: 'news_notice', image_text_area: { type: 1, title: '图' } }),
    ]
    for (const body of bodies) expect(await send(body)).toEqual({ errcode: 0, errmsg: 'ok' })
    expect((await send(words('textcard', '早'))).errcode).toBe(40008)
    expect(trial.sandbox.people.robotMessages(robot)).toHaveLength(bodies.length)
  })

  it.each([
    ['text', 2048],
    ['markdown', 4096],
    ['markdown_v2', 4096],
  ])('§12.12 counts %s in bytes, up to %i, and refuses more in WeCom’s own words', async (msgtype, max) => {
    const fits = '好'.repeat(Math.floor(max / 3)) + 'x'.repeat(max % 3)
    expect((await send(words(msgtype, fits))).errcode).toBe(0)
    const refused = await send(words(msgtype, `${fits}x`))
    expect(refused.errcode).toBe(40058)
    expect(refused.errmsg).toMatch(
      new RegExp(
        `^${msgtype}\\.content exceed max length ${max}\\. Invalid input invalid Request Parameter, hint: \\[\\d+\\], from ip: `,
      ),
    )
  })

  it('§12.12 compares the md5 of a picture with its bytes', async () => {
    expect((await send(image(PNG, 'd41d8cd98f00b204e9800998ecf8427e'))).errcode).toBe(40058)
    expect((await send(image(Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)])))).errcode).toBe(40009)
    expect((await send(image(Buffer.from('not a picture at all')))).errcode).toBe(40004)
  })

  it('§12.12 refuses what is empty, too many articles, and cards that need an app', async () => {
    const news = (count: number) => ({
      msgtype: 'news',
      news: { articles: Array.from({ length: count }, () => article) },
    })
    const answers = [
      await send(words('text', '')),
      await send(news(0)),
      await send(news(9)),
      await send(news(8)),
      await send({ msgtype: 'news', news: { articles: [{ title: '上新' }] } }),
      await send(card({ card_type: 'button_interaction' })),
      await send(card({ card_type: 'news_notice' })),
    ]
    expect(answers.map((one) => one.errcode)).toEqual([44004, 40063, 45008, 0, 40058, 42031, 40063])
  })

  it('§12.12 takes twenty messages a minute per robot, then 45009; another robot goes on', async () => {
    const other = trial.sandbox.people.addRobot('华东二组').replace(/^.*key=/, '')
    for (let at = 0; at < 20; at += 1) expect((await send(words('text', '早'))).errcode).toBe(0)
    expect((await send(words('text', '早'))).errcode).toBe(45009)
    expect((await send(words('text', '早'), other)).errcode).toBe(0)
    trial.pass(60)
    expect((await send(words('text', '早'))).errcode).toBe(0)
  })

  it('§12.3 a robot that was refused stays refused for a minute from then on, however long ago its first word was', async () => {
    for (let at = 0; at < 20; at += 1) {
      expect((await send(words('text', '早'))).errcode).toBe(0)
      trial.pass(2.5)
    }
    expect((await send(words('text', '早'))).errcode).toBe(45009)
    trial.pass(15)
    expect((await send(words('text', '早'))).errcode).toBe(45009)
    trial.pass(45)
    expect((await send(words('text', '早'))).errcode).toBe(0)
  })

  it('§12.12 says 93000 for a key nobody has, 93004 when disabled, 93008 when out of the group', async () => {
    expect(await send(words('text', '早'), 'nobody')).toMatchObject({ errcode: 93000 })
    for (const [fate, errcode] of [
      ['removed', 93000],
      ['disabled', 93004],
      ['not-in-group', 93008],
    ] as const) {
      trial.sandbox.switches.set({ robotFates: { [robot]: fate } })
      expect((await send(words('text', '早'))).errcode).toBe(errcode)
    }
  })

  it('§12.12 looks at an uploaded file before the key, and its ids are the robot’s own', async () => {
    expect((await upload('webhook/upload_media?key=nobody&type=file', null)).errcode).toBe(44001)
    expect((await upload('webhook/upload_media?key=nobody&type=file', Buffer.from('123456'))).errcode).toBe(93000)
    const app = await upload(await withToken('media/upload?type=file'), Buffer.from('123456'))
    const own = await upload(`webhook/upload_media?key=${robot}&type=file`, Buffer.from('123456'))
    const file = (media_id: unknown, key = robot) => send({ msgtype: 'file', file: { media_id } }, key)
    const other = trial.sandbox.people.addRobot('华东二组').replace(/^.*key=/, '')
    const answers = [await file(app.media_id), await file(own.media_id, other), await file(own.media_id)]
    expect(answers.map((one) => one.errcode)).toEqual([40007, 40007, 0])
    trial.pass(3 * DAY + 1)
    expect((await file(own.media_id)).errcode).toBe(40007)
  })
})
