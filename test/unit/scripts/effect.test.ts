import { expect, test } from 'vitest'
import { isStepForward, MIN_CUSTOMERS, rankSuccess, shareOf } from '../../../src/features/scripts/rules-effect.ts'

test('a share is said from twenty customers on, and never while nobody’s answers are seen', () => {
  expect(shareOf({ customers: MIN_CUSTOMERS - 1, did: 10 })).toEqual({ customers: 19, share: null })
  expect(shareOf({ customers: MIN_CUSTOMERS, did: 5 })).toEqual({ customers: 20, share: 0.25 })
  expect(shareOf({ customers: 40, did: 5 }, false).share).toBeNull()
})

test('nearer to buying and back from silence is a step forward; a first stage, a step back and going silent are none', () => {
  const steps: [string | null, string][] = [
    ['new', 'intent'],
    ['dormant', 'repeat'],
    ['churned', 'lead'],
    ['intent', 'lead'],
    ['first', 'dormant'],
    [null, 'new'],
  ]
  expect(steps.map(([from, to]) => isStepForward(from, to))).toEqual([true, true, true, false, false, false])
})

test('a script is compared with all of them together, and a small sample with nothing', () => {
  const samples = new Map([
    [1, { customers: 40, did: 20 }],
    [2, { customers: 40, did: 4 }],
    [3, { customers: 5, did: 5 }],
  ])
  expect([...rankSuccess(samples)]).toEqual([
    [1, 0],
    [2, 2],
  ])
  expect(rankSuccess(new Map()).size).toBe(0)
})
