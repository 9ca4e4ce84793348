import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import type { GroupChat } from '../../wecom/client-data.ts'
import { customers } from '../customers/tables.ts'
import { erasedAmong } from '../privacy/queries.ts'
import type { GroupsFact } from './facts.ts'
import type { GroupRow } from './queries.ts'
import { type Difference, differenceOf, judgeReading } from './rules.ts'
import { groupChats, groupCustomers, groupStaff } from './tables.ts'

export type GroupReading = {
  chat: GroupChat
  /** Database time before WeCom was asked. */
  startedAt: Date
  /** No further look follows: what it says is taken, whatever its version. */
  last: boolean
}
export type Saved = 'changed' | 'same' | 'stale'

/** Whoever was in a group long before we first read it did not join just now. */
const RECENT_MS = 24 * 3_600_000

/** Makes the row where there is none; two events of one group take turns here. */
export const lockGroup = async (tx: Db, chatId: string): Promise<GroupRow> => {
  await tx.insert(groupChats).values({ chatId }).onConflictDoNothing()
  const [row] = await tx.select().from(groupChats).where(eq(groupChats.chatId, chatId)).for('update')
  if (row === undefined) throw new Error(`the group ${chatId} was not kept`)
  return row
}

/** Writes what WeCom shows now, unless something newer is known; records what differs from before. */
export const saveGroup = async (core: Core<GroupsFact>, tx: Db, reading: GroupReading): Promise<Saved> => {
  const { chat, startedAt } = reading
  const row = await lockGroup(tx, chat.chatId)
  const known = { readAtMs: row.readAt?.getTime() ?? null, gone: row.goneAt !== null, pastVersions: row.pastVersions }
  const worth = judgeReading(known, { startedAtMs: startedAt.getTime(), version: chat.memberVersion }, reading.last)
  if (worth !== 'fresh') return worth === 'stale' ? 'stale' : 'same'
  const what = (['name', 'owner', 'notice'] as const).filter((key) => row[key] !== chat[key])
  const { name, owner, notice, admins, memberVersion, createdAt } = chat
  await tx
    .update(groupChats)
    .set({ name, owner, notice, admins, memberVersion, createdAt, goneAt: null, readAt: startedAt })
    .where(eq(groupChats.chatId, chat.chatId))
  const staff = await saveStaff(core, tx, chat)
  const guests = await saveCustomers(core, tx, chat)
  await recordReading(core, tx, { row, chat, what, staff, guests: guests.change })
  await recordCustomers(core, tx, { chat, first: row.readAt === null, ...guests.change })
  const moved = [staff, guests.change].some(({ joined, left }) => joined.length + left.length > 0)
  return moved || what.length > 0 ? 'changed' : 'same'
}

const saveStaff = async (core: Core, tx: Db, { chatId, members }: GroupChat): Promise<Difference> => {
  const read = members.filter((one) => one.type === 'member')
  const here = and(eq(groupStaff.chatId, chatId), isNull(groupStaff.leftAt))
  const before = await tx.select({ id: groupStaff.userid }).from(groupStaff).where(here)
  const change = differenceOf(
    before.map((one) => one.id),
    read.map((one) => one.id),
  )
  for (const { id, joinedAt } of read) {
    const fields = { joinedAt, leftAt: null }
    await tx
      .insert(groupStaff)
      .values({ chatId, userid: id, ...fields })
      .onConflictDoUpdate({ target: [groupStaff.chatId, groupStaff.userid], set: fields })
  }
  if (change.left.length > 0) {
    const gone = and(here, inArray(groupStaff.userid, change.left))
    await tx.update(groupStaff).set({ leftAt: core.now() }).where(gone)
  }
  return change
}

/** Erased people stay erased, unless they came in again after it. */
const readCustomers = async (tx: Db, { members }: GroupChat): Promise<GroupChat['members']> => {
  const read = members.filter((one) => one.type === 'external')
  const erased = await erasedAmong(
    tx,
    read.map((one) => one.id),
  )
  return read.filter(({ id, joinedAt }) => {
    const erasedAt = erased.get(id)
    return erasedAt === undefined || (joinedAt !== null && joinedAt > erasedAt)
  })
}

const saveCustomers = async (core: Core, tx: Db, chat: GroupChat): Promise<{ change: Difference }> => {
  const { chatId } = chat
  const read = await readCustomers(tx, chat)
  const here = and(eq(groupCustomers.chatId, chatId), isNull(groupCustomers.leftAt))
  const before = await tx.select({ id: groupCustomers.externalUserid }).from(groupCustomers).where(here)
  const change = differenceOf(
    before.map((one) => one.id),
    read.map((one) => one.id),
  )
  for (const { id, name, nickname, invitedBy, joinScene, state, joinedAt } of read) {
    const fields = { name: nickname || name, invitedBy, joinScene, state, joinedAt, leftAt: null }
    await tx
      .insert(groupCustomers)
      .values({ chatId, externalUserid: id, ...fields })
      .onConflictDoUpdate({ target: [groupCustomers.chatId, groupCustomers.externalUserid], set: fields })
  }
  if (change.left.length > 0) {
    const gone = and(here, inArray(groupCustomers.externalUserid, change.left))
    await tx.update(groupCustomers).set({ leftAt: core.now() }).where(gone)
  }
  return { change }
}

const WECOM = { kind: 'system', id: 'wecom' } as const
const nobody = { externalUserid: null, userid: null, actor: WECOM }

type Seen = { row: GroupRow; chat: GroupChat; what: string[]; staff: Difference; guests: Difference }

const recordReading = async (core: Core<GroupsFact>, tx: Db, { row, chat, what, staff, guests }: Seen) => {
  const { chatId } = chat
  if (row.readAt === null) {
    const data = { chatId, members: chat.members.length, customers: guests.joined.length }
    await core.record(tx, { kind: 'group-found', ...nobody, data })
    return
  }
  if (what.length > 0) await core.record(tx, { kind: 'group-changed', ...nobody, data: { chatId, what } })
  const [joined, left] = [staff.joined.length + guests.joined.length, staff.left.length + guests.left.length]
  if (joined + left > 0) {
    await core.record(tx, { kind: 'group-members-changed', ...nobody, data: { chatId, joined, left } })
  }
}

type Came = Difference & { chat: GroupChat; first: boolean }

/** Coming and going stands in the history of those we know; of the others only the number does. */
const recordCustomers = async (core: Core<GroupsFact>, tx: Db, { chat, first, joined, left }: Came): Promise<void> => {
  const since = core.now().getTime() - RECENT_MS
  const members = new Map(chat.members.map((one) => [one.id, one]))
  const recent = first ? joined.filter((id) => (members.get(id)?.joinedAt?.getTime() ?? 0) >= since) : joined
  const ids = [...recent, ...left]
  if (ids.length === 0) return
  const known = await tx
    .select({ id: customers.externalUserid })
    .from(customers)
    .where(inArray(customers.externalUserid, ids))
  const isKnown = new Set(known.map((one) => one.id))
  const { chatId } = chat
  for (const externalUserid of ids.filter((id) => isKnown.has(id))) {
    const member = members.get(externalUserid)
    const actor = { kind: 'customer', id: externalUserid } as const
    if (member === undefined) {
      await core.record(tx, { kind: 'group-left', externalUserid, userid: null, actor, data: { chatId } })
      continue
    }
    const data = { chatId, invitedBy: member.invitedBy, scene: member.joinScene }
    const at = member.joinedAt === null ? {} : { at: member.joinedAt }
    await core.record(tx, { kind: 'group-joined', externalUserid, userid: null, actor, ...at, data })
  }
}
