import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { counters } from '../../spine/tables.ts'
import { ORG_VERSION } from './org.ts'
import { loginStates, sessions } from './tables.ts'

export const createSession = async (db: Db, hash: string, userid: string, lifeSeconds: number): Promise<void> => {
  await db.insert(sessions).values({ hash, userid, expiresAt: sql`now() + make_interval(secs => ${lifeSeconds})` })
}

/** With the version of the organisation, so that a request that changes nothing asks one question. */
export const findSession = async (db: Db, hash: string): Promise<{ userid: string; orgVersion: number } | null> => {
  const [row] = await db
    .select({ userid: sessions.userid, orgVersion: counters.value })
    .from(sessions)
    .leftJoin(counters, eq(counters.name, ORG_VERSION))
    .where(and(eq(sessions.hash, hash), gt(sessions.expiresAt, sql`now()`)))
  return row === undefined ? null : { userid: row.userid, orgVersion: row.orgVersion ?? 0 }
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
