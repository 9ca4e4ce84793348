/** What forbids every message, whoever writes it: the customer asked for silence, or nobody can reach her any more. */
export type SendingBar = 'dnd' | 'gone'
/** What makes a message worth a second thought. */
export type SendingCare = 'complaint' | 'over'
export type SendingCheck = { bar: SendingBar | null; cares: SendingCare[] }

/** Asked before anything goes out; `budget.over` is the contact budget's own answer. */
export const checkSending = (customer: {
  flags: readonly string[]
  reachable: boolean
  budget: { over: boolean }
}): SendingCheck => ({
  bar: customer.flags.includes('dnd') ? 'dnd' : customer.reachable ? null : 'gone',
  cares: [
    ...(customer.flags.includes('complaint') ? (['complaint'] as const) : []),
    ...(customer.budget.over ? (['over'] as const) : []),
  ],
})
