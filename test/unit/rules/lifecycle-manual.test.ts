import { describe, expect, it } from 'vitest'
import { checkManualMove, furtherStage, type ManualMove } from '../../../src/features/lifecycle/rules-manual.ts'
import { isStageKey, STAGES, stageLabel } from '../../../src/features/lifecycle/rules-model.ts'

const move = (rest: Partial<ManualMove>): ManualMove => ({
  from: 'lead',
  to: 'intent',
  reason: null,
  orders: 0,
  relationsAlive: 1,
  ...rest,
})

describe('moving a customer by hand', () => {
  it.each<[string, Partial<ManualMove>, string]>([
    ['forwards needs no reason', {}, 'ok'],
    ['waking a sleeper needs no reason', { from: 'dormant', to: 'lead' }, 'ok'],
    ['backwards needs a reason', { from: 'intent', to: 'lead' }, 'reason-required'],
    ['backwards with a reason is fine', { from: 'intent', to: 'lead', reason: '预算推迟' }, 'ok'],
    ['blanks are no reason', { from: 'intent', to: 'lead', reason: '  ' }, 'reason-required'],
    ['giving up needs a reason', { to: 'churned' }, 'reason-required'],
    ['giving up with a reason is fine', { to: 'churned', reason: '选了同行' }, 'ok'],
    ['putting to sleep needs a reason', { to: 'dormant' }, 'reason-required'],
    ['staying is no move', { to: 'lead' }, 'same-stage'],
    ['first purchase needs an order', { to: 'first' }, 'needs-order'],
    ['first purchase with an order is fine', { to: 'first', orders: 1 }, 'ok'],
    ['repeat purchase needs two orders', { from: 'first', to: 'repeat', orders: 1 }, 'needs-order'],
    ['a customer nobody follows stays lost', { from: 'churned', to: 'lead', relationsAlive: 0 }, 'no-relation'],
  ])('%s', (_name, rest, expected) => {
    const answer = checkManualMove(move(rest))
    expect(answer.ok ? 'ok' : answer.why).toBe(expected)
  })

  it('keeps the further stage when two records of one person become one', () => {
    expect(furtherStage('lead', 'repeat')).toBe('repeat')
    expect(furtherStage('repeat', 'lead')).toBe('repeat')
    expect(furtherStage('churned', 'lead')).toBe('lead')
    expect(furtherStage('dormant', 'dormant')).toBe('dormant')
  })

  it('knows the seven stages and their names', () => {
    expect(STAGES.map((stage) => stage.label)).toEqual(['新客', '潜客', '意向', '首购', '复购', '沉睡', '流失'])
    expect(stageLabel('intent')).toBe('意向')
    expect(isStageKey('vip')).toBe(false)
  })
})
