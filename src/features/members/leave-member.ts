import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { toldBefore } from '../../spine/journal.ts'
import type { MembersFact } from './facts.ts'
import { bumpOrgVersion } from './org.ts'
import { members, sessions } from './tables.ts'

/** WeCom says that somebody was deleted: access ends now, and not when WeCom could next be asked. */
export const leaveMember = (core: Core<MembersFact>, userid: string): Promise<void> =>
  core.db.transaction(async (tx) => {
    // Done by a worker that died: a reading may have found the member in the company again since, and knows better.
    if (await toldBefore(tx, { kind: 'member-left', externalUserid: null, userid })) return
    await leave(core, tx, userid)
    await bumpOrgVersion(tx)
  })

/** Ends membership and sessions; nothing for who is no member (any more). */
export const leave = async (core: Core<MembersFact>, tx: Db, userid: string): Promise<void> => {
  const lower = userid.toLowerCase()
  await tx.delete(sessions).where(eq(sql`lower(${sessions.userid})`, lower))
  const [gone] = await tx
    .update(members)
    .set({ leftAt: core.now() })
    .where(and(eq(members.useridLower, lower), isNull(members.leftAt)))
    .returning({ userid: members.userid })
  if (gone !== undefined) await recordChange(core, tx, 'member-left', gone.userid)
}

export const recordChange = async (
  core: Core<MembersFact>,
  tx: Db,
  kind: MembersFact['kind'],
  userid: string,
): Promise<void> => {
  await core.record(tx, { kind, externalUserid: null, userid, actor: { kind: 'system', id: 'directory' }, data: {} })
}
