import { gt, notInArray, or } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { crashPoint } from '../../spine/crash-points.ts'
import type { Department, Member } from '../../wecom/client-data.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import type { MembersFact } from './facts.ts'
import { leave, recordChange } from './leave-member.ts'
import { bumpOrgVersion } from './org.ts'
import { listMembers } from './queries.ts'
import { departments, members } from './tables.ts'

type MembersWecom = Pick<Wecom, 'departments' | 'departmentMembers' | 'followUserids' | 'member'>

/**
 * Reads departments, members and who may have customers. A member who is gone loses his sessions at once. What was
 * learned of somebody since this reading began is newer than what it says of him, and stays.
 */
export const refreshMembers = async (core: Core<MembersFact>, wecom: MembersWecom): Promise<{ members: number }> => {
  const since = core.now()
  const read = await wecom.departments()
  const followers = new Set((await wecom.followUserids()).map((id) => id.toLowerCase()))
  const found = new Map<string, Member>()
  for (const department of read) {
    for (const member of await wecom.departmentMembers(department.id)) found.set(member.userid.toLowerCase(), member)
  }
  // Visible through the customer-contact right alone, not through a department.
  for (const id of followers) if (!found.has(id)) found.set(id, await wecom.member(id).catch(() => bare(id)))
  await core.db.transaction(async (tx) => {
    await saveDepartments(tx, read)
    await saveMembers(core, tx, { found, followers, since })
    await bumpOrgVersion(tx)
  })
  crashPoint('directory:saved')
  return { members: found.size }
}

const bare = (userid: string): Member => ({
  userid,
  name: null,
  departments: [],
  mainDepartment: null,
  leads: [],
  directLeaders: [],
  position: null,
  alias: null,
  mobile: null,
  email: null,
  avatar: null,
  gender: null,
  status: null,
})

const saveDepartments = async (tx: Db, read: readonly Department[]): Promise<void> => {
  for (const one of read) {
    const row = { id: one.id, name: one.name ?? `部门 ${one.id}`, parentId: one.parentId, leaders: one.leaders }
    await tx.insert(departments).values(row).onConflictDoUpdate({ target: departments.id, set: row })
  }
  const ids = read.map((one) => one.id)
  if (ids.length > 0) await tx.delete(departments).where(notInArray(departments.id, ids))
}

type Found = { found: ReadonlyMap<string, Member>; followers: ReadonlySet<string>; since: Date }

const saveMembers = async (core: Core<MembersFact>, tx: Db, { found, followers, since }: Found): Promise<void> => {
  const before = await listMembers(tx)
  const known = new Set(before.map((one) => one.useridLower))
  const newer = await newerThan(tx, since)
  for (const [lower, member] of found) {
    if (newer.has(lower)) continue
    const gone = member.status === 5 || member.status === 2
    const row = {
      userid: member.userid,
      useridLower: lower,
      name: member.name ?? member.userid,
      departmentIds: member.departments,
      leads: member.leads,
      hasCustomerContact: followers.has(lower),
      leftAt: gone ? since : null,
      seenAt: since,
    }
    const { userid: _userid, ...rest } = row
    await tx.insert(members).values(row).onConflictDoUpdate({ target: members.useridLower, set: rest })
    if (!known.has(lower) && !gone) await recordChange(core, tx, 'member-joined', member.userid)
    if (gone && known.has(lower)) await leave(core, tx, member.userid)
  }
  for (const one of before) {
    if (!found.has(one.useridLower) && !newer.has(one.useridLower)) await leave(core, tx, one.userid)
  }
}

/** Locked, so that whoever leaves at this very moment comes before or after and not in between. */
const newerThan = async (tx: Db, since: Date): Promise<Set<string>> => {
  const rows = await tx
    .select({ lower: members.useridLower })
    .from(members)
    .where(or(gt(members.seenAt, since), gt(members.leftAt, since)))
    .for('update')
  return new Set(rows.map((row) => row.lower))
}
