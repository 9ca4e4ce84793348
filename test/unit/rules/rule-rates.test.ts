import { describe, expect, it } from 'vitest'
import { ratesOf } from '../../../src/features/feedback/rules-rates.ts'

describe('how the reminders of a rule ended', () => {
  it('is said in shares, the one acted upon least first', () => {
    const rates = ratesOf([
      { rule: 'F-new-d1', due: 40, done: 30, unneeded: 4 },
      { rule: 'F-lead-care', due: 20, done: 5, unneeded: 5 },
    ])
    expect(rates).toEqual([
      { rule: 'F-lead-care', due: 20, done: 0.25, unneeded: 0.25, ignored: 0.5 },
      { rule: 'F-new-d1', due: 40, done: 0.75, unneeded: 0.1, ignored: 0.15 },
    ])
  })

  it('is not said of a rule that has hardly reminded anybody', () => {
    expect(ratesOf([{ rule: 'F-new-d1', due: 19, done: 0, unneeded: 0 }])).toEqual([])
  })
})
