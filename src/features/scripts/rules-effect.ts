/** A customer who answers within two days answered this; later it was something else. */
export const REPLY_HOURS = 48
/** The same for a stage that moves on. */
export const ADVANCE_DAYS = 7
/** And for an order. */
export const ORDER_DAYS = 30

/** Below it a share says more about chance than about the words. */
export const MIN_CUSTOMERS = 20

/** Of the customers who had the time for it, how many did. */
export type Sample = { customers: number; did: number }
/** The share is null while it is too early to say. */
export type Share = { customers: number; share: number | null }

export const shareOf = ({ customers, did }: Sample, isSeen = true): Share => ({
  customers,
  share: isSeen && customers >= MIN_CUSTOMERS ? did / customers : null,
})

const PATH = ['new', 'lead', 'intent', 'first', 'repeat']

/** Nearer to buying, or back from silence. A first stage of all is no progress. */
export const isStepForward = (from: string | null, to: string): boolean => {
  if (from === null || !PATH.includes(to)) return false
  return !PATH.includes(from) || PATH.indexOf(to) > PATH.indexOf(from)
}

/** 0 better than the team's scripts on the whole, 1 too early to say, 2 not as good. */
export type Success = 0 | 1 | 2

/** What went along with each script, compared with all of them together; what is too small is in neither camp. */
export const rankSuccess = (samples: ReadonlyMap<number, Sample>): Map<number, Success> => {
  const all = [...samples.values()].reduce(
    (sum, one) => ({ customers: sum.customers + one.customers, did: sum.did + one.did }),
    { customers: 0, did: 0 },
  )
  const mean = all.customers === 0 ? 0 : all.did / all.customers
  return new Map(
    [...samples]
      .filter(([, one]) => one.customers >= MIN_CUSTOMERS && one.did / one.customers !== mean)
      .map(([id, one]) => [id, one.did / one.customers > mean ? 0 : 2]),
  )
}
