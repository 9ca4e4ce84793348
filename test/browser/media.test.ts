import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScriptView } from '../../src/features/scripts/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import {
  answersAgain,
  canBrowse,
  OUTPUT,
  openBrowser,
  SOON,
  startTrial,
  type Trial,
  type Visitor,
  visit,
} from './trial.ts'

type Shot = { name: string; mimeType: string; buffer: Buffer }
type Sent = {
  msgtype: string
  image?: { mediaid: string }
  file?: { mediaid: string }
  miniprogram?: Record<string, string>
}

const PDF: Shot = {
  name: '保养手册.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(300_000)]),
}

describe.runIf(canBrowse)('pictures, files and mini programs of a script', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let away: Visitor
  let photo: Shot
  /** On disk, as a photo is: six megabytes through the browser's own wire take longer than the upload. */
  let huge = ''

  /** A real picture, drawn by the browser itself. */
  const draw = async (name: string, side: number): Promise<Shot> => {
    const text = await rep.page.evaluate<string>(`(() => {
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = ${side}
      const pen = canvas.getContext('2d')
      const paint = pen.createLinearGradient(0, 0, ${side}, ${side})
      paint.addColorStop(0, '#9fd8ff'); paint.addColorStop(1, '#ffd59f')
      pen.fillStyle = paint
      pen.fillRect(0, 0, ${side}, ${side})
      if (${side} > 1000) {
        const noise = pen.createImageData(${side}, 1100)
        for (let at = 0; at < noise.data.length; at += 65536) crypto.getRandomValues(noise.data.subarray(at, at + 65536))
        pen.putImageData(noise, 0, 0)
      }
      return canvas.toDataURL('image/png').split(',')[1]
    })()`)
    return { name, mimeType: 'image/png', buffer: Buffer.from(text, 'base64') }
  }
  const dialog = () => rep.page.locator('dialog[open]')
  const choose = (label: string, file: Shot | string) => dialog().getByLabel(label, { exact: true }).setInputFiles(file)
  const add = (what: string) =>
    dialog()
      .getByRole('button', { name: `＋ 加${what}` })
      .click()
  const told = (text: string) => rep.page.locator('.toast', { hasText: text }).waitFor()
  const find = async (q: string) =>
    (await ask<{ items: ScriptView[] }>(trial, rep, `/api/scripts?q=${encodeURIComponent(q)}`)).items
  const sent = async () => (await rep.sent()) as unknown as Sent[]
  const openSheet = async () => {
    await rep.page.getByLabel('搜话术，拼音首字母也行').fill('ddzl')
    await rep.page.getByRole('button', { name: '发送 到店资料' }).click()
    await dialog().locator('.media').first().waitFor()
  }
  /** Whether WeCom still knows the file of this id. */
  const known = async (mediaid = '') =>
    (await rep.page.context().request.get(new URL(`/sandbox/media/${mediaid}`, trial.url).toString())).ok()

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
    away = await visit(browser, trial, { as: 'wangmin' })
    photo = await draw('门店.png', 480)
    const poster = await draw('海报.png', 1400)
    expect(poster.buffer.length).toBeGreaterThan(5 * 1024 * 1024)
    huge = join(mkdtempSync(join(tmpdir(), 'zhanggui-poster-')), poster.name)
    writeFileSync(huge, poster.buffer)
  })
  afterAll(async () => {
    if (huge !== '') rmSync(dirname(huge), { recursive: true })
    await browser?.close()
    await trial?.stop()
  })

  test('a rep writes a set with a picture, a file and a mini program, and wrong files are named at once', async () => {
    await rep.page.goto(new URL('/sidebar/scripts', trial.url).toString())
    await rep.page.getByRole('button', { name: '写一条话术' }).click()
    await dialog().getByLabel('标题（怎么想得起来就怎么写）').fill('到店资料')
    await dialog().getByLabel('要发的话', { exact: true }).fill('{客户称呼}，资料都在这里')
    await add('一个文件')
    await choose('选一个文件', { ...PDF, name: '合同.pdf', buffer: Buffer.from('not a pdf at all') })
    await dialog().getByText('文件的内容和后缀对不上').waitFor()
    await choose('选一个文件', { ...PDF, name: '安装.exe', buffer: Buffer.from('MZ-program') })
    await dialog().getByText('程序和脚本不能发给客户').waitFor()
    await choose('选一个文件', PDF)
    await dialog().locator('.card', { hasText: '保养手册.pdf' }).waitFor()
    await add('一张图片')
    await choose('选一张图片', { name: '动图.gif', mimeType: 'image/gif', buffer: Buffer.from('GIF89a broken') })
    await dialog().getByText('只能用 JPG 或 PNG 图片').waitFor()
    expect(await lookAt('media-wrong', rep)).toEqual([])
    await choose('选一张图片', photo)
    await dialog().locator('.shot img').waitFor()
    await add('一个小程序')
    await dialog().getByLabel('小程序卡片的标题').fill('{品牌|本店}商城')
    await dialog().getByLabel('小程序 AppID').fill('wx0123456789abcdef')
    await dialog().getByLabel('页面路径').fill('/pages/index?from=chat')
    await dialog().getByRole('button', { name: '保存' }).click()
    await dialog().getByText('还没选小程序的封面图').waitFor()
    await choose('选封面图', photo)
    await dialog().locator('.mini img').waitFor()
    await dialog().getByText('小程序', { exact: true }).scrollIntoViewIfNeeded()
    expect(await lookAt('media-editor', rep)).toEqual([])
    await dialog().getByRole('button', { name: '保存' }).click()
    await told('话术已保存')
    await rep.page.locator('main li', { hasText: '到店资料' }).locator('img').waitFor()
    expect(await lookAt('media-library', rep)).toEqual([])
    const [made] = await find('ddzl')
    expect(made?.parts.map((part) => part.type)).toEqual(['text', 'file', 'image', 'miniprogram'])
    expect(made?.parts[3]?.page).toBe('pages/index.html?from=chat')
    expect((await find('保养手册')).map((one) => one.title)).toEqual(['到店资料'])
  })

  test('a photo that is too large for WeCom is made smaller on the way', async () => {
    await rep.page.getByRole('button', { name: '写一条话术' }).click()
    await dialog().getByLabel('标题（怎么想得起来就怎么写）').fill('大海报')
    await add('一张图片')
    await choose('选一张图片', huge)
    await dialog().locator('.shot img').waitFor()
    await dialog().getByRole('button', { name: '保存' }).click()
    await told('话术已保存')
    const file = (await find('dhb'))[0]?.parts[0]?.file
    expect(file?.name).toBe('海报.jpg')
    expect(file?.size).toBeLessThan(5 * 1024 * 1024)
    await rep.page.waitForFunction('!history.state?.sheet')
  })

  test('the set goes out part by part, each in its own form; a refused file stops it, and it is gone on with', async () => {
    const id = await addFriend(trial, rep, '王芳')
    await rep.chatWith(id)
    await openSheet()
    expect(await lookAt('media-send', rep)).toEqual([])
    await rep.page.route('**/parts/2/media', (route) =>
      route.fulfill({
        status: 422,
        json: { statusCode: 422, code: 'media-refused', message: '企业微信没有收下这个文件：试一试' },
      }),
    )
    await dialog().getByRole('button', { name: '依次发送 4 条' }).click()
    await dialog().getByText('第 3 条没发出去，前 2 条已发').waitFor()
    await dialog().getByText('企业微信没有收下这个文件').waitFor()
    await answersAgain(rep.page)
    await dialog().getByRole('button', { name: '从第 3 条继续' }).click()
    await dialog().waitFor({ state: 'detached' })
    const [text, file, image, mini] = await sent()
    expect((await sent()).map((one) => one.msgtype)).toEqual(['text', 'file', 'image', 'miniprogram'])
    expect(text).toMatchObject({ text: { content: '王女士，资料都在这里' } })
    expect([await known(file?.file?.mediaid), await known(image?.image?.mediaid)]).toEqual([true, true])
    expect(mini?.miniprogram).toMatchObject({
      appid: 'wx0123456789abcdef',
      title: '本店商城',
      page: 'pages/index.html?from=chat',
      imgUrl: expect.stringMatching(/^http.*\/sandbox\/picture\//),
    })
    await expect.poll(async () => (await find('ddzl'))[0]?.uses30d, SOON).toBe(4)
    await rep.page.waitForFunction('!history.state?.sheet')
  })

  test('an id that WeCom has forgotten is renewed, the picture goes out once and counts once', async () => {
    const before = (await sent()).length
    await openSheet()
    await rep.page.evaluate(`(() => {
      const real = window.WeixinJSBridge.invoke
      let refused = false
      window.WeixinJSBridge.invoke = (name, params, callback) => {
        if (name !== 'sendChatMessage' || params.msgtype !== 'image' || refused) return real(name, params, callback)
        refused = true
        window.forgotten = params.image.mediaid
        setTimeout(() => callback?.({ err_msg: 'sendChatMessage:fail invalid mediaid' }), 0)
      }
    })()`)
    await dialog().getByRole('button', { name: '依次发送 4 条' }).click()
    await dialog().waitFor({ state: 'detached' })
    const image = (await sent()).slice(before).filter((one) => one.msgtype === 'image')
    expect(image.length).toBe(1)
    expect(image[0]?.image?.mediaid).not.toBe(await rep.page.evaluate('window.forgotten'))
    expect(await known(image[0]?.image?.mediaid)).toBe(true)
    await expect.poll(async () => (await find('ddzl'))[0]?.uses30d, SOON).toBe(8)
    await rep.page.waitForFunction('!history.state?.sheet')
  })

  test('outside of WeCom a picture and a file can be saved, and a mini program says where it can be sent', async () => {
    const id = await addFriend(trial, rep, '孙悦')
    await away.page.goto(new URL(`/sidebar/customers/${id}`, trial.url).toString())
    await away.page.getByLabel('搜话术，拼音首字母也行').fill('ddzl')
    await away.page.getByRole('button', { name: '发送 到店资料' }).click()
    await away.page.locator('dialog[open] .media').last().waitFor()
    expect(await away.page.locator('dialog[open]').getByRole('link', { name: '存到本机' }).count()).toBe(2)
    await away.page.getByText('小程序只能在企业微信里发').waitFor()
    expect(await lookAt('media-away', away)).toEqual([])
    const saved = away.page.waitForEvent('download')
    await away.page.locator('dialog[open]').getByRole('link', { name: '存到本机' }).first().click()
    expect((await saved).suggestedFilename()).toBe('保养手册.pdf')
    await away.page.goto('about:blank')
  })

  test('in the sandbox’s own chat all of it is seen, and an id after three days is refused as the client would', async () => {
    await away.page.goto(trial.url)
    const { page } = away
    const side = page.frameLocator('#side')
    await page.locator('#rows .c', { hasText: '孙悦' }).first().click()
    await side.locator('h1', { hasText: /孙/ }).waitFor()
    // The frame is opened anew for the chat that was chosen; what was typed before that is gone with the old one.
    const box = side.getByLabel('搜话术，拼音首字母也行')
    const found = async () => {
      if ((await box.inputValue().catch(() => 'gone')) === '') await box.fill('ddzl')
      return side.getByRole('button', { name: '发送 到店资料' }).count()
    }
    await expect.poll(found, SOON).toBe(1)
    await side.getByRole('button', { name: '发送 到店资料' }).click()
    await side.getByRole('button', { name: '依次发送 4 条' }).click()
    await page.locator('#talk .mini b', { hasText: '本店商城' }).waitFor()
    await page.locator('#talk .filed', { hasText: '保养手册.pdf' }).waitFor()
    const wide = (at: string) =>
      page.evaluate<number>(`[...document.querySelectorAll(${JSON.stringify(at)})].at(-1)?.naturalWidth ?? 0`)
    await expect.poll(() => wide('#talk .m img.sent'), SOON).toBe(480)
    await expect.poll(() => wide('#talk .mini img'), SOON).toBe(480)
    // The client around the sidebar is looked at in sandbox-page-looks.
    await page.screenshot({ path: new URL('media-sandbox-1280-light.png', OUTPUT).pathname })
    const deed = async (name: string, data: unknown) =>
      (await page.context().request.post(new URL(`/sandbox/api/${name}`, trial.url).toString(), { data })).json()
    const mediaid = (await sent()).filter((one) => one.msgtype === 'image').at(-1)?.image?.mediaid
    const state = await ask<{ rows: { kind: string; id: string; name: string }[] }>(
      trial,
      away,
      '/sandbox/api/state?rep=wangmin',
    )
    const id = state.rows.find((row) => row.name === '孙悦')?.id
    const again = { rep: 'wangmin', kind: 'customer', id, message: { msgtype: 'image', image: { mediaid } } }
    expect(await deed('rep-sends', again)).toEqual({ ok: true })
    expect(await deed('rep-sends', { ...again, message: { msgtype: 'file', file: { mediaid } } })).toMatchObject({
      why: 'invalid-mediaid',
    })
    // As if the three days were over; a week of the company's whole life would take longer than this story.
    expect(await deed('switches', { mediaDays: 0 })).toMatchObject({ ok: true })
    expect(await deed('rep-sends', again)).toEqual({ ok: false, why: 'invalid-mediaid' })
  })

  test('nothing of it made the console complain', () => {
    expect(rep.complaints.filter((text) => !/\b422\b/.test(text))).toEqual([])
    expect(away.complaints).toEqual([])
  })
})
