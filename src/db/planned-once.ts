import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'

/** Asked so often, a statement is worth keeping its plan: the card's took longer to plan than to run. */
const OFTEN = 50
/** A plan is kept by each connection of the server, some tens of KB each; lists of every length must not fill it. */
const MOST = 200
const LONGEST_TEXT = 20_000
/**
 * What PostgreSQL says where a name means nothing any more or something else: behind a pooler that hands each
 * transaction to another connection, or after a table has changed. Then every statement is planned anew again.
 */
const NAMES_DO_NOT_HOLD: readonly unknown[] = ['26000', '42P05', '0A000']

type Statement = { text: string; name?: string }
type Query = (...args: unknown[]) => unknown
type Answered = (error: unknown, result: unknown) => void

const isNameless = (asked: unknown): asked is Statement =>
  typeof asked === 'object' &&
  asked !== null &&
  'text' in asked &&
  typeof asked.text === 'string' &&
  asked.text.length <= LONGEST_TEXT &&
  !('name' in asked && typeof asked.name === 'string')

/** For the connections of one pool: statements asked again and again are given a name, and so planned once in each. */
export const createPlannedOnce = () => {
  const times = new Map<string, number>()
  const names = new Map<string, string>()
  let off = false
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST) return known
    const seen = (times.get(text) ?? 0) + 1
    if (seen < OFTEN) {
      if (times.size > 10 * MOST) times.clear()
      times.set(text, seen)
      return undefined
    }
    times.delete(text)
    const name = `zg_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
    names.set(text, name)
    return name
  }
  const look = (error: unknown): void => {
    if (typeof error === 'object' && error !== null && 'code' in error && NAMES_DO_NOT_HOLD.includes(error.code))
      off = true
  }
  return (client: PoolClient): void => {
    const own = client as unknown as { query: Query }
    const query = own.query.bind(client)
    own.query = (asked, ...rest) => {
      const name = !off && isNameless(asked) ? nameOf(asked.text) : undefined
      if (name === undefined || !isNameless(asked)) return query(asked, ...rest)
      const last = rest.at(-1)
      const named = { ...asked, name }
      if (typeof last === 'function') {
        const told: Answered = (error, result) => {
          look(error)
          last(error, result)
        }
        return query(named, ...rest.slice(0, -1), told)
      }
      const answer = query(named, ...rest)
      if (answer instanceof Promise) answer.catch(look)
      return answer
    }
  }
}
