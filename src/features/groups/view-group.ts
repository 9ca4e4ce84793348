import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { UNNAMED } from '../customers/queries.ts'
import { customers } from '../customers/tables.ts'
import { stageLabel } from '../lifecycle/rules-model.ts'
import { memberNames } from '../members/queries.ts'
import type { RoleName, Scope } from '../members/rules.ts'
import { relations } from '../relations/tables.ts'
import {
  commonGroupTags,
  type GroupCustomerRow,
  type GroupRow,
  listGroupCustomers,
  listGroupNotes,
  listStaff,
} from './queries.ts'
import { kindOf } from './rules.ts'
import type { GroupMemberView, GroupView } from './shapes.ts'

type Viewer = { userid: string; role: RoleName; scope: Scope }
type Names = Map<string, string>

const WAYS = { 1: 'invited', 2: 'link', 3: 'scanned' } as const
const WEEK_MS = 7 * 86_400_000

/** A group as one member of the company sees it. */
export const viewGroup = async (db: Db, row: GroupRow, { caller, now }: { caller: Viewer; now: Date }) => {
  const names = await memberNames(db)
  const staff = await listStaff(db, row.chatId)
  const guests = await listGroupCustomers(db, row.chatId)
  const members = await viewMembers(db, guests, { caller, names })
  const count = (kind: GroupMemberView['kind']) => members.filter((one) => one.kind === kind).length
  const isNew = ({ joinedAt }: GroupCustomerRow) => joinedAt !== null && now.getTime() - joinedAt.getTime() < WEEK_MS
  const notes = await listGroupNotes(db, row.chatId)
  const view: GroupView = {
    chatId: row.chatId,
    name: row.name || null,
    owner: { userid: row.owner, name: names.get(row.owner) ?? row.owner },
    staff: staff.map(({ userid }) => ({ userid, name: names.get(userid) ?? userid, role: roleIn(row, userid) })),
    members,
    counts: {
      all: staff.length + guests.length,
      mine: count('mine'),
      colleague: count('colleague'),
      unknown: count('unknown'),
      newThisWeek: guests.filter(isNew).length,
    },
    notes: notes.map(({ id, text, userid, at }) => ({
      id: String(id),
      text,
      by: names.get(userid) ?? userid,
      at: at.toISOString(),
      mine: userid === caller.userid,
    })),
    tags: row.tags,
    tagChoices: (await commonGroupTags(db)).filter((tag) => !row.tags.includes(tag)),
    digest: {
      on: row.digestBy !== null,
      by: row.digestBy === null ? null : (names.get(row.digestBy) ?? row.digestBy),
      maySet: caller.role !== 'rep',
    },
    goneAt: row.goneAt?.toISOString() ?? null,
    readAt: row.readAt?.toISOString() ?? null,
  }
  return view
}

const roleIn = (row: GroupRow, userid: string) =>
  userid === row.owner ? 'owner' : row.admins.includes(userid) ? 'admin' : 'member'

type Known = { name: string | null; stage: string | null; owners: { userid: string; remark: string | null }[] }

/** Of the living friendships; whoever has none is nobody's customer (any more). */
const customersAmong = async (db: Db, ids: string[]): Promise<Map<string, Known>> => {
  const found = new Map<string, Known>()
  if (ids.length === 0) return found
  const rows = await db
    .select({
      id: relations.externalUserid,
      userid: relations.userid,
      remark: relations.remark,
      name: customers.name,
      stage: customers.stage,
    })
    .from(relations)
    .innerJoin(customers, eq(customers.externalUserid, relations.externalUserid))
    .where(and(inArray(relations.externalUserid, ids), isNull(relations.endedAt)))
    .orderBy(relations.addedAt)
  for (const { id, userid, remark, name, stage } of rows) {
    const known = found.get(id) ?? { name, stage: stage ?? 'new', owners: [] }
    known.owners.push({ userid, remark })
    found.set(id, known)
  }
  return found
}

type Looking = { caller: Viewer; names: Names }

const viewMembers = async (db: Db, guests: GroupCustomerRow[], { caller, names }: Looking) => {
  const ids = guests.map((one) => one.externalUserid)
  const known = await customersAmong(db, ids)
  const guestNames = new Map(guests.map((one) => [one.externalUserid, one.name]))
  const nameOf = (id: string | null) =>
    id === null ? null : (names.get(id) ?? known.get(id)?.name ?? guestNames.get(id) ?? null)
  return guests.map((guest): GroupMemberView => {
    const customer = known.get(guest.externalUserid)
    const owners = customer?.owners ?? []
    const mine = owners.find((one) => one.userid === caller.userid)
    const visible = owners.some(({ userid }) => caller.scope.all || caller.scope.userids.includes(userid))
    const stage = visible && customer?.stage != null ? customer.stage : null
    return {
      externalUserid: visible ? guest.externalUserid : null,
      name: mine?.remark || guest.name || customer?.name || UNNAMED,
      kind: kindOf(
        owners.map((one) => one.userid),
        caller.userid,
      ),
      stage: stage === null ? null : { key: stage, label: labelOf(stage) },
      owners: owners.map(({ userid }) => names.get(userid) ?? userid),
      invitedBy: nameOf(guest.invitedBy),
      way: WAYS[guest.joinScene as keyof typeof WAYS] ?? null,
      joinedAt: guest.joinedAt?.toISOString() ?? null,
    }
  })
}

const labelOf = (stage: string): string => stageLabel(stage as Parameters<typeof stageLabel>[0])
