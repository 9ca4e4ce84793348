import { sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { counters } from '../../spine/tables.ts'
import { findPerson, loadOrg } from './queries.ts'
import { type Person, personIn } from './rules.ts'

export const ORG_VERSION = 'org-version'

/** In the transaction that changes members or departments: every replica reads them anew at its next request. */
export const bumpOrgVersion = async (tx: Db): Promise<void> => {
  await tx
    .insert(counters)
    .values({ name: ORG_VERSION, value: 1 })
    .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } })
}

/**
 * Who somebody is, with today's role and scope. The organisation is read once per version, and each role worked out once
 * in it: a company of ten thousand would otherwise be read and walked whole for every tap.
 */
export const createPeople = (db: Db, admins: readonly string[]) => {
  let kept: { version: number; org: ReturnType<typeof loadOrg>; people: Map<string, Person> } | null = null
  const orgOf = (version: number) => {
    if (kept?.version === version) return kept
    const org = loadOrg(db)
    kept = { version, org, people: new Map() }
    // A reading that failed must not be what everybody gets until the next change.
    org.catch(() => {
      kept = null
    })
    return kept
  }
  return {
    find: async (userid: string, orgVersion: number): Promise<Person | null> => {
      const { people, ...own } = orgOf(orgVersion)
      const known = people.get(userid)
      if (known !== undefined) return known
      const org = await own.org
      const row = org.members.find((one) => one.userid === userid)
      if (row === undefined) return findPerson(db, userid, admins)
      const person = personIn(row, org, admins)
      people.set(userid, person)
      return person
    },
  }
}
