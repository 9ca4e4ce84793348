/** What one person can do well in a day (practice: a soft cap); what is more is not lost, it can wait for tomorrow. */
export const DAY_BUDGET = 30

/** How many of the open ones belong to today, after so many are done. */
export const withinBudget = (open: number, done: number): number => Math.min(open, Math.max(0, DAY_BUDGET - done))
