import { describe, expect, it } from 'vitest'
import { kindsFor, TIMELINE_FILTERS } from '../../../src/features/customers/rules-timeline.ts'
import { timelineWords } from '../../../src/lang/timeline.ts'

/** Of groups, members and the house: they are told of no customer. */
const NOT_OF_A_CUSTOMER = /^(digest|group|member|room|script)-/
/** Of both by name, and told of a customer all the same. */
const OF_A_CUSTOMER = ['group-joined', 'group-left', 'script-sent']
/** What a rep thinks of a rule says nothing about the customer: found in the whole history alone. */
const NO_CHIP = ['reminder-disliked']

describe('the chips above a customer’s history', () => {
  const told = Object.keys(timelineWords('zh-CN').facts)
  const chips = TIMELINE_FILTERS.filter((one) => one !== 'all')
  const shown = new Set(chips.flatMap((one) => [...(kindsFor(one) ?? [])]))

  it('leave out nothing the history has words for', () => {
    const ofCustomers = told.filter((kind) => OF_A_CUSTOMER.includes(kind) || !NOT_OF_A_CUSTOMER.test(kind))
    expect(ofCustomers.filter((kind) => !shown.has(kind))).toEqual(NO_CHIP)
  })

  it('show nothing the history has no words for', () => {
    expect([...shown].filter((kind) => !told.includes(kind))).toEqual([])
  })

  it('say the same of a customer in both languages', () => {
    expect(Object.keys(timelineWords('en').facts).sort()).toEqual([...told].sort())
  })
})
