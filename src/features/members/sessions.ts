import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { loginStates, sessions } from './tables.ts'

export const createSession = async (db: Db, hash: string, userid: string, lifeSeconds: number): Promise<void> => {
  await db.insert(sessions).values({ hash, userid, expiresAt: sql`now() + make_interval(secs => ${lifeSeconds})` })
}

export const findSession = async (db: Db, hash: string): Promise<{ userid: string } | null> => {
  const [row] = await db
    .select({ userid: sessions.userid })
    .from(sessions)
    .where(and(eq(sessions.hash, hash), gt(sessions.expiresAt, sql`now()`)))
  return row ?? null
}

export const deleteSession = async (db: Db, hash: string): Promise<void> => {
  await db.delete(sessions).where(eq(sessions.hash, hash))
}

export const createLogin = async (db: Db, hash: string, returnTo: string, lifeSeconds: number): Promise<void> => {
  await db.delete(loginStates).where(lt(loginStates.expiresAt, sql`now()`))
  await db.insert(loginStates).values({ hash, returnTo, expiresAt: sql`now() + make_interval(secs => ${lifeSeconds})` })
}

/** Takes the login away in the same statement: a state works once. */
export const takeLogin = async (db: Db, hash: string): Promise<{ returnTo: string } | null> => {
  const [row] = await db
    .delete(loginStates)
    .where(and(eq(loginStates.hash, hash), gt(loginStates.expiresAt, sql`now()`)))
    .returning({ returnTo: loginStates.returnTo })
  return row ?? null
}
