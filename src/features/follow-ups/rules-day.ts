/** What one person can do well in a day (practice: a soft cap); what is more is not lost, it can wait for tomorrow. */
export const DAY_BUDGET = 30

/** Customers, not steps: two steps that met were one talk, and a rep who had it twice is not told of two people. */
export const peopleIn = (items: readonly { externalUserid: string }[]): number =>
  new Set(items.map((one) => one.externalUserid)).size

/** How many of the open ones belong to today, after so many are done. */
export const withinBudget = (open: number, done: number): number => Math.min(open, Math.max(0, DAY_BUDGET - done))
