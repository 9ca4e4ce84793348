import { and, arrayContains, eq, exists, ilike, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/db.ts'
import type { Scope } from '../members/rules.ts'
import { visibleAccount } from '../merges/queries.ts'
import { relations } from '../relations/tables.ts'
import { aliveTagged } from '../tags/queries.ts'
import { relationTags } from '../tags/tables.ts'
import { customers } from './tables.ts'

export type CustomerSearch = {
  /** Whose own remarks name the customers. */
  userid: string
  scope: Scope
  stage?: string | undefined
  tag?: string | undefined
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

type Account = Record<'externalUserid' | 'name' | 'namePinyin', AnyPgColumn>

const other = alias(customers, 'other')

const like = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (one) => `\\${one}`)}%`

/** `mobileKey`: what was typed as a whole phone number, where it is one. */
export const matchesSearch = (db: Db, search: CustomerSearch, mobileKey: string | null): SQL | undefined => {
  const { userid, scope, stage, tag, q } = search
  // The persons are gathered once a statement: a look from each row would make the planner compile what it runs once.
  const ofPerson = (holds: (account: Account) => SQL | undefined): SQL | undefined =>
    or(
      holds(customers),
      inArray(
        customers.personId,
        db
          .select({ personId: other.personId })
          .from(other)
          .where(and(isNotNull(other.personId), visibleAccount(scope, sql`${other.externalUserid}`), holds(other))),
      ),
    )
  const tagged = (id: string) => (account: Account) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relationTags)
        .innerJoin(relations, aliveTagged)
        .where(and(eq(relationTags.externalUserid, account.externalUserid), eq(relationTags.tagId, id))),
    )
  // A colleague's remarks and numbers find nobody: a number that could be tried digit by digit would be no secret.
  const written = (text: string, account: Account) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relations)
        .where(
          and(
            eq(relations.externalUserid, account.externalUserid),
            eq(relations.userid, userid),
            or(
              ilike(relations.remark, like(text)),
              mobileKey === null ? undefined : arrayContains(relations.mobileKeys, [mobileKey]),
            ),
          ),
        ),
    )
  const named = (text: string) => (account: Account) =>
    or(ilike(account.name, like(text)), ilike(account.namePinyin, like(text.toLowerCase())), written(text, account))
  return and(
    stage === undefined ? undefined : sql`${customers.stage} = ${stage}`,
    tag === undefined ? undefined : ofPerson(tagged(tag)),
    q === undefined || q === '' ? undefined : ofPerson(named(q)),
  )
}
