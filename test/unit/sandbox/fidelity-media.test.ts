import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
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

describe('§12.10 media', () => {
  it('§12.10 come back as the bytes they were, with their type and name, whole or in part', async () => {
    const up = await upload(await withToken('media/upload?type=image'), PNG)
    expect(up).toMatchObject({ errcode: 0, errmsg: '', type: 'image', created_at: '1795658400' })
    const path = `${trial.url}/cgi-bin/${await withToken(`media/get?media_id=${up.media_id}`)}`
    const whole = await fetch(path)
    expect(whole.headers.get('content-type')).toBe('image/png')
    expect(decodeURI(whole.headers.get('content-disposition') ?? '')).toBe('attachment; filename="图.png"')
    expect(Buffer.from(await whole.arrayBuffer()).equals(PNG)).toBe(true)
    const part = await fetch(path, { headers: { range: 'bytes=4-9' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 4-9/48'])
    expect(Buffer.from(await part.arrayBuffer()).equals(PNG.subarray(4, 10))).toBe(true)
  })

  it('§12.10 live three days; afterwards reading is JSON with the error, in the headers too', async () => {
    const { media_id: id } = await upload(await withToken('media/upload?type=image'), PNG)
    trial.pass(3 * DAY)
    const path = async () => `${trial.url}/cgi-bin/${await withToken(`media/get?media_id=${id}`)}`
    expect((await fetch(await path())).headers.get('content-type')).toBe('image/png')
    trial.pass(1)
    const gone = await fetch(await path())
    expect(gone.headers.get('content-type')).toContain('application/json')
    expect(gone.headers.get('error-code')).toBe('40007')
    expect(await gone.json()).toMatchObject({ errcode: 40007 })
    const image = { touser: 'admin', msgtype: 'image', agentid: 1000007, image: { media_id: id } }
    expect((await trial.call('message/send', image)).errcode).toBe(40007)
  })

  it('§12.10 are refused when there is nothing in them, when they are too large or not what they say', async () => {
    const answers = [
      await upload(await withToken('media/upload?type=image'), null),
      await upload(await withToken('media/upload?type=image'), Buffer.from('12345')),
      await upload(await withToken('media/upload?type=picture'), PNG),
      await upload(await withToken('media/upload?type=image'), AMR),
      await upload(await withToken('media/upload?type=voice'), Buffer.concat([AMR, Buffer.alloc(2 * 1024 * 1024)])),
      await upload(await withToken('media/upload?type=file'), Buffer.from('123456')),
    ]
    expect(answers.map((one) => one.errcode)).toEqual([44001, 44001, 40005, 40004, 45001, 0])
  })

  it('§12.10 for moments are not for messages, and a picture kept for good has an address of its own', async () => {
    const moment = await upload(await withToken('media/upload_attachment?media_type=image&attachment_type=1'), PNG)
    expect(moment).toMatchObject({ errcode: 0, created_at: 1795658400 })
    const kept = await upload(await withToken('media/uploadimg?x=1'), PNG)
    const shown = await fetch(`${kept.url}`)
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true)
    const id = `${kept.url}`.split('/').at(-1)
    expect(await trial.call(`media/get?media_id=${id}`)).toMatchObject({ errcode: 40007 })
    trial.pass(30 * DAY)
    expect((await fetch(`${kept.url}`)).status).toBe(200)
  })
})
