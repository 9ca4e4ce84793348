import { and, arrayContains, eq, exists, ilike, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Scope } from '../members/rules.ts'
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

const like = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (one) => `\\${one}`)}%`

/** What one account must hold. `mobileKey`: what was typed as a whole phone number, where it is one. */
export const matchesSearch = (db: Db, search: CustomerSearch, mobileKey: string | null): SQL | undefined => {
  const { userid, stage, tag, q } = search
  const tagged = (id: string) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relationTags)
        .innerJoin(relations, aliveTagged)
        .where(and(eq(relationTags.externalUserid, customers.externalUserid), eq(relationTags.tagId, id))),
    )
  // A colleague's remarks and numbers find nobody: a number that could be tried digit by digit would be no secret.
  const written = (text: string) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(relations)
        .where(
          and(
            eq(relations.externalUserid, customers.externalUserid),
            eq(relations.userid, userid),
            or(
              ilike(relations.remark, like(text)),
              mobileKey === null ? undefined : arrayContains(relations.mobileKeys, [mobileKey]),
            ),
          ),
        ),
    )
  return and(
    stage === undefined ? undefined : sql`${customers.stage} = ${stage}`,
    tag === undefined ? undefined : tagged(tag),
    q === undefined || q === ''
      ? undefined
      : or(ilike(customers.name, like(q)), ilike(customers.namePinyin, like(q.toLowerCase())), written(q)),
  )
}
