import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type Org, type RoleName, roleOf, type Scope, scopeOf } from './rules.ts'
import { apiKeys, departments, loginStates, members, sessions } from './tables.ts'

export type MemberRow = typeof members.$inferSelect

/** WeCom's userids differ in nothing but case now and then; this finds the one we know. */
export const findMember = async (db: Db, userid: string): Promise<MemberRow | null> => {
  const [row] = await db.select().from(members).where(eq(members.useridLower, userid.toLowerCase()))
  return row ?? null
}

export const memberName = async (db: Db, userid: string): Promise<string> =>
  (await findMember(db, userid))?.name ?? userid

export const memberNames = async (db: Db): Promise<Map<string, string>> => {
  const rows = await db.select({ userid: members.userid, name: members.name }).from(members)
  return new Map(rows.map((row) => [row.userid, row.name]))
}

export const listMembers = (db: Db): Promise<MemberRow[]> =>
  db.select().from(members).where(isNull(members.leftAt)).orderBy(members.userid)

export const listDepartments = (db: Db) => db.select().from(departments).orderBy(departments.id)

export const loadOrg = async (db: Db): Promise<Org> => ({
  members: await listMembers(db),
  departments: await listDepartments(db),
})

export type Person = { userid: string; name: string; role: RoleName; scope: Scope }

/** Null for who is not a member (any more). An admin named in the settings may sign in before members were read. */
export const findPerson = async (db: Db, userid: string, admins: readonly string[]): Promise<Person | null> => {
  const row = await findMember(db, userid)
  const isAdmin = admins.some((admin) => admin.toLowerCase() === userid.toLowerCase())
  if (row?.leftAt != null || (row === null && !isAdmin)) return null
  const id = row?.userid ?? userid
  const org = await loadOrg(db)
  const role = roleOf(id, org, admins)
  return { userid: id, name: row?.name ?? id, role, scope: scopeOf(id, role, org) }
}

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

export const findApiKey = async (db: Db, hash: string) => {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt)))
  return row ?? null
}
