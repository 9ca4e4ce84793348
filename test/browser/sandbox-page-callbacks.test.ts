import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, startDesk } from './desk.ts'
import { canBrowse, SOON } from './trial.ts'

type Lines = { items: { kind: string }[] }

describe.runIf(canBrowse)('callbacks and tokens that misbehave on the sandbox page', () => {
  let desk: Desk

  beforeAll(async () => {
    desk = await startDesk()
  })
  afterAll(() => desk?.stop())

  test('§12.4 callbacks come twice, late, turned around or spoilt, and the product ends up with the truth', async () => {
    await desk.turn('callbackMode', 'double')
    const twice = await desk.newcomer('双双')
    await desk.heldBy(twice, ['wangmin'])
    const { items } = await desk.learn<Lines>(`/api/customers/${twice}/timeline`)
    expect(items.filter((one) => one.kind === 'relation-added')).toHaveLength(1)
    await desk.number('callbackLateMs', '600000')
    await desk.turn('callbackMode', 'late')
    const late = await desk.newcomer('迟迟')
    expect(await desk.followers(late)).toEqual([])
    await desk.view('control')
    await desk.page.click('[data-deed=flush-callbacks]')
    await desk.heldBy(late, ['wangmin'])
    await desk.turn('callbackMode', 'reordered')
    const gone = await desk.newcomer('来去')
    await desk.menu('data-act=customer-deletes')
    await desk.told('新增了客户', '来去', '已送达')
    await desk.heldBy(gone, [])
    await desk.number('callbackRetryMs', '0')
    for (const [mode, name] of [
      ['wrong-signature', '假签'],
      ['wrong-receiver', '错收'],
    ] as const) {
      await desk.turn('callbackMode', mode)
      const id = await desk.newcomer(name)
      expect(await desk.told('新增了客户', name)).toMatch(/没有送达 · 4 次尝试/)
      expect(await desk.followers(id)).toEqual([])
    }
  })

  test('§12.4 a callback that was lost is made good by the night', async () => {
    await desk.turn('callbackMode', 'lost')
    const lost = await desk.newcomer('失联')
    expect(await desk.told('新增了客户', '失联')).toMatch(/夜间对账/)
    expect(await desk.followers(lost)).toEqual([])
    await desk.view('control')
    await desk.page.click('[data-reset-all]')
    await desk.page.locator('.switch.changed').first().waitFor({ state: 'detached' })
    await desk.page.click('[data-act=morning]')
    await expect.poll(() => desk.followers(lost), SOON).toEqual(['wangmin'])
  }, 120_000)

  test('tokens that ran out or were taken back and a checked address are pressed, and the work goes on', async () => {
    for (const [deed, words] of [
      ['expire-tokens', '已生效'],
      ['invalidate-tokens', '已生效'],
      ['verify-callback-url', '回调地址验证通过'],
    ] as const) {
      await desk.view('control')
      await desk.page.click(`[data-deed=${deed}]`)
      await desk.hint(words)
    }
    await desk.heldBy(await desk.newcomer('后来'), ['wangmin'])
    await desk.told('给客户打标签', '后来', '成功')
  })

  test('nothing was thrown on the way', () => expect(desk.complaints()).toEqual([]))
})
