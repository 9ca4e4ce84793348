/** Values that PostgreSQL quotes in its own words, e.g. `invalid input syntax for type integer: "王敏"`. */
const QUOTED = /: "[\s\S]*$/

/**
 * What went wrong, for logs and for the rows that keep it. The values of a failed query are left out: they are names,
 * words and tokens of people.
 */
export const plainMessage = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const [own = '', ...values] = error.message.split('\nparams: ')
  if (values.length === 0) return own.replace(QUOTED, ': ***')
  return error.cause instanceof Error ? `${own}: ${plainMessage(error.cause)}` : own
}
