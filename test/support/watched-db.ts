import type { Db } from '../../src/db/db.ts'

/** How many statements were made, and whether each is to fail for now. */
export type Watched = { statements: number; failing: boolean }

/** The same database, whose statements are counted in `seen` and fail for as long as it says so. */
export const watchedDb = (db: Db, seen: Watched): Db =>
  new Proxy(db, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target)
      if (key !== 'execute' || typeof value !== 'function') return value
      return (...args: unknown[]) => {
        seen.statements += 1
        return seen.failing ? Promise.reject(new Error('the database is away')) : value.apply(target, args)
      }
    },
  })
