import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScriptView } from '../../src/features/scripts/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { answersAgain, canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('the script library', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone
  let admin: Phone

  const open = async (who: Phone, path: string) => {
    await who.page.goto(new URL(`/sidebar/${path}`, trial.url).toString())
    await who.page.locator('main:not([aria-busy]) h1').waitFor()
    await who.page.waitForLoadState('networkidle')
  }
  const find = async (who: Phone, q: string) =>
    (await ask<{ items: ScriptView[] }>(trial, who, `/api/scripts?q=${encodeURIComponent(q)}`)).items
  const field = (who: Phone, name: string) => who.page.locator('dialog').getByLabel(name, { exact: true })
  const save = (who: Phone) => who.page.locator('dialog').getByRole('button', { name: '保存' })
  const told = (who: Phone, text: string) => who.page.locator('.toast', { hasText: text }).waitFor()

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    ;[rep, admin] = await Promise.all([phone(browser, trial, 'wangmin'), phone(browser, trial, 'linyu')])
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('is found by pinyin initials and looks right everywhere', async () => {
    await open(rep, 'scripts')
    expect(await lookAt('library', rep)).toEqual([])
    await rep.page.getByLabel('搜标题、内容或拼音首字母').fill('jgyy')
    await expect.poll(() => rep.page.locator('main li b').first().innerText(), SOON).toBe('价格异议')
  })

  test('an admin sets coupon, link and brand, and a wrong link is named without losing the text', async () => {
    await open(admin, 'settings')
    const form = admin.page.locator('form', { hasText: '话术变量' })
    await form.getByLabel('优惠码').fill('ML88')
    await form.getByLabel('链接').fill('shop.example')
    await form.getByRole('button').click()
    await form.getByText('链接要以 https:// 或 http:// 开头').waitFor()
    expect(await form.getByLabel('优惠码').inputValue()).toBe('ML88')
    expect(await lookAt('settings', admin)).toEqual([])
    await form.getByLabel('链接').fill('https://shop.example/ml')
    await form.getByRole('button').click()
    await told(admin, '已保存')
    const words = admin.page.locator('form', { hasText: '公司自己的禁用词' })
    await words.locator('textarea').fill('竞品甲\n竞品乙')
    await words.getByRole('button').click()
    await expect
      .poll(async () => (await ask<{ forbiddenWords: unknown }>(trial, admin, '/api/settings')).forbiddenWords, SOON)
      .toEqual({ words: ['竞品甲', '竞品乙'] })
  })

  test('a rep sees the settings are not hers', async () => {
    await open(rep, 'settings')
    await rep.page.getByText('这里归管理员').waitFor()
  })

  test('a rep writes her own script on the phone: variables by tapping, read before it is saved', async () => {
    await open(rep, 'scripts')
    await rep.page.getByRole('button', { name: '写一条话术' }).click()
    await field(rep, '标题（怎么想得起来就怎么写）').fill('周六小样')
    const text = field(rep, '要发的话')
    await text.fill('，周六到店报有小样')
    await text.press('Control+Home')
    await rep.page.locator('dialog').getByRole('button', { name: '客户称呼' }).click()
    expect(await text.inputValue()).toBe('{客户称呼}，周六到店报有小样')
    await text.press('End')
    await rep.page.locator('dialog').getByRole('button', { name: '优惠码' }).click()
    await rep.page.locator('dialog .say', { hasText: '张女士，周六到店报有小样ML88' }).waitFor()
    await rep.page.locator('dialog').getByRole('button', { name: '＋ 加一个链接' }).click()
    await rep.page.locator('dialog').getByLabel('链接标题').fill('到店指引')
    await rep.page.locator('dialog').getByLabel('链接地址').fill('https://shop.example/way')
    await rep.page.locator('dialog').getByLabel('图片地址（可不填）').fill('https://shop.example/way.jpg')
    expect(await lookAt('script-editor', rep)).toEqual([])
    await save(rep).click()
    await told(rep, '话术已保存')
    await rep.page.locator('main li', { hasText: '周六小样' }).getByText('我的').waitFor()
    expect((await find(rep, 'zlxy')).map((one) => one.parts.length)).toEqual([2])
  })

  test('and sends it: the text first, then the link as a card with its picture', async () => {
    const id = await addFriend(trial, rep, '王芳')
    await rep.chatWith(id)
    await rep.page.getByLabel('搜话术，拼音首字母也行').fill('zlxy')
    await rep.page.getByRole('button', { name: '发送 周六小样' }).click()
    const send = rep.page.getByRole('button', { name: '依次发送 2 条' })
    await expect.poll(() => send.isEnabled(), SOON).toBe(true)
    await send.click()
    await expect.poll(async () => (await rep.sent()).length, SOON).toBe(2)
    // The sheet closes itself and takes its own step out of the history: the next page must not be that step.
    await rep.page.locator('dialog[open]').waitFor({ state: 'detached' })
    await rep.page.waitForFunction('!history.state?.sheet')
    const [text, link] = await rep.sent()
    expect(text?.text?.content).toBe('王女士，周六到店报有小样ML88')
    expect(link).toMatchObject({
      msgtype: 'news',
      news: { title: '到店指引', link: 'https://shop.example/way', imgUrl: 'https://shop.example/way.jpg' },
    })
  })

  const own = async (title: string, texts: string[]) => {
    const data = { title, category: 'offer', parts: texts.map((text) => ({ type: 'text', text })) }
    await rep.page.context().request.post(new URL('/api/scripts', trial.url).toString(), { data })
  }
  const openSheet = async (q: string, title: string) => {
    await rep.page.getByLabel('搜话术，拼音首字母也行').fill(q)
    await rep.page.getByRole('button', { name: `发送 ${title}` }).click()
  }
  const dialog = () => rep.page.locator('dialog[open]')
  const close = async () => {
    await rep.page.getByRole('button', { name: '关闭' }).click()
    await dialog().waitFor({ state: 'detached' })
    await rep.page.waitForFunction('!history.state?.sheet')
  }

  test('a set that was refused half-way is gone on with after the sheet was closed, and nothing goes out twice', async () => {
    await own('三步教学', ['第一步洁面', '第二步爽肤', '第三步面霜'])
    const id = await addFriend(trial, rep, '孙悦')
    await rep.chatWith(id)
    await openSheet('sbjx', '三步教学')
    await rep.page.evaluate(`(() => {
      const push = chat.sent.push.bind(chat.sent)
      chat.sent.push = (message) => { chat.refuse = 'fail'; return push(message) }
    })()`)
    await dialog().getByRole('button', { name: '依次发送 3 条' }).click()
    await dialog().getByText('第 2 条没发出去，前 1 条已发').waitFor()
    expect(await rep.page.locator('.toast .line').count()).toBe(0)
    await close()
    await rep.chatWith(id)
    await openSheet('sbjx', '三步教学')
    await dialog().getByText('今天已发出前 1 条').waitFor()
    expect(await lookAt('script-resume', rep)).toEqual([])
    await dialog().getByRole('button', { name: '从第 2 条继续' }).click()
    await dialog().waitFor({ state: 'detached' })
    const steps = (await rep.sent()).map((one) => one.text?.content ?? '').filter((text) => /第.步/.test(text))
    expect(steps).toEqual(['第一步洁面', '第二步爽肤', '第三步面霜'])
    await expect.poll(async () => (await find(rep, 'sbjx'))[0]?.uses30d, SOON).toBe(3)
    await rep.page.waitForFunction('!history.state?.sheet')
    await openSheet('sbjx', '三步教学')
    await dialog().getByRole('button', { name: '依次发送 3 条' }).waitFor()
    await close()
  })

  test('recommended, recent, starred and all stand in this order, and a star is at hand for the next customer', async () => {
    await rep.chatWith(await addFriend(trial, rep, '何欣'))
    const tabs = rep.page.getByRole('group', { name: '看哪些话术' }).getByRole('button')
    expect(await tabs.allInnerTexts()).toEqual(['推荐', '最近', '收藏', '全部'])
    await expect.poll(() => rep.page.locator('li.script').count(), SOON).toBe(3)
    await rep.page.getByLabel('搜话术，拼音首字母也行').focus()
    expect(await lookAt('scripts-tab', rep)).toEqual([])
    await rep.page.getByRole('button', { name: '最近' }).click()
    await expect.poll(() => rep.page.locator('li.script h3').first().innerText(), SOON).toBe('三步教学')
    const starred = rep.page.waitForResponse((reply) => reply.url().includes('/favourite'))
    await rep.page.getByRole('button', { name: '收藏 三步教学' }).click()
    expect((await starred).status()).toBe(200)
    await rep.chatWith(await addFriend(trial, rep, '许诺'))
    await rep.page.getByRole('button', { name: '收藏', exact: true }).click()
    await expect.poll(() => rep.page.locator('li.script h3').allInnerTexts(), SOON).toEqual(['三步教学'])
    expect(await rep.page.getByRole('button', { name: '收藏 三步教学' }).getAttribute('aria-pressed')).toBe('true')
    await rep.page.route('**/favourite', (route) => route.abort())
    await rep.page.getByRole('button', { name: '收藏 三步教学' }).click()
    await rep.page.locator('.toast .line').waitFor()
    expect(await rep.page.getByRole('button', { name: '收藏 三步教学' }).getAttribute('aria-pressed')).toBe('true')
    await answersAgain(rep.page)
  })

  test('a forbidden word is named before copying too, and with the server away what is known still counts', async () => {
    await own('对比一下', ['比竞品甲好用'])
    await rep.chatWith(await addFriend(trial, rep, '吴倩'))
    await openSheet('dbyx', '对比一下')
    await dialog().getByRole('button', { name: '复制' }).click()
    await dialog().getByText('含有禁用词：竞品甲').waitFor()
    expect(await rep.page.locator('.toast .line').count()).toBe(0)
    expect(await lookAt('script-banned-copy', rep)).toEqual([])
    await dialog().getByRole('button', { name: '复制' }).click()
    await told(rep, '已复制')
    await rep.page.route('**/api/scripts/check', (route) => route.abort())
    await dialog().getByRole('button', { name: '改一改' }).click()
    await dialog().locator('textarea').fill('比竞品甲更好用')
    await dialog().getByRole('button', { name: '发送', exact: true }).click()
    await dialog().getByText('含有禁用词：竞品甲').waitFor()
    expect((await rep.sent()).some((one) => one.text?.content === '比竞品甲更好用')).toBe(false)
    await answersAgain(rep.page)
    await close()
  })

  test('what fits the typed word best stands first, even when another one is made for the stage', async () => {
    const id = await addFriend(trial, rep, '赵蕾')
    await rep.chatWith(id)
    await rep.page.getByLabel('搜话术，拼音首字母也行').fill('使用')
    const path = `/api/scripts?q=${encodeURIComponent('使用')}&customer=${id}&limit=50`
    const found = (await ask<{ items: ScriptView[] }>(trial, rep, path)).items
    const isForNewcomers = found.map((one) => one.stages.includes('new'))
    // Without both kinds in this order the list would look the same however the page sorted it.
    expect(isForNewcomers.indexOf(false)).toBeLessThan(isForNewcomers.lastIndexOf(true))
    await expect
      .poll(() => rep.page.locator('li.script h3').allInnerTexts(), SOON)
      .toEqual(found.map((one) => one.title))
  })

  test('what was being written is still there after the sheet was closed', async () => {
    await open(rep, 'scripts')
    await rep.page.getByRole('button', { name: '写一条话术' }).click()
    await field(rep, '标题（怎么想得起来就怎么写）').fill('写到一半')
    await rep.page.getByRole('button', { name: '关闭' }).click()
    // The sheet takes its own step out of the history first; a reload in the middle of it is nobody's thumb.
    await rep.page.waitForFunction('!history.state?.sheet')
    await rep.page.reload()
    await rep.page.getByRole('button', { name: '写一条话术' }).click()
    expect(await field(rep, '标题（怎么想得起来就怎么写）').inputValue()).toBe('写到一半')
    await rep.page.getByText('上次没保存的内容还在').waitFor()
  })

  test('a company script with a forbidden word names it and cannot be saved until it is gone', async () => {
    await open(admin, 'scripts')
    await admin.page.getByRole('button', { name: '写一条话术' }).click()
    await field(admin, '标题（怎么想得起来就怎么写）').fill('新品上市')
    await admin.page.getByRole('radio', { name: '公司的' }).click()
    await field(admin, '要发的话').fill('比竞品甲好，全网 最低')
    await admin.page.locator('dialog').getByText('含有禁用词：全网最低、竞品甲').waitFor()
    expect(await save(admin).isDisabled()).toBe(true)
    expect(await lookAt('script-banned', admin)).toEqual([])
    await field(admin, '要发的话').fill('新品上市，到店试试')
    await expect.poll(() => save(admin).isEnabled(), SOON).toBe(true)
    await save(admin).click()
    await told(admin, '话术已保存')
    expect((await find(rep, 'xpss')).map((one) => one.scope)).toEqual(['company'])
  })

  test('a rep may read a company script and keep a copy to change', async () => {
    await open(rep, 'scripts')
    await rep.page.getByLabel('搜标题、内容或拼音首字母').fill('xpss')
    await rep.page.locator('main li', { hasText: '新品上市' }).getByRole('button').first().click()
    await rep.page.getByRole('button', { name: '存一份给自己改' }).click()
    await told(rep, '已存到我自己的话术')
    await expect.poll(async () => (await find(rep, 'xpss')).filter((one) => one.mine).length, SOON).toBe(1)
  })

  test('a retired script is gone, and back with one tap', async () => {
    await open(admin, 'scripts')
    await admin.page.getByLabel('搜标题、内容或拼音首字母').fill('xpss')
    await admin.page.locator('main li', { hasText: '新品上市' }).getByRole('button').first().click()
    await admin.page.getByRole('button', { name: '停用' }).click()
    await told(admin, '已停用')
    await expect.poll(async () => (await find(admin, 'xpss')).length, SOON).toBe(0)
    await admin.page.locator('.toast').getByRole('button', { name: '撤销' }).click()
    await expect.poll(async () => (await find(admin, 'xpss')).length, SOON).toBe(1)
  })

  test('nothing of it made the console complain', () => {
    const isExample = (text: string) => /shop\.example|scripts\/check|favourite/.test(text)
    expect(
      [...rep.complaints, ...admin.complaints].filter((text) => !isExample(text) && !/\b422\b/.test(text)),
    ).toEqual([])
  })
})
