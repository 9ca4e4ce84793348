/** Below this a share says more about chance than about the rule. */
const MIN_SAMPLE = 20

export type Ended = { rule: string; due: number; done: number; unneeded: number }
export type Rate = { rule: string; due: number; done: number; unneeded: number; ignored: number }

/** Shares instead of counts, the rule that is acted upon least first: that is the one to mend or to drop. */
export const ratesOf = (counts: readonly Ended[]): Rate[] =>
  counts
    .filter((one) => one.due >= MIN_SAMPLE)
    .map(({ rule, due, done, unneeded }) => ({
      rule,
      due,
      done: done / due,
      unneeded: unneeded / due,
      ignored: (due - done - unneeded) / due,
    }))
    .sort((a, b) => a.done - b.done || (a.rule < b.rule ? -1 : 1))
