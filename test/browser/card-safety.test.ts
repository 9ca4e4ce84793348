import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Card } from '../../src/features/customers/shapes.ts'
import { addFriend, ask, lookAt, type Phone, phone } from './phone.ts'
import { canBrowse, openBrowser, SOON, startTrial, type Trial } from './trial.ts'

describe.runIf(canBrowse)('what the card does not let happen', () => {
  let trial: Trial
  let browser: Browser
  let rep: Phone

  const cardOf = (id: string) => ask<Card>(trial, rep, `/api/customers/${id}`)
  const post = async (path: string, data: unknown) => {
    const answer = await rep.page.context().request.post(new URL(path, trial.url).toString(), { data })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
  const act = (name: string) => rep.page.locator('.acts').getByRole('button', { name, exact: true })
  const inSheet = (name: string) => rep.page.locator('dialog').getByRole('button', { name, exact: true })
  const firstScript = () => rep.page.locator('.script').getByRole('button', { name: /^发送/ }).first()
  const sentNow = async () => (await rep.sent()).length

  beforeAll(async () => {
    ;[trial, browser] = await Promise.all([startTrial(), openBrowser()])
    rep = await phone(browser, trial, 'wangmin')
  })
  afterAll(async () => {
    await browser?.close()
    await trial?.stop()
  })

  test('a message for one customer never goes into the chat with another', async () => {
    const [anna, bella] = [await addFriend(trial, rep, '安娜'), await addFriend(trial, rep, '贝拉')]
    await rep.chatWith(anna)
    await rep.page.goto(new URL(`/sidebar/customers/${bella}`, trial.url).toString())
    await act('去聊').waitFor()
    expect(await act('发送').count()).toBe(0)
    expect(await lookAt('card-elsewhere', rep)).toEqual([])
    await rep.page.getByRole('button', { name: '改一改' }).click()
    await inSheet('复制').waitFor()
    expect(await inSheet('发送').count()).toBe(0)
    await inSheet('关闭').click()
    await act('去聊').click()
    await rep.page.locator('h1', { hasText: '贝拉' }).waitFor()
    await act('发送').waitFor()
    expect(await sentNow()).toBe(0)
    expect((await cardOf(bella)).facts.lastContactAt).toBeNull()
  })

  test('a rep who moved on to another chat meanwhile is told, and nothing goes out or counts', async () => {
    const [carla, dora] = [await addFriend(trial, rep, '卡拉'), await addFriend(trial, rep, '多拉')]
    await rep.chatWith(carla)
    await expect.poll(() => act('发送').isEnabled(), SOON).toBe(true)
    await rep.page.evaluate(`sessionStorage.setItem('chat', ${JSON.stringify(dora)})`)
    await act('发送').click()
    await rep.page.locator('.toast', { hasText: '现在打开的不是这位客户的聊天' }).waitFor()
    await act('去聊').waitFor()
    expect(await sentNow()).toBe(0)
    expect((await cardOf(carla)).facts.lastContactAt).toBeNull()
  })

  test('a customer who asked for silence is written nothing at all', async () => {
    const id = await addFriend(trial, rep, '静静')
    await post(`/api/customers/${id}/flags`, { flag: 'dnd', on: true })
    await rep.chatWith(id)
    await firstScript().click()
    await rep.page.locator('dialog', { hasText: '这位客户设了勿扰，什么都不发。' }).waitFor()
    expect(await lookAt('send-barred', rep)).toEqual([])
    expect([await inSheet('发送').count(), await inSheet('复制').count()]).toEqual([0, 0])
  })

  test('with an open complaint the rep is asked once more before a message goes out', async () => {
    const id = await addFriend(trial, rep, '投诉客户')
    await post(`/api/customers/${id}/flags`, { flag: 'complaint', on: true })
    await rep.chatWith(id)
    await firstScript().click()
    await rep.page.locator('dialog', { hasText: '这位客户在投诉中' }).waitFor()
    expect(await lookAt('send-complaint', rep)).toEqual([])
    expect(await sentNow()).toBe(0)
    await inSheet('仍要发送').waitFor()
  })

  test('whom nobody is a friend of any more is not offered a message', async () => {
    const id = await addFriend(trial, rep, '走了的人')
    await post('/sandbox/api/customer-deletes', { id, rep: 'wangmin' })
    await expect.poll(async () => (await cardOf(id)).reachable, SOON).toBe(false)
    await rep.chatWith(id)
    await firstScript().click()
    await rep.page.locator('dialog', { hasText: '消息发不出去' }).waitFor()
    expect([await inSheet('发送').count(), await inSheet('复制').count()]).toEqual([0, 0])
  })

  test('nothing of it made the console complain', () => expect(rep.complaints).toEqual([]))
})
