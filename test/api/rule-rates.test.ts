import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeedbackList } from '../../src/features/feedback/shapes.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import { ENGINES } from '../support/store.ts'
import { startWorld, type World } from '../support/world.ts'

type Status = 'open' | 'done' | 'dismissed' | 'cancelled'

describe.each(ENGINES)('how the reminders of the rules ended, on %s', (engine) => {
  let world: World
  const ofRep = new Map<string, string>()

  const remind = (userid: string, count: number, rest: { status: Status; proven?: boolean; dueOn?: string }) =>
    world.deps.core.db.insert(followUps).values(
      Array.from({ length: count }, (_, index) => ({
        planKey: `${userid}:${rest.status}:${rest.proven ?? false}:${rest.dueOn ?? ''}:${index}`,
        ...{
          externalUserid: ofRep.get(userid) ?? '',
          userid,
          cadence: 'lead' as const,
          reasonKey: 'lead-care' as const,
        },
        ...{ kindOfTask: 'wechat' as const, dueOn: '2026-11-20', dueAt: new Date('2026-11-20T01:30:00Z') },
        createdAt: new Date('2026-11-06T01:30:00Z'),
        ...rest,
      })),
    )
  const rates = async (userid: string) =>
    (await (await world.as(userid)).get<FeedbackList>('/api/rule-feedback')).body.rates

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    for (const userid of ['wangmin', 'heping'])
      ofRep.set(userid, await world.people.addCustomer({ name: '王芳', userid, addWay: 1 }))
    await world.settle()
    await remind('wangmin', 10, { status: 'done', proven: true })
    await remind('wangmin', 5, { status: 'done', proven: false })
    await remind('wangmin', 2, { status: 'dismissed' })
    await remind('wangmin', 3, { status: 'open' })
    await remind('wangmin', 9, { status: 'cancelled' })
    await remind('wangmin', 9, { status: 'open', dueOn: '2026-11-24' })
    await remind('heping', 20, { status: 'open' })
  })
  afterAll(() => world.close())

  test('a lead reads it of the own team: a tap without evidence is not done, and what an event ended counts for nothing', async () => {
    expect(await rates('zhaolei')).toEqual([
      { rule: 'F-lead-care', name: '两周未互动', due: 20, done: 0.5, unneeded: 0.1, ignored: 0.4 },
    ])
  })

  test('an admin reads it of everybody', async () => {
    expect(await rates('linyu')).toEqual([
      { rule: 'F-lead-care', name: '两周未互动', due: 40, done: 0.25, unneeded: 0.05, ignored: 0.7 },
    ])
  })
})
