import { and, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { counters } from '../../spine/tables.ts'
import { ORG_VERSION } from './org.ts'
import { deviceOf, deviceText } from './rules-device.ts'
import { loginStates, sessions } from './tables.ts'

/** Whoever is away for longer signs in anew, which inside WeCom is a redirect nobody has to answer. */
export const IDLE_SECONDS = 24 * 3600
/** Written down at most this often: a request that only reads must not become one that writes. */
const NOTED_EVERY_SECONDS = 3600

type NewSession = { hash: string; userid: string; userAgent: string; seconds?: number }

export const createSession = async (db: Db, { hash, userid, userAgent, seconds }: NewSession): Promise<void> => {
  const device = deviceText(deviceOf(userAgent))
  const expiresAt = sql`now() + make_interval(secs => ${seconds ?? IDLE_SECONDS})`
  await db.insert(sessions).values({ hash, userid, device, expiresAt })
}

/** What a page may know of a session: the beginning of the hash opens nothing. */
export const sessionIdOf = (hash: string): string => hash.slice(0, 16)
const sessionId = sql<string>`left(${sessions.hash}, 16)`

/** A member's own, the latest first; when it was used last is known to the hour. */
export const listSessions = (db: Db, userid: string) =>
  db
    .select({
      id: sessionId,
      device: sessions.device,
      signedInAt: sessions.createdAt,
      seenAt: sql<number>`extract(epoch from greatest(${sessions.createdAt}, least(now(),
        ${sessions.expiresAt} - make_interval(secs => ${IDLE_SECONDS}))))::float8 * 1000`,
    })
    .from(sessions)
    .where(and(eq(sessions.userid, userid), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(sessions.expiresAt), desc(sessions.createdAt))

/** False where this member has no such session (any more). */
export const endOwnSession = async (db: Db, userid: string, id: string): Promise<boolean> => {
  const rows = await db
    .delete(sessions)
    .where(and(eq(sessions.userid, userid), sql`${sessionId} = ${id}`))
    .returning({ hash: sessions.hash })
  return rows.length > 0
}

/** With the version of the organisation, so that a request that changes nothing asks one question. */
export const findSession = async (
  db: Db,
  hash: string,
  lifeSeconds: number,
): Promise<{ userid: string; orgVersion: number } | null> => {
  const end = sql`least(now() + make_interval(secs => ${IDLE_SECONDS}), ${sessions.createdAt} + make_interval(secs => ${lifeSeconds}))`
  const [row] = await db
    .select({
      userid: sessions.userid,
      orgVersion: counters.value,
      gains: sql<number>`extract(epoch from ${end} - ${sessions.expiresAt})::float8`,
    })
    .from(sessions)
    .leftJoin(counters, eq(counters.name, ORG_VERSION))
    .where(and(eq(sessions.hash, hash), gt(sessions.expiresAt, sql`now()`)))
  if (row === undefined) return null
  if (row.gains > NOTED_EVERY_SECONDS) await db.update(sessions).set({ expiresAt: end }).where(eq(sessions.hash, hash))
  return { userid: row.userid, orgVersion: row.orgVersion ?? 0 }
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
