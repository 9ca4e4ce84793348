import { describe, expect, test } from 'vitest'
import { contactBudget, type Touch } from '../../../src/features/customers/rules-budget.ts'

const zone = 'Asia/Shanghai'
const at = (text: string): Date => new Date(`2026-11-${text}:00+08:00`)
const us = (text: string): Touch => ({ at: at(text), by: 'us' })
const customer = (text: string): Touch => ({ at: at(text), by: 'customer' })
const judge = (touches: Touch[], now: string, lastSign: string | null = '20T10:00') =>
  contactBudget(touches, { now: at(now), zone, lastSign: lastSign === null ? null : at(lastSign) })

describe('how often a customer may be contacted', () => {
  test('nobody who was left alone is over anything', () => {
    expect(judge([], '24T10:00')).toEqual({
      today: { used: 0, allowed: 1 },
      week: { used: 0, allowed: 3 },
      over: false,
    })
  })

  test('a second talk on the same day is one too many; the same talk going on is not', () => {
    expect(judge([us('24T10:00')], '24T10:29').over).toBe(false)
    expect(judge([us('24T10:00'), us('24T10:25')], '24T10:50')).toMatchObject({ today: { used: 1 }, over: false })
    expect(judge([us('24T10:00')], '24T10:31')).toMatchObject({ today: { used: 1 }, over: true })
  })

  test('a new day begins at midnight of the company, not of the server', () => {
    expect(judge([us('23T23:10')], '24T00:10')).toMatchObject({ today: { used: 0 }, week: { used: 1 }, over: false })
  })

  test('the fourth talk within seven days is one too many for somebody active', () => {
    const three = [us('18T10:00'), us('20T10:00'), us('22T10:00')]
    expect(judge(three, '24T10:00')).toMatchObject({ week: { used: 3, allowed: 3 }, over: true })
    expect(judge(three, '25T10:00')).toMatchObject({ week: { used: 2 }, over: false })
  })

  test('who was quiet for thirty days is contacted once a week', () => {
    const quiet = (now: string) => judge([us('20T10:00')], now, null)
    expect(quiet('24T10:00')).toMatchObject({ week: { used: 1, allowed: 1 }, over: true })
    expect(quiet('27T10:00')).toMatchObject({ week: { used: 0, allowed: 1 }, over: false })
  })

  test('an answer to the customer disturbs nobody, for a day after she wrote', () => {
    const touches = [us('24T09:00'), customer('24T10:00'), us('24T11:00')]
    expect(judge(touches, '24T15:00')).toMatchObject({ today: { used: 1 }, over: false })
    expect(judge([customer('22T10:00'), us('24T09:00')], '24T15:00')).toMatchObject({ today: { used: 1 }, over: true })
  })
})
