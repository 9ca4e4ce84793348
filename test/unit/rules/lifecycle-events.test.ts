import { describe, expect, it } from 'vitest'
import { decideStage } from '../../../src/features/lifecycle/rules.ts'
import type { LifecycleEvent, LifecycleState } from '../../../src/features/lifecycle/rules-model.ts'
import { customer, daysAgo, NOW, orders } from './lifecycle-states.ts'

type Row = [string, LifecycleState, LifecycleEvent, string | null, string | null]

const moves: Row[] = [
  ['a new contact starts as new', customer(null), { kind: 'added' }, 'new', 'L-start-added'],
  [
    'a known buyer added for the first time keeps what orders say',
    customer(null, { orders: orders(2, 9) }),
    { kind: 'added' },
    'repeat',
    'L-start-order',
  ],
  ['a second colleague adding a lead changes nothing', customer('lead'), { kind: 'added' }, null, null],
  [
    'a lost customer who comes back starts as new',
    customer('churned'),
    { kind: 're-added' },
    'new',
    'L-churned-returned',
  ],
  ['a new contact who writes is a lead', customer('new'), { kind: 'spoke' }, 'lead', 'L-new-spoke'],
  [
    'two profile tags make a new contact a lead',
    customer('new'),
    { kind: 'profile-tagged', count: 2 },
    'lead',
    'L-new-profile',
  ],
  ['one profile tag does not', customer('new'), { kind: 'profile-tagged', count: 1 }, null, null],
  [
    'profile tags do not move a buyer',
    customer('first', { orders: orders(1, 3) }),
    { kind: 'profile-tagged', count: 5 },
    null,
    null,
  ],
  [
    'a new contact who orders is a first buyer',
    customer('new', { orders: orders(1, 0) }),
    { kind: 'order-paid' },
    'first',
    'L-new-order',
  ],
  [
    'a lead with a quote shows intent',
    customer('lead'),
    { kind: 'intent-signal', signal: 'quote' },
    'intent',
    'L-lead-intent',
  ],
  [
    'a new contact with a quote shows intent',
    customer('new'),
    { kind: 'intent-signal', signal: 'quote' },
    'intent',
    'L-new-intent',
  ],
  [
    'a sleeping lead who opens the price page shows intent',
    customer('dormant'),
    { kind: 'intent-signal', signal: 'price-page' },
    'intent',
    'L-dormant-intent',
  ],
  [
    'a buyer with a quote stays a buyer',
    customer('first', { orders: orders(1, 3) }),
    { kind: 'intent-signal', signal: 'quote' },
    null,
    null,
  ],
  [
    'a lead who orders is a first buyer',
    customer('lead', { orders: orders(1, 0) }),
    { kind: 'order-paid' },
    'first',
    'L-lead-order',
  ],
  [
    'intent turns into a first purchase',
    customer('intent', { orders: orders(1, 0) }),
    { kind: 'order-paid' },
    'first',
    'L-intent-order',
  ],
  [
    'the second order makes a repeat buyer',
    customer('first', { orders: orders(2, 0) }),
    { kind: 'order-paid' },
    'repeat',
    'L-first-order',
  ],
  [
    'a second order after more than a year is a first one again',
    customer('first', { orders: orders(2, 0, { countIn365d: 1 }) }),
    { kind: 'order-paid' },
    null,
    null,
  ],
  [
    'a repeat buyer who buys stays one',
    customer('repeat', { orders: orders(3, 0) }),
    { kind: 'order-paid' },
    null,
    null,
  ],
  [
    'a repeat buyer after a long pause stays one',
    customer('repeat', { orders: orders(3, 0, { countIn365d: 1 }) }),
    { kind: 'order-paid' },
    null,
    null,
  ],
  [
    'a sleeping lead who orders is a first buyer',
    customer('dormant', { orders: orders(1, 0) }),
    { kind: 'order-paid' },
    'first',
    'L-dormant-order',
  ],
  [
    'a sleeping buyer who orders again is a repeat buyer',
    customer('dormant', { orders: orders(2, 0) }),
    { kind: 'order-paid' },
    'repeat',
    'L-dormant-order',
  ],
  [
    'a lost buyer who orders is a repeat buyer',
    customer('churned', { orders: orders(2, 0, { countIn365d: 1 }) }),
    { kind: 'order-paid' },
    'repeat',
    'L-churned-order',
  ],
  [
    'a lost buyer who added us again and buys after two years is a repeat buyer',
    customer('new', { orders: orders(2, 0, { countIn365d: 1 }), flags: ['returned'] }),
    { kind: 'order-paid' },
    'repeat',
    'L-new-order',
  ],
  [
    'a lost lead who orders is a first buyer',
    customer('churned', { orders: orders(1, 0) }),
    { kind: 'order-paid' },
    'first',
    'L-churned-order',
  ],
  ['an order that is not valid moves nobody', customer('lead'), { kind: 'order-paid' }, null, null],
  [
    'a refund of the only order leads back to intent',
    customer('first'),
    { kind: 'order-refunded' },
    'intent',
    'L-first-refund',
  ],
  [
    'a refund of all orders leads back to intent',
    customer('repeat'),
    { kind: 'order-refunded' },
    'intent',
    'L-repeat-refund',
  ],
  [
    'a refund of one of two leaves a first buyer',
    customer('repeat', { orders: orders(1, 9) }),
    { kind: 'order-refunded' },
    'first',
    'L-repeat-refund-one',
  ],
  [
    'a refund of one of three changes nothing',
    customer('repeat', { orders: orders(2, 9) }),
    { kind: 'order-refunded' },
    null,
    null,
  ],
  ['a refund long after falling asleep changes nothing', customer('dormant'), { kind: 'order-refunded' }, null, null],
  ['a sleeping lead who writes is a lead again', customer('dormant'), { kind: 'spoke' }, 'lead', 'L-dormant-spoke'],
  [
    'deleting the last colleague is churn at once',
    customer('repeat', { orders: orders(3, 9) }),
    { kind: 'removed-by-customer', relationsLeft: 0 },
    'churned',
    'L-removed-last',
  ],
  [
    'deleting one of two colleagues is not',
    customer('repeat', { orders: orders(3, 9) }),
    { kind: 'removed-by-customer', relationsLeft: 1 },
    null,
    null,
  ],
  [
    'a colleague deleting the customer ends the last relation too',
    customer('lead'),
    { kind: 'removed-by-rep', relationsLeft: 0 },
    'churned',
    'L-removed-last',
  ],
  [
    'a friendship that WeCom no longer shows is the end of the last one too',
    customer('lead'),
    { kind: 'removed-unheard', relationsLeft: 0 },
    'churned',
    'L-removed-last',
  ],
  ['nobody is lost twice', customer('churned'), { kind: 'removed-by-customer', relationsLeft: 0 }, null, null],
  [
    'a move by hand is carried out',
    customer('lead'),
    { kind: 'marked-by-rep', to: 'intent', reason: null },
    'intent',
    'L-manual',
  ],
  [
    'a move by hand to the same stage is none',
    customer('lead'),
    { kind: 'marked-by-rep', to: 'lead', reason: null },
    null,
    null,
  ],
]

describe('what an event does to the stage', () => {
  it.each(moves)('%s', (_name, state, event, to, rule) => {
    const move = decideStage(state, event, NOW)?.move ?? null
    expect(move?.to ?? null).toBe(to)
    expect(move?.rule ?? null).toBe(rule)
  })

  it('holds back no event after a move by hand', () => {
    const held = customer('new', { protectedUntil: daysAgo(-20) })
    expect(decideStage(held, { kind: 'spoke' }, NOW)?.move?.to).toBe('lead')
  })
})

describe('what an event does beside the stage', () => {
  it('marks who came back after being lost', () => {
    expect(decideStage(customer('churned'), { kind: 're-added' }, NOW)?.flags.add).toEqual(['returned'])
  })

  it('wakes a sleeping buyer who writes without calling him active', () => {
    const sleeper = customer('dormant', { orders: orders(2, 200) })
    const decision = decideStage(sleeper, { kind: 'spoke' }, NOW)
    expect(decision).toEqual({ move: null, flags: { add: ['waking'], remove: [] }, protectUntil: null, followUp: null })
    expect(decideStage({ ...sleeper, flags: ['waking'] }, { kind: 'spoke' }, NOW)).toBeNull()
  })

  it('asks for a talk about the refund', () => {
    expect(decideStage(customer('first'), { kind: 'order-refunded' }, NOW)?.followUp).toBe('refund-revisit')
  })

  it('takes the silence warning away as soon as the customer writes', () => {
    const decision = decideStage(customer('lead', { flags: ['silence-risk', 'vip'] }), { kind: 'spoke' }, NOW)
    expect(decision?.flags).toEqual({ add: [], remove: ['silence-risk'] })
  })

  it('protects a move by hand for thirty days', () => {
    const decision = decideStage(customer('lead'), { kind: 'marked-by-rep', to: 'intent', reason: null }, NOW)
    expect(decision?.protectUntil).toEqual(daysAgo(-30))
  })

  it('lets a lost deal cool down: clicks do not reopen it, a quote does', () => {
    const lost = decideStage(customer('intent'), { kind: 'marked-by-rep', to: 'lead', reason: '预算不够' }, NOW)
    expect(lost?.flags.add).toEqual(['cooling'])
    const cooling = customer('lead', { flags: ['cooling'] })
    expect(decideStage(cooling, { kind: 'intent-signal', signal: 'price-page' }, NOW)).toBeNull()
    const reopened = decideStage(cooling, { kind: 'intent-signal', signal: 'quote' }, NOW)
    expect(reopened?.move?.to).toBe('intent')
    expect(reopened?.flags.remove).toEqual(['cooling'])
  })
})
