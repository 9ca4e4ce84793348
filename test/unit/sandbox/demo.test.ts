import { afterEach, expect, it } from 'vitest'
import { demoHistory } from '../../../src/sandbox/seed/demo-history.ts'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial | null = null
afterEach(async () => {
  await trial?.end()
  trial = null
})

const day = (text: string): number => Date.parse(`${text}T00:00:00+08:00`) / 1000

it('the demo company has the same sixty customers at every start', async () => {
  trial = await startTrial({ seed: 'demo', adminUserid: 'linyu' })
  const ids = [...trial.sandbox.state.customers.keys()]
  const tags = trial.sandbox.state.tagGroups.map((group) => group.id)
  await trial.end()
  trial = await startTrial({ seed: 'demo', adminUserid: 'linyu' })
  expect([...trial.sandbox.state.customers.keys()]).toEqual(ids)
  expect(trial.sandbox.state.tagGroups.map((group) => group.id)).toEqual(tags)
  expect(ids).toHaveLength(60)
})

it('figures of a weekend are quieter than those of the week, and a silent member has no answer rate', async () => {
  trial = await startTrial({ seed: 'demo', adminUserid: 'linyu' })
  const ask = { userid: ['wangmin'], start_time: day('2026-11-16'), end_time: day('2026-11-22') }
  const rows = (await trial.call('externalcontact/get_user_behavior_data', ask)).behavior_data as Record<
    string,
    number
  >[]
  const chats = rows.map((row) => row.chat_cnt ?? 0)
  expect(rows[0]?.stat_time).toBe(day('2026-11-16'))
  expect(Math.max(chats[5] ?? 0, chats[6] ?? 0)).toBeLessThan(Math.min(...chats.slice(0, 5)))
  const silent = await trial.call('externalcontact/get_user_behavior_data', { ...ask, userid: ['linyu'] })
  expect((silent.behavior_data as object[])[0]).not.toHaveProperty('reply_percentage')
})

it('what was said in a chat yesterday is in the figures of that day', async () => {
  trial = await startTrial()
  const { people } = trial.sandbox
  const id = await people.addCustomer({ name: '王芳', userid: 'admin' })
  await people.customerSays(id, 'admin', '在吗')
  trial.pass(300)
  await people.repSays(id, 'admin', '在的')
  trial.pass(86_400)
  const ask = { userid: ['admin'], start_time: day('2026-11-26'), end_time: day('2026-11-26') }
  const figures = await trial.call('externalcontact/get_user_behavior_data', ask)
  const expected = { chat_cnt: 1, message_cnt: 1, reply_percentage: 100, avg_reply_time: 5, new_contact_cnt: 1 }
  expect(figures.behavior_data).toMatchObject([expected])
})

it('the demo orders lie in the last ninety days and belong to the demo customers', () => {
  const now = new Date('2026-11-26T10:00:00+08:00')
  const { orders, targets } = demoHistory(now)
  expect(new Set(orders.map((order) => order.orderNo)).size).toBe(orders.length)
  expect(new Set(orders.map((order) => order.externalUserid)).size).toBeGreaterThanOrEqual(20)
  expect(orders.every((order) => order.paidAt < now && now.getTime() - order.paidAt.getTime() < 91 * 86_400_000)).toBe(
    true,
  )
  expect(targets[0]).toMatchObject({ userid: null, month: '2026-11' })
})
