/** Apart from the rules themselves: the page takes these and not the cadences behind them. */
export const FEEDBACK_REASONS = ['too-often', 'wrong-time', 'wrong-customer', 'no-use'] as const
export type FeedbackReason = (typeof FEEDBACK_REASONS)[number]
