import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MOST_OF_MEMBER } from '../../src/features/media/rules.ts'
import type { FileView } from '../../src/features/media/shapes.ts'
import { mediaChunks, mediaFiles } from '../../src/features/media/tables.ts'
import type { PartMediaReply, ScriptView } from '../../src/features/scripts/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type List = { items: ScriptView[]; nextCursor: string | null }
type Refused = { statusCode: number; code: string; message: string }

const MB = 1024 * 1024
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(900)])
const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(900)])
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(1_500_000)])
const MINI = {
  type: 'miniprogram',
  appid: 'wx0123456789abcdef',
  title: '{品牌|本店}商城',
  page: 'pages/index.html?from=chat',
}

describe.each(ENGINES)('pictures, files and mini programs in scripts on %s', (engine) => {
  let world: World
  let rep: Client
  let colleague: Client
  let admin: Client
  let wangfang = ''

  const upload = async <T = FileView>(who: Client, kind: string, name: string, body: Uint8Array, lang = 'zh-CN') => {
    const path = `/api/media?kind=${kind}&name=${encodeURIComponent(name)}`
    const headers = { cookie: who.cookie, 'content-type': 'application/pdf', 'x-lang': lang }
    const response = await fetch(`${world.url}${path}`, { method: 'POST', headers, body: Buffer.from(body) })
    return { status: response.status, body: (await response.json()) as T }
  }
  const look = (who: Client, path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}${path}`, { headers: { cookie: who.cookie, ...headers } })
  const make = async (who: Client, parts: unknown[], more: Record<string, unknown> = {}) =>
    who.post<ScriptView>('/api/scripts', { title: '到店资料', category: 'value', parts, ...more })
  const media = (who: Client, id: string, part: number, body: unknown = {}) =>
    who.post<PartMediaReply & Refused>(`/api/scripts/${id}/parts/${part}/media`, body)

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    wangfang = await world.people.addCustomer({ name: '王芳', userid: 'wangmin', addWay: 1 })
    await world.settle()
    rep = await world.as('wangmin')
    colleague = await world.as('heping')
    admin = await world.as('linyu')
  })
  afterAll(() => world.close())

  test('a picture and a file are kept as they came, byte for byte, and the same one twice is one', async () => {
    const one = await upload(rep, 'file', '报价 单.pdf', PDF)
    expect(one).toMatchObject({ status: 201, body: { name: '报价 单.pdf', size: PDF.length } })
    expect((await upload(rep, 'file', '报价 单.pdf', PDF)).body.id).toBe(one.body.id)
    const back = await look(rep, one.body.url)
    expect(Buffer.from(await back.arrayBuffer()).equals(PDF)).toBe(true)
    // A colleague's own upload of it is a file of his, and the bytes are still there once.
    const theirs = await upload(colleague, 'file', '价目表.pdf', PDF)
    expect(theirs.body.id).not.toBe(one.body.id)
    const rows = await world.deps.core.db
      .select()
      .from(mediaFiles)
      .where(eq(mediaFiles.id, Number(one.body.id)))
    const pieces = await world.deps.core.db
      .select({ part: mediaChunks.part })
      .from(mediaChunks)
      .where(eq(mediaChunks.sha256, rows[0]?.sha256 ?? ''))
    expect(pieces.length).toBe(Math.ceil(PDF.length / (MB / 2)))
  })

  test('who has room for one more file gets one of two uploaded at the same moment, and hears why not the other', async () => {
    const lead = await world.as('zhouyan')
    const left = MOST_OF_MEMBER - PDF.length - 1
    await world.deps.core.db.insert(mediaFiles).values({
      kind: 'file',
      name: '旧资料.pdf',
      contentType: 'application/pdf',
      size: left,
      sha256: 'none-of-these-bytes-are-looked-at',
      ownerUserid: 'zhouyan',
      createdAt: world.deps.core.now(),
      neededAt: world.deps.core.now(),
    })
    const other = Buffer.concat([PDF, Buffer.from('1')])
    const both = await Promise.all([
      upload<Refused>(lead, 'file', '一.pdf', PDF),
      upload<Refused>(lead, 'file', '二.pdf', other),
    ])
    expect(both.map((one) => one.status).sort()).toEqual([201, 422])
    expect(both.find((one) => one.status === 422)?.body).toMatchObject({ code: 'media-full' })
    expect(both.find((one) => one.status === 422)?.body.message).toContain('500 MB')
  })

  test('what is served can be looked at or saved and nothing else', async () => {
    const picture = (await upload(rep, 'image', '门店"照.png', PNG)).body
    expect(picture.name).toBe('门店_照.png')
    const shown = await look(rep, picture.url)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect(shown.headers.get('content-security-policy')).toBe(
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
    )
    expect(shown.headers.get('content-disposition')).toMatch(/^inline; .*filename\*=UTF-8''%E9%97%A8/)
    expect(shown.headers.get('cache-control')).toBe('private, no-cache')
    expect((await look(rep, `${picture.url}?download=1`)).headers.get('content-disposition')).toMatch(/^attachment/)
    const again = await look(rep, picture.url, { 'if-none-match': shown.headers.get('etag') ?? '' })
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0])
    const page = (await upload(rep, 'file', '页.txt', Buffer.from('<script>alert(1)</script>'))).body
    const saved = await look(rep, page.url)
    expect(saved.headers.get('content-type')).toBe('application/octet-stream')
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment/)
  })

  test.each([
    ['image', '动图.gif', Buffer.from('GIF89a-and-more'), 415, 'no-picture', 'JPG'],
    ['image', '大图.jpg', Buffer.concat([JPEG, Buffer.alloc(5 * MB)]), 413, 'too-large', '5 MB'],
    ['cover', '封面.png', Buffer.concat([PNG, Buffer.alloc(2 * MB)]), 413, 'too-large', '2 MB'],
    ['file', '安装.exe', Buffer.from('MZ-program'), 415, 'program', '压缩包'],
    ['file', '安装.pdf', Buffer.from('MZ-program'), 415, 'program', '压缩包'],
    ['file', '合同.pdf', Buffer.from('no pdf at all'), 415, 'wrong-content', '后缀'],
    ['file', '页面.html', Buffer.from('<script>alert(1)</script>'), 415, 'ending', 'PDF'],
    ['file', '没有后缀', Buffer.from('123456789'), 415, 'ending', 'PDF'],
    ['file', '名单.csv', Buffer.from([1, 2, 3, 0, 4, 5, 6]), 415, 'wrong-content', '后缀'],
    ['file', '空.txt', Buffer.from('12345'), 422, 'too-small', '空'],
    ['file', '..', Buffer.from('123456789'), 422, 'no-name', '名字'],
    ['file', '很大.zip', Buffer.alloc(20 * MB + 1), 413, 'too-large', '20 MB'],
  ] as const)('%s %s is refused in words that say how to mend it', async (kind, name, bytes, status, code, says) => {
    const refused = await upload<Refused>(rep, kind, name, bytes)
    expect(refused).toMatchObject({ status, body: { statusCode: status, code } })
    expect(refused.body.message).toContain(says)
    expect((await upload<Refused>(rep, kind, name, bytes, 'en')).body.message).not.toMatch(/[\u4e00-\u9fff]/)
  })

  test('twenty megabytes are taken and given back whole', async () => {
    const large = Buffer.concat([Buffer.from('504b0304', 'hex'), randomBytes(20 * MB - 4)])
    const kept = await upload(rep, 'file', '目录.zip', large)
    expect(kept.status).toBe(201)
    expect(Buffer.from(await (await look(rep, kept.body.url)).arrayBuffer()).equals(large)).toBe(true)
  }, 60_000)

  test('without a session, or as somebody else, nothing is stored and nothing is seen', async () => {
    const stranger = { ...rep, cookie: 'zg_session=no' }
    expect((await upload(stranger, 'image', 'a.png', PNG)).status).toBe(401)
    const mine = (await upload(rep, 'image', '只给我.png', PNG)).body
    expect((await look(stranger, mine.url)).status).toBe(401)
    expect((await look(colleague, mine.url)).status).toBe(404)
    const stolen = await make(colleague, [{ type: 'image', fileId: mine.id }])
    expect(stolen).toMatchObject({ status: 422, body: { code: 'no-file' } })
    expect((await look(rep, '/api/media/99999999')).status).toBe(404)
    expect((await look(rep, '/api/media/1e3')).status).not.toBe(500)
  })

  test('a script holds a picture, a file and a mini program, and says nothing of WeCom’s id until it is asked', async () => {
    const picture = (await upload(rep, 'image', '门头.jpg', JPEG)).body
    const file = (await upload(rep, 'file', '保养手册.pdf', PDF)).body
    const cover = (await upload(rep, 'cover', '封面.png', PNG)).body
    const parts = [
      { type: 'text', text: '{客户称呼}，给您看看' },
      { type: 'image', fileId: picture.id },
      { type: 'file', fileId: file.id },
      { ...MINI, coverFileId: cover.id },
    ]
    const made = await make(rep, parts)
    expect(made.status).toBe(201)
    const id = made.body.id
    expect(made.body.parts.map((part) => part.type)).toEqual(['text', 'image', 'file', 'miniprogram'])
    expect(made.body.parts[2]).toMatchObject({
      text: '保养手册.pdf',
      missing: [],
      file: { id: file.id, name: '保养手册.pdf', size: PDF.length, url: `/api/media/${file.id}` },
    })
    const [found] = (await rep.get<List>(`/api/scripts?q=${encodeURIComponent('保养手册')}&customer=${wangfang}`)).body
      .items
    expect(found?.id).toBe(id)
    expect(found?.parts[3]).toMatchObject({
      title: '本店商城',
      appid: MINI.appid,
      page: MINI.page,
      file: { id: cover.id },
    })
    expect(JSON.stringify(found)).not.toContain('mediaId')

    const sent = await media(rep, id, 1)
    expect(sent.body).toMatchObject({
      mediaId: expect.stringMatching(/^3/),
      until: expect.stringMatching(/^2026-11-27T02:0/),
      imageUrl: null,
    })
    expect(world.sandbox.state.media.get(sent.body.mediaId ?? '')).toMatchObject({ type: 'image', name: '门头.jpg' })
    const asFile = world.sandbox.state.media.get((await media(rep, id, 2)).body.mediaId ?? '')
    expect(asFile).toMatchObject({ type: 'file', name: '保养手册.pdf' })
    expect(asFile?.bytes.equals(PDF)).toBe(true)
    const mini = (await media(rep, id, 3)).body
    expect(mini).toMatchObject({ mediaId: null, until: null })
    expect((await fetch(mini.imageUrl ?? '')).headers.get('content-type')).toBe('image/png')
    expect((await media(rep, id, 3)).body.imageUrl).toBe(mini.imageUrl)
    expect((await media(rep, id, 0)).body).toMatchObject({ statusCode: 400, code: 'no-media-part' })
    expect((await media(rep, id, 7)).body.code).toBe('no-media-part')
    expect((await media(colleague, id, 1)).status).toBe(404)
    expect((await media(rep, id, 1)).body.mediaId).toBe(sent.body.mediaId)
  })

  test('whoever may read a company script may see its files; who may not does not', async () => {
    const picture = (await upload(admin, 'image', '活动海报.jpg', JPEG)).body
    expect((await look(rep, picture.url)).status).toBe(404)
    const made = await make(admin, [{ type: 'image', fileId: picture.id }], { scope: 'company', title: '活动海报' })
    expect((await look(rep, picture.url)).status).toBe(200)
    expect((await media(rep, made.body.id, 0)).status).toBe(200)
    // A copy of her own keeps the file even when the company's script has another one.
    const copy = await make(rep, [{ type: 'image', fileId: picture.id }], { title: '海报我用' })
    expect(copy.status).toBe(201)
    const other = (await upload(admin, 'image', '新海报.jpg', PNG)).body
    expect(other.name).toBe('新海报.png')
    const changed = await fetch(`${world.url}/api/scripts/${made.body.id}`, {
      method: 'PATCH',
      headers: { cookie: admin.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ parts: [{ type: 'image', fileId: other.id }] }),
    })
    expect(changed.status).toBe(200)
    expect((await look(rep, picture.url)).status).toBe(200)
    expect((await look(colleague, picture.url)).status).toBe(404)
  })

  test.each([
    [{ ...MINI, appid: 'gh_123456' }, 'appid'],
    [{ ...MINI, page: 'pages/index' }, 'page'],
    [{ ...MINI, title: '很'.repeat(65) }, 'title'],
    [{ type: 'image' }, 'fileId'],
    [{ type: 'file', fileId: '../etc' }, 'fileId'],
  ])('a part %j is refused by the name of what is wrong', async (part, field) => {
    const refused = await rep.post<Refused>('/api/scripts', {
      title: '坏',
      category: 'value',
      parts: [{ coverFileId: '1', ...part }],
    })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toContain(field)
  })

  test('a file may not stand where a picture belongs, and a forbidden word in its name is found', async () => {
    const file = (await upload(admin, 'file', '全网最低价.pdf', PDF)).body
    expect((await make(admin, [{ type: 'image', fileId: file.id }])).body).toMatchObject({ code: 'wrong-kind' })
    const refused = await make(admin, [{ type: 'file', fileId: file.id }], { scope: 'company' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'forbidden-word' } })
  })

  test('what WeCom does not take is said in words, kept, and forgotten once it does', async () => {
    const picture = (await upload(rep, 'image', '坏图.jpg', JPEG)).body
    const id = (await make(rep, [{ type: 'image', fileId: picture.id }], { title: '坏图' })).body.id
    world.sandbox.faults.set({ api: 'media/upload', kind: 'errcode', errcode: 40004, times: 1 })
    const refused = await media(rep, id, 0)
    expect(refused).toMatchObject({ status: 422, body: { code: 'media-refused' } })
    expect(refused.body.message).toContain('企业微信没有收下这个文件')
    const seen = async () =>
      (await rep.get<List>(`/api/scripts?q=${encodeURIComponent('坏图')}`)).body.items[0]?.parts[0]?.file
    expect((await seen())?.problem).toBe(refused.body.message)
    expect((await media(rep, id, 0)).status).toBe(200)
    expect((await seen())?.problem).toBeUndefined()
  })

  test('WeCom away is nobody’s fault: nothing is kept against the file', async () => {
    const picture = (await upload(rep, 'image', '断网.jpg', JPEG)).body
    const id = (await make(rep, [{ type: 'image', fileId: picture.id }], { title: '断网' })).body.id
    world.sandbox.faults.set({ api: 'media/upload', kind: 'http500', times: 1 })
    expect((await media(rep, id, 0)).body).toMatchObject({ statusCode: 502, code: 'wecom-unreachable' })
    expect((await media(rep, id, 0)).status).toBe(200)
  })
})
