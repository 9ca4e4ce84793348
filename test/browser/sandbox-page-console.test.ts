import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, startDesk } from './desk.ts'
import { lookAt } from './look.ts'
import { answersAgain, canBrowse, SOON } from './trial.ts'

type Moments = { moment_list: { moment_id: string; text?: { content: string } }[] }
type Results = { customer: { external_userid: string; status: number }[] }

const SPAN = { start_time: 1_795_000_000, end_time: 1_797_000_000 }

describe.runIf(canBrowse)('what an administrator does on the sandbox page as in WeCom’s console', () => {
  let desk: Desk
  const wrong: string[] = []

  beforeAll(async () => {
    desk = await startDesk()
  })
  afterAll(() => desk?.stop())

  const look = async (name: string): Promise<void> => {
    wrong.push(...(await lookAt(`console-${name}`, desk.rep)))
  }
  const press = async (button: 'hand-over' | 'company-moment'): Promise<void> => {
    await desk.view('members')
    await desk.page.locator(`#panel [data-${button}]`).click()
    await desk.page.locator('#ask[open]').waitFor()
  }
  const choose = (name: string, value: string) => desk.page.locator(`#ask [name=${name}]`).selectOption(value)
  const boxOf = (name: string) => desk.page.locator('#ask [data-many=customers] label', { hasText: name })
  const leave = () => desk.page.click('#ask [data-leave]')
  const results = async (path: string, from: string, to: string) => {
    const asked = { handover_userid: from, takeover_userid: to }
    const { customer } = await desk.call<Results>(`externalcontact/${path}`, asked)
    return Object.fromEntries(customer.map((one) => [one.external_userid, one.status]))
  }

  test('§12.5 customers are handed to a colleague: one agrees, one refuses, one finds her full', async () => {
    const [agrees, refuses, full] = [
      await desk.newcomer('顾念'),
      await desk.newcomer('江晚'),
      await desk.newcomer('沈默'),
    ]
    for (const id of [agrees, refuses, full]) await desk.heldBy(id, ['wangmin'])
    await press('hand-over')
    await desk.page.click('#ask .go')
    await desk.page.locator('#ask .missing', { hasText: '至少选一项' }).waitFor()
    await choose('to', 'chenxi')
    await desk.page.locator('#ask [data-many=customers]').getByText('顾念').click()
    await look('hand-over')
    await desk.answer({ customers: ['顾念', '江晚', '沈默'] })
    await desk.hint('3 位客户开始转接')
    await press('hand-over')
    await boxOf('顾念').filter({ hasText: '正在转接' }).waitFor()
    expect(await boxOf('顾念').locator('input').isDisabled()).toBe(true)
    await leave()
    await desk.view('messages')
    const act = async (name: string, button: string, ending: string): Promise<void> => {
      const card = await desk.notice(name)
      await card.getByRole('button', { name: button }).click()
      await card.getByText(ending).waitFor()
    }
    await desk.notice('顾念')
    await look('notices')
    await act('顾念', '客户同意', '已经结束：客户已转接')
    await act('江晚', '客户拒绝', '已经结束：客户拒绝了')
    await act('沈默', '接替员工客户已满', '已经结束：接替员工的客户已满')
    await desk.heldBy(agrees, ['chenxi'])
    expect([await desk.followers(refuses), await desk.followers(full)]).toEqual([['wangmin'], ['wangmin']])
    const told = async (id: string) =>
      (await desk.learn<{ items: { text: string }[] }>(`/api/customers/${id}/timeline`)).items.map((one) => one.text)
    await expect.poll(() => told(full), SOON).toContain('转交失败：接替同事的客户已满')
    expect(await results('transfer_result', 'wangmin', 'chenxi')).toEqual({ [agrees]: 1, [refuses]: 3, [full]: 4 })
    await desk.told('管理员转接客户')
  }, 120_000)

  test('§12.5 the customers of somebody who left stand in the same list and are assigned to a colleague', async () => {
    await desk.view('members')
    await desk.page.click('[data-leaves=heping]')
    await desk.answer()
    await desk.page.locator('[data-leaves=heping]').waitFor({ state: 'detached' })
    await press('hand-over')
    await choose('from', 'heping')
    await desk.page.locator('#ask [name=from] option:checked', { hasText: '（已离职）' }).waitFor({ state: 'attached' })
    const first = desk.page.locator('#ask [data-many=customers] label').first()
    await first.waitFor()
    const name = await first.locator('span').innerText()
    const id = (await first.locator('input').getAttribute('value')) ?? ''
    await desk.answer({ customers: [name], to: '王敏' })
    await desk.hint('1 位客户开始转接')
    expect(await results('resigned/transfer_result', 'heping', 'wangmin')).toEqual({ [id]: 2 })
    const card = await desk.page
      .locator('nav [data-view=messages]')
      .click()
      .then(() => desk.notice('何平 → 王敏'))
    await card.getByRole('button', { name: '客户同意' }).click()
    await card.getByText('已经结束：客户已转接').waitFor()
    await desk.heldBy(id, ['wangmin'])
  }, 120_000)

  test('while another rep’s customers are still being fetched nobody else’s can be ticked, and a late answer counts for nothing', async () => {
    const { page } = desk
    const letGo: (() => void)[] = []
    await press('hand-over')
    const own = await page.locator('#ask [data-many=customers] label').count()
    expect(own).toBeGreaterThan(0)
    await page.route('**/hand-over-choices*from=chenxi*', async (route) => {
      await new Promise<void>((resolve) => letGo.push(resolve))
      await route.continue()
    })
    await choose('from', 'chenxi')
    expect(await page.locator('#ask [data-many=customers] label').count()).toBe(0)
    await page.click('#ask .go')
    await page.locator('#ask .missing', { hasText: '至少选一项' }).waitFor()
    await choose('from', 'wangmin')
    await expect.poll(() => page.locator('#ask [data-many=customers] label').count(), SOON).toBe(own)
    const late = page.waitForResponse(/hand-over-choices.*from=chenxi/)
    for (const one of letGo) one()
    await (await late).finished()
    expect(await page.locator('#ask [data-many=customers] label').count()).toBe(own)
    await answersAgain(page)
    await leave()
  }, 60_000)

  test('§4.9 a moment is written for two reps, one publishes it, and the company stops the rest', async () => {
    await press('company-moment')
    await desk.page.fill('#ask [name=text]', '  ')
    await desk.page.click('#ask .go')
    await desk.page.locator('#ask .missing', { hasText: '还没有填写' }).waitFor()
    await look('moment')
    await desk.answer({ text: '冬天的手也要照顾', reps: ['王敏', '陈曦'] })
    await desk.hint('已通知 2 位员工发表')
    await desk.view('messages')
    const card = await desk.notice('冬天的手')
    await card.getByRole('button', { name: '发表' }).click()
    await card.getByText('已经结束：已发表').waitFor()
    await desk.view('members')
    const row = desk.page.locator('#panel .person', { hasText: '冬天的手' })
    await row.filter({ hasText: '已发表 1 / 2 人' }).waitFor()
    await look('directory')
    await row.getByRole('button', { name: '停止发表' }).click()
    await row.filter({ hasText: '已停止' }).waitFor()
    expect(await row.getByRole('button').count()).toBe(0)
    const { moment_list } = await desk.call<Moments>('externalcontact/get_moment_list', SPAN)
    const made = moment_list.find((one) => one.text?.content === '冬天的手也要照顾')
    expect(await desk.call('externalcontact/get_moment_task', { moment_id: made?.moment_id })).toMatchObject({
      task_list: [
        { userid: 'wangmin', publish_status: 1 },
        { userid: 'chenxi', publish_status: 0 },
      ],
    })
    await desk.told('管理员停止发表朋友圈')
  })

  test('§4.9 a moment an app took back cannot be published: its notice says so and has no button', async () => {
    const text = { content: '只在今天' }
    const sender_list = { user_list: ['wangmin'] }
    await desk.call('externalcontact/add_moment_task', { visible_range: { sender_list }, text })
    const card = await desk.notice('只在今天')
    await card.getByRole('button', { name: '发表' }).waitFor()
    const { moment_list } = await desk.call<Moments>('externalcontact/get_moment_list', SPAN)
    const made = moment_list.find((one) => one.text?.content === text.content)
    await desk.call('externalcontact/cancel_moment_task', { moment_id: made?.moment_id })
    await card.getByText('已经结束：企业撤销了').waitFor()
    expect(await card.getByRole('button').count()).toBe(0)
  })

  test('whatever was opened fits the narrow panel, a phone and a wide window, by day and by night, and reads well', () =>
    expect(wrong).toEqual([]))

  test('nothing was thrown on the way', () => expect(desk.complaints()).toEqual([]))
})
