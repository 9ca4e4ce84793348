import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerRow } from '../../src/features/customers/shapes.ts'
import { groupChats } from '../../src/features/groups/tables.ts'
import type { ReconcileView } from '../../src/features/relations/shapes.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
})
afterAll(() => world.close())

type Reports = { items: ReconcileView[] }
type Page = { items: CustomerRow[]; nextCursor: string | null }

test('nobody’s customers are read before an admin asks for it', async () => {
  const admin = await world.as('linyu')
  expect((await admin.get<Page>('/api/customers')).body.items).toEqual([])
})

test('no night reads them either: it only finds who became a friend since the first start without a word to us', async () => {
  world.sandbox.callbacks.mode('lost')
  const newcomer = await world.people.addCustomer({ name: '没听见的新客', userid: 'chenxi' })
  world.sandbox.callbacks.mode('normal')
  await world.to('2026-11-25T03:45:00+08:00')
  const admin = await world.as('linyu')
  const { items } = (await admin.get<Page>('/api/customers')).body
  expect(items.map((one) => one.externalUserid)).toEqual([newcomer])
  expect(await world.deps.core.db.$count(groupChats)).toBe(0)
  const [report] = (await admin.get<Reports>('/api/reconcile?limit=1')).body.items
  expect(report?.state).toBe('done')
  expect(report?.differences.filter((one) => one.kind.startsWith('missing'))).toMatchObject([
    { kind: 'missing-here', count: 1, examples: [{ externalUserid: newcomer, userid: 'chenxi' }] },
  ])
})

test('the first sync, started by an admin, brings every customer with a stage and one stage tag each', async () => {
  const admin = await world.as('linyu')
  expect((await admin.post('/api/jobs/sync/run')).status).toBe(202)
  await world.settle()
  const found: CustomerRow[] = []
  let cursor: string | null = null
  do {
    const path: string = `/api/customers?limit=25${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const { body }: { body: Page } = await admin.get<Page>(path)
    found.push(...body.items)
    cursor = body.nextCursor
  } while (cursor !== null)
  expect(new Set(found.map((one) => one.externalUserid)).size).toBe(61)
  expect(found).toHaveLength(61)
  for (const one of found.slice(0, 10)) {
    const owner = world.people.relation(one.externalUserid, 'wangmin')
    if (owner === null) continue
    expect(owner.tags.filter((tag) => tag.group === '客户阶段').map((tag) => tag.name)).toEqual([one.stage.label])
  }
})

test('the groups come with the sync', async () => {
  expect(await world.deps.core.db.$count(groupChats)).toBeGreaterThan(0)
})

test('nobody is greeted because of a sync', () => {
  expect(world.people.calls('externalcontact/send_welcome_msg')).toEqual([])
})

test('the nightly reconcile finds a friendship whose end was never told', async () => {
  const [someone] = (await (await world.as('wangmin')).get<Page>('/api/customers')).body.items
  const externalUserid = someone?.externalUserid ?? ''
  world.sandbox.callbacks.mode('lost')
  await world.people.customerDeletesRep(externalUserid, 'wangmin')
  world.sandbox.callbacks.mode('normal')
  await world.to('2026-11-26T04:00:00+08:00')
  const admin = await world.as('linyu')
  const { body } = await admin.get<{ stage: { key: string }; reachable: boolean }>(`/api/customers/${externalUserid}`)
  expect(body.reachable).toBe(false)
  expect(body.stage.key).toBe('churned')
})
