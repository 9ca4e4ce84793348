import { describe, expect, it } from 'vitest'
import type { OpenFollowUp, StopEvent } from '../../../src/features/follow-ups/rules-ending.ts'
import {
  cadenceForStage,
  canSnooze,
  judgeCompletion,
  latestSnooze,
  stopsOn,
} from '../../../src/features/follow-ups/rules-ending.ts'

const open = (cadence: OpenFollowUp['cadence'], rest: Partial<OpenFollowUp> = {}): OpenFollowUp => ({
  cadence,
  kindOfTask: 'wechat',
  marketing: false,
  dueOn: '2026-11-27',
  ...rest,
})

const agreed = (until: string): StopEvent => ({ kind: 'own-date', from: '2026-11-24', until })

describe('what ends an open follow-up', () => {
  it.each<[string, StopEvent, OpenFollowUp, boolean]>([
    ['an order ends the welcome', { kind: 'order-paid' }, open('new'), true],
    ['an order ends the wake-ups', { kind: 'order-paid' }, open('dormant'), true],
    ['an order does not end what a person planned', { kind: 'order-paid' }, open(null), false],
    ['a deletion ends everything', { kind: 'relation-ended' }, open(null), true],
    ['a new stage ends the old one’s steps', { kind: 'stage-changed', to: 'intent' }, open('lead'), true],
    ['a new stage keeps its own steps', { kind: 'stage-changed', to: 'intent' }, open('intent'), false],
    ['a new stage keeps what a person planned', { kind: 'stage-changed', to: 'intent' }, open(null), false],
    [
      'the move after a refund keeps the talk about it',
      { kind: 'stage-changed', to: 'intent' },
      open('refund-revisit'),
      false,
    ],
    ['a lost customer is left alone', { kind: 'stage-changed', to: 'churned' }, open(null), true],
    [
      'a lost customer gets no talk about the refund',
      { kind: 'stage-changed', to: 'churned' },
      open('refund-revisit'),
      true,
    ],
    ['do-not-disturb ends every message', { kind: 'do-not-disturb' }, open(null), true],
    [
      'do-not-disturb leaves work inside the house',
      { kind: 'do-not-disturb' },
      open(null, { kindOfTask: 'internal' }),
      false,
    ],
    ['a complaint ends offers', { kind: 'complaint-opened' }, open('first', { marketing: true }), true],
    ['a complaint leaves care', { kind: 'complaint-opened' }, open('first'), false],
    ['an order leaves a birthday', { kind: 'order-paid' }, open('birthday'), false],
    ['an order leaves the question after a complaint', { kind: 'order-paid' }, open('complaint-closed'), false],
    ['an order answers a quote', { kind: 'order-paid' }, open('quote'), true],
    ['a new stage leaves a birthday', { kind: 'stage-changed', to: 'intent' }, open('birthday'), false],
    ['… but the loss of the customer does not', { kind: 'stage-changed', to: 'churned' }, open('birthday'), true],
    ['a new complaint ends the questions about the last', { kind: 'complaint-opened' }, open('complaint-closed'), true],
    ['a day agreed on ends what a rule planned before it', agreed('2026-12-11'), open('new'), true],
    ['… and on that very day', agreed('2026-11-27'), open('intent'), true],
    ['… but nothing after it', agreed('2026-11-26'), open('new'), false],
    ['… nothing that is due by now', agreed('2026-12-11'), open('new', { dueOn: '2026-11-24' }), false],
    ['… nothing a buyer is owed after the purchase', agreed('2026-12-11'), open('first'), false],
    ['… and nothing a person planned', agreed('2026-12-11'), open(null), false],
  ])('%s', (_name, event, followUp, expected) => {
    expect(stopsOn(event, followUp)).toBe(expected)
  })

  it('begins a cadence with every stage but the last', () => {
    expect(cadenceForStage('repeat')).toBe('repeat')
    expect(cadenceForStage('churned')).toBeNull()
  })
})

describe('putting a follow-up off', () => {
  const ask = { snoozes: 0, dueOn: '2026-11-23', until: '2026-11-25', today: '2026-11-23', reason: '客户出差' }

  it.each<[string, Partial<typeof ask>, string]>([
    ['two days with a reason is fine', {}, 'ok'],
    ['a second time is fine', { snoozes: 1 }, 'ok'],
    ['a third time is not', { snoozes: 2 }, 'snoozed-too-often'],
    ['no reason, no delay', { reason: ' ' }, 'reason-required'],
    ['seven days are the most', { until: '2026-11-30' }, 'ok'],
    ['eight days are too far', { until: '2026-12-01' }, 'too-far'],
    ['the same day is no delay', { until: '2026-11-23' }, 'not-later'],
    ['an overdue one counts from today', { dueOn: '2026-11-10', until: '2026-11-30' }, 'ok'],
    ['an overdue one cannot be put off into the past', { dueOn: '2026-11-10', until: '2026-11-12' }, 'not-later'],
  ])('%s', (_name, rest, expected) => {
    const answer = canSnooze({ ...ask, ...rest })
    expect(answer.ok ? 'ok' : answer.why).toBe(expected)
  })

  it('offers the last possible day', () => {
    expect(latestSnooze('2026-11-10', '2026-11-23')).toBe('2026-11-30')
    expect(latestSnooze('2026-11-25', '2026-11-23')).toBe('2026-12-02')
  })
})

describe('finishing a follow-up', () => {
  it('counts with evidence only', () => {
    const facts = { dueOn: '2026-11-23', completedOn: '2026-11-23' }
    expect(judgeCompletion({ ...facts, evidence: 'script-sent' })).toEqual({ proven: true, onTime: true })
    expect(judgeCompletion({ ...facts, evidence: null })).toEqual({ proven: false, onTime: false })
    expect(judgeCompletion({ ...facts, completedOn: '2026-11-24', evidence: 'order' })).toEqual({
      proven: true,
      onTime: false,
    })
  })
})
