import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { type Org, type Person, personIn } from './rules.ts'
import { apiKeys, departments, members } from './tables.ts'

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

export const hasDepartment = async (db: Db, id: number): Promise<boolean> =>
  (await db.$count(departments, eq(departments.id, id))) > 0

export const loadOrg = async (db: Db): Promise<{ members: MemberRow[]; departments: Org['departments'] }> => ({
  members: await listMembers(db),
  departments: await listDepartments(db),
})

/** Null for who is not a member (any more). An admin named in the settings may sign in before members were read. */
export const findPerson = async (db: Db, userid: string, admins: readonly string[]): Promise<Person | null> => {
  const row = await findMember(db, userid)
  const isAdmin = admins.some((admin) => admin.toLowerCase() === userid.toLowerCase())
  if (row?.leftAt != null || (row === null && !isAdmin)) return null
  const id = row?.userid ?? userid
  return personIn({ userid: id, name: row?.name ?? id }, await loadOrg(db), admins)
}

export const findApiKey = async (db: Db, hash: string) => {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt)))
  return row ?? null
}
