import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ReconcileView } from '../../src/features/relations/shapes.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

let world: World
let admin: Client
let night = Date.parse('2026-11-24T04:00:00+08:00')
beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
  admin = await world.as('linyu')
  await admin.post('/api/jobs/sync/run')
  await world.settle()
})
beforeEach(() => world.sandbox.callbacks.mode('normal'))
afterAll(() => world.close())

type Reports = { items: ReconcileView[]; nextCursor: string | null }
const nextNight = async (): Promise<ReconcileView> => {
  night += 86_400_000
  await world.to(new Date(night).toISOString())
  const [newest] = (await admin.get<Reports>('/api/reconcile?limit=1')).body.items
  if (newest === undefined) throw new Error('there is no report')
  return newest
}
const kindsOf = (report: ReconcileView) => Object.fromEntries(report.differences.map((one) => [one.kind, one.count]))
const someone = async (): Promise<string> =>
  (await (await world.as('wangmin')).get<{ items: { externalUserid: string }[] }>('/api/customers')).body.items[0]
    ?.externalUserid ?? ''
/** What a phone or another app does without a word to us. */
const silently = async (change: () => unknown): Promise<void> => {
  world.sandbox.callbacks.mode('lost')
  await change()
  world.sandbox.callbacks.mode('normal')
}

test('after a quiet day the night finds every field of every customer the same', async () => {
  const report = await nextNight()
  expect(report).toMatchObject({ state: 'done', day: '2026-11-25', differences: [], skipped: [] })
  expect(report.read).toBe([...world.sandbox.state.relations.values()].filter((one) => one.alive).length)
})

test('the night repairs what was changed without a word, and its report names kind and customer', async () => {
  const id = await someone()
  const here = [...world.sandbox.state.relations.values()].find((one) => one.externalUserid === id)
  if (here === undefined) throw new Error('nobody there')
  await silently(async () => {
    await world.people.editRemark(id, here.userid, '改过的备注')
    here.remarkMobiles = ['13800001234']
    const person = world.sandbox.state.customers.get(id)
    if (person !== undefined) person.name = '新名字'
  })
  const report = await nextNight()
  expect(kindsOf(report)).toEqual({ remark: 1, mobiles: 1, name: 1 })
  expect(report.differences.find((one) => one.kind === 'remark')?.examples).toEqual([
    { externalUserid: id, userid: here.userid, name: '改过的备注', memberName: expect.any(String) },
  ])
  const { body } = await admin.get<{ name: string }>(`/api/customers/${id}`)
  expect(JSON.stringify(body)).toContain('改过的备注')
  expect((await nextNight()).differences).toEqual([])
})

test('a friendship that began or ended unheard is found by its id', async () => {
  const id = await someone()
  const rep = [...world.sandbox.state.relations.values()].find((one) => one.externalUserid === id && one.alive)?.userid
  let newcomer = ''
  await silently(async () => {
    await world.people.customerDeletesRep(id, rep ?? '')
    newcomer = await world.people.addCustomer({ name: '没听见的新客', userid: 'chenxi' })
  })
  const kinds = kindsOf(await nextNight())
  expect(kinds).toMatchObject({ 'missing-here': 1, 'missing-there': 1 })
  expect((await admin.get(`/api/customers/${newcomer}`)).status).toBe(200)
  const gone = await admin.get<{ reachable: boolean }>(`/api/customers/${id}`)
  expect(gone.body.reachable).toBe(false)
})

test('a renamed tag and a member who moved stand in the report by name', async () => {
  const group = await world.people.createTagGroup('口味', ['清爽', '浓郁'])
  await world.settle()
  const tag = world.sandbox.state.tagGroups.find((one) => one.id === group || one.name === '口味')?.tags[0]
  await silently(async () => {
    await world.people.renameTag(tag?.id ?? '', '更清爽')
    await world.people.memberMoves('chenxi', [1])
  })
  const report = await nextNight()
  expect(kindsOf(report)).toMatchObject({ member: 1, 'tag-name': 1 })
  const named = report.differences.find((one) => one.kind === 'tag-name')?.examples[0]
  expect(named).toMatchObject({ externalUserid: null, name: '更清爽' })
})

test('a department that came and a customer group that was renamed unheard stand in the report by name', async () => {
  const id = await someone()
  const group = await world.people.createGroup({ name: '老客群', owner: 'wangmin', externalUserids: [id] })
  await world.settle()
  await nextNight()
  await silently(async () => {
    await world.people.renameGroup(group, '老客福利群')
    await world.people.createDepartment({ id: 77, name: '直播组', parentId: 1 })
  })
  const report = await nextNight()
  expect(kindsOf(report)).toEqual({ department: 1, group: 1 })
  const named = (kind: string) => report.differences.find((one) => one.kind === kind)?.examples.map((one) => one.name)
  expect([named('department'), named('group')]).toEqual([['直播组'], ['老客福利群']])
  expect((await nextNight()).differences).toEqual([])
})

test('a rep whose list WeCom refuses for a night loses no customer', async () => {
  world.sandbox.faults.set({ api: 'externalcontact/list', kind: 'errcode', errcode: 84074, times: 1 })
  const report = await nextNight()
  world.sandbox.faults.clear()
  expect(report.skipped).toMatchObject([{ reason: 'no-permission', errcode: 84074, count: 1 }])
  expect(kindsOf(report)['missing-there']).toBeUndefined()
})
