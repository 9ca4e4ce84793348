import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GroupView } from '../../src/features/groups/shapes.ts'
import { type Desk, startDesk } from './desk.ts'
import { lookAt } from './look.ts'
import { canBrowse, SOON } from './trial.ts'

type Lines = { items: { text: string }[] }
type Tags = { groups: { tags: { name: string }[] }[] }
type Rows = { rows: { kind: string; id: string; name: string }[] }

describe.runIf(canBrowse)('what a company and its customers do on the sandbox page', () => {
  let desk: Desk
  const wrong: string[] = []

  beforeAll(async () => {
    desk = await startDesk()
  })
  afterAll(() => desk?.stop())

  const look = async (name: string): Promise<void> => {
    wrong.push(...(await lookAt(`sandbox-${name}`, desk.rep, [375, 1280])))
  }

  test('§12.5 a customer asks first, the rep accepts, both delete each other and find together again', async () => {
    await desk.page.click('#more-acts')
    await look('menu')
    await desk.page.click('#menu [data-act=half-add]')
    await look('ask')
    await desk.answer({ name: '岑小安', state: '门店海报' })
    await desk.page.locator('#who', { hasText: '岑小安' }).waitFor()
    await desk.row('岑小安').filter({ hasText: '等待通过' }).waitFor()
    const id = await desk.idOf('岑小安')
    await desk.told('等员工通过', '岑小安', '已送达')
    await desk.menu('data-act=accept-half')
    await desk.row('岑小安').filter({ hasNotText: '等待通过' }).waitFor()
    await desk.told('新增了客户', '岑小安', '已送达')
    await desk.page.click('#tab-details')
    await desk.page.locator('#details', { hasText: '门店海报' }).waitFor()
    await desk.heldBy(id, ['wangmin'])
    await desk.menu('data-act=customer-deletes')
    await desk.said('客户已删除你')
    await desk.heldBy(id, [])
    await desk.menu('data-act=add-again')
    await desk.page.locator('#rows .c:not(.gone)', { hasText: '岑小安' }).waitFor()
    await desk.heldBy(id, ['wangmin'])
    await desk.menu('data-act=add-other')
    await desk.answer({ rep: '陈曦' })
    await desk.heldBy(id, ['chenxi', 'wangmin'])
    await desk.menu('data-act=rep-deletes')
    await desk.said('你已删除客户')
    await desk.heldBy(id, ['chenxi'])
    await desk.told('员工删除了客户', '岑小安', '已送达')
  })

  test('§12.5 where customers agree to chat archiving first, the welcome comes once she has agreed', async () => {
    await desk.turn('archiveConsentFirst', 'true')
    await desk.heldBy(await desk.newcomer('方圆'), ['wangmin'])
    expect(await desk.page.locator('#talk .m').count()).toBe(0)
    await desk.menu('data-act=agree-archive')
    await desk.said('客户已同意会话存档')
    await desk.page.locator('#talk .m.me', { hasText: '我是王敏' }).waitFor()
    await desk.told('客户同意会话存档', '方圆', '已送达')
    await desk.turn('archiveConsentFirst', 'false')
  })

  test('a moment of the company waits in the rep’s notices until she publishes it', async () => {
    const task = { visible_range: { sender_list: { user_list: ['wangmin'] } }, text: { content: '冬天的手也要照顾' } }
    await desk.call('externalcontact/add_moment_task', task)
    const card = await desk.notice('冬天的手')
    await card.getByText(/可见客户人数：\d+/).waitFor()
    await card.getByRole('button', { name: '发表' }).click()
    await card.getByText('已经结束：已发表').waitFor()
    expect(await card.getByRole('button').count()).toBe(0)
    await desk.told('员工发表朋友圈')
    const span = { start_time: 1_795_000_000, end_time: 1_797_000_000 }
    const { moment_list } = await desk.call<{ moment_list: object[] }>('externalcontact/get_moment_list', span)
    const published = [{ userid: 'wangmin', publish_status: 1 }]
    expect(await desk.call('externalcontact/get_moment_task', moment_list[0])).toMatchObject({ task_list: published })
  })

  test('§12.5 a customer who is handed over agrees, refuses, or says nothing for a day', async () => {
    const ids = [await desk.newcomer('顾念'), await desk.newcomer('江晚'), await desk.newcomer('沈默')]
    const [agrees = '', refuses = '', silent = ''] = ids
    for (const id of ids) await desk.heldBy(id, ['wangmin'])
    const pair = { handover_userid: 'wangmin', takeover_userid: 'chenxi' }
    await desk.call('externalcontact/transfer_customer', { ...pair, external_userid: ids })
    const agreed = await desk.notice('顾念')
    await agreed.getByRole('button', { name: '客户同意' }).click()
    await agreed.getByText('已经结束：客户已转接').waitFor()
    await desk.heldBy(agrees, ['chenxi'])
    const refused = await desk.notice('江晚')
    await refused.getByRole('button', { name: '客户拒绝' }).click()
    await refused.getByText('已经结束：客户拒绝了').waitFor()
    await look('transfers')
    await desk.told('客户转接失败', '江晚', '已送达')
    const history = async () => (await desk.learn<Lines>(`/api/customers/${refuses}/timeline`)).items
    await expect.poll(async () => (await history()).map((one) => one.text), SOON).toContain('转交失败：客户不同意')
    expect([await desk.followers(refuses), await desk.followers(silent)]).toEqual([['wangmin'], ['wangmin']])
    await desk.page.click('[data-act=day]')
    await (await desk.notice('沈默')).getByText('已经结束：客户已转接').waitFor()
    await desk.heldBy(silent, ['chenxi'])
    await desk.told('员工删除了客户', '沈默', '已送达')
  }, 120_000)

  test('a member who leaves is out at once, and a colleague takes over her customer', async () => {
    const { rows } = await desk.learn<Rows>('/sandbox/api/state?rep=heping')
    const { id = '', name = '' } = rows.find((one) => one.kind === 'customer') ?? {}
    await desk.view('members')
    await desk.page.click('[data-leaves=heping]')
    await desk.page.locator('#ask', { hasText: '不能再登录掌柜' }).waitFor()
    await look('leaves')
    await desk.answer()
    await desk.page.locator('[data-leaves=heping]').waitFor({ state: 'detached' })
    await desk.told('回调', '员工离职', '已送达')
    const members = async () => JSON.stringify(await desk.learn('/api/members'))
    await expect.poll(members, SOON).not.toContain('何平')
    const pair = { handover_userid: 'heping', takeover_userid: 'wangmin', external_userid: [id] }
    await desk.call('externalcontact/resigned/transfer_customer', pair)
    const card = await desk.notice('何平 → 王敏')
    await card.getByRole('button', { name: '客户同意' }).click()
    await card.getByText('已经结束：客户已转接').waitFor()
    await desk.row(name).click()
    await desk.said('客户已转接给你')
    await desk.heldBy(id, ['wangmin'])
  })

  test('§12.8 company tags are turned around and deleted, on the page and in the product alike', async () => {
    await desk.row('张女士').click()
    await desk.page.click('#tab-details')
    const change = async (act: string, id: string): Promise<void> => {
      await desk.page.click('[data-company-tags]')
      await desk.answer({ act, id })
    }
    await desk.page.click('[data-company-tags]')
    await look('tags')
    await desk.answer({ act: '改名', id: '小红书' })
    await desk.hint('改名要填新名字')
    await change('颠倒组内顺序', '小红书')
    await desk.hint('颠倒顺序要选【标签组】')
    await change('颠倒组内顺序', '【肤质】')
    await desk.page.locator('#details', { hasText: /混合性\s*油性\s*干性\s*敏感肌/ }).waitFor()
    await desk.told('标签顺序变了', '已送达')
    await change('删除', '小红书')
    await change('删除', '【会员】')
    await desk.page.locator('#details').filter({ hasNotText: '小红书' }).filter({ hasNotText: '黑金' }).waitFor()
    await desk.told('标签被删了', '已送达')
    const tags = async () => (await desk.learn<Tags>('/api/tags')).groups.map((one) => one.tags.map((tag) => tag.name))
    const left = [
      ['混合性', '油性', '干性', '敏感肌'],
      ['门店', '老客介绍', '直播间'],
    ]
    await expect.poll(tags, SOON).toEqual(left)
  })

  test('§12.7 a group is made, filled, handed on and dismissed', async () => {
    await desk.menu('data-new-group')
    await desk.answer({ name: '周末体验群', who: '张女士' })
    await desk.page.locator('#who', { hasText: '周末体验群' }).waitFor()
    const id = await desk.idOf('周末体验群')
    const present = async (): Promise<unknown> => {
      const group = await desk.learn<Partial<GroupView>>(`/api/groups/${id}`)
      return [group.owner?.name, group.staff?.length, group.members?.map((one) => one.name)]
    }
    const press = async (act: string, who: string): Promise<void> => {
      await desk.page.click(`[data-group-act=${act}]`)
      await desk.answer({ who })
    }
    await desk.page.click('[data-group-act=group-owner]')
    await desk.hint('没有可以选的人')
    for (const who of ['刘先生', '阿May', '陈曦（员工）']) await press('join-group', who)
    await press('leave-group', '刘先生')
    await press('remove-member', '阿May')
    await desk.page.locator('#details').filter({ hasNotText: '阿May' }).waitFor()
    await press('group-owner', '陈曦')
    await desk.page.locator('#details', { hasText: '群主：陈曦' }).waitFor()
    await expect.poll(present, SOON).toEqual(['陈曦', 2, ['张女士']])
    await look('group')
    await desk.page.click('[data-group-act=dismiss-group]')
    await desk.row('周末体验群').waitFor({ state: 'detached' })
    await desk.told('客户群解散了', '已送达')
  })

  test('whatever was opened fits a phone and a wide window, by day and by night, and reads well', () =>
    expect(wrong).toEqual([]))

  test('nothing was thrown on the way', () => expect(desk.complaints()).toEqual([]))
})
