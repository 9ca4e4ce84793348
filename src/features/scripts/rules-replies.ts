/** A customer who answers within three days answered this; later it was something else. */
export const REPLY_HOURS = 72

/** Below it a share says more about chance than about the words. */
export const MIN_CUSTOMERS = 20

/** The share of customers who answered; null is "too early to say". */
export const replyShare = (figures: { customers: number; replied: number }, seesReplies: boolean): number | null =>
  seesReplies && figures.customers >= MIN_CUSTOMERS ? figures.replied / figures.customers : null
