import { and, eq, isNull } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { findScript } from '../scripts/queries.ts'
import type { GroupsFact } from './facts.ts'
import { changedTags } from './rules.ts'
import { lockGroup } from './save-group.ts'
import { groupChats, groupNotes, groupSends } from './tables.ts'

type By = { chatId: string; userid: string }
export type ChangeResult = { ok: true } | { ok: false; why: 'too-many-group-tags' | 'no-such-row' | 'group-gone' }

const by = (userid: string) => ({
  externalUserid: null,
  userid,
  actor: { kind: 'member' as const, id: userid },
})

/** Our own tags; an unchanged set records nothing, so a tap said twice is one. */
export const changeGroupTags = (
  core: Core<GroupsFact>,
  { chatId, userid, add, remove }: By & { add: string[]; remove: string[] },
): Promise<ChangeResult> =>
  core.db.transaction(async (tx): Promise<ChangeResult> => {
    const row = await lockGroup(tx, chatId)
    const tags = changedTags(row.tags, { add, remove })
    if (tags === null) return { ok: false, why: 'too-many-group-tags' }
    const added = tags.filter((tag) => !row.tags.includes(tag)).length
    const removed = row.tags.filter((tag) => !tags.includes(tag)).length
    if (added + removed === 0) return { ok: true }
    await tx.update(groupChats).set({ tags }).where(eq(groupChats.chatId, chatId))
    await core.record(tx, { kind: 'group-tags-changed', ...by(userid), data: { chatId, added, removed } })
    return { ok: true }
  })

/** Written side by side, never over one another: two colleagues who write at once lose nothing. */
export const addGroupNote = (
  core: Core<GroupsFact>,
  { chatId, userid, text }: By & { text: string },
): Promise<ChangeResult> =>
  core.db.transaction(async (tx): Promise<ChangeResult> => {
    const [note] = await tx
      .insert(groupNotes)
      .values({ chatId, userid, text, at: core.now() })
      .returning({ id: groupNotes.id })
    await core.record(tx, { kind: 'group-note-added', ...by(userid), data: { chatId, noteId: note?.id ?? 0 } })
    return { ok: true }
  })

/** One's own note; a lead may take away anybody's. */
export const removeGroupNote = (
  core: Core<GroupsFact>,
  { chatId, userid, noteId, anybodys }: By & { noteId: number; anybodys: boolean },
): Promise<ChangeResult> =>
  core.db.transaction(async (tx): Promise<ChangeResult> => {
    const own = anybodys ? undefined : eq(groupNotes.userid, userid)
    const here = and(eq(groupNotes.id, noteId), eq(groupNotes.chatId, chatId), isNull(groupNotes.removedAt), own)
    const rows = await tx.update(groupNotes).set({ removedAt: core.now() }).where(here).returning({ id: groupNotes.id })
    if (rows.length === 0) return { ok: false, why: 'no-such-row' }
    await core.record(tx, { kind: 'group-note-removed', ...by(userid), data: { chatId, noteId } })
    return { ok: true }
  })

export const setGroupDigest = (
  core: Core<GroupsFact>,
  { chatId, userid, on }: By & { on: boolean },
): Promise<ChangeResult> =>
  core.db.transaction(async (tx): Promise<ChangeResult> => {
    const row = await lockGroup(tx, chatId)
    if (on && row.goneAt !== null) return { ok: false, why: 'group-gone' }
    if (on === (row.digestBy !== null)) return { ok: true }
    await tx
      .update(groupChats)
      .set({ digestBy: on ? userid : null })
      .where(eq(groupChats.chatId, chatId))
    await core.record(tx, { kind: 'group-digest-set', ...by(userid), data: { chatId, on } })
    return { ok: true }
  })

export type MarkGroupSent = By & { scriptId: number; part: number; key: string }

/** A script was handed over to the group's chat. A page that did not hear the answer asks again and counts once. */
export const markGroupSent = (core: Core<GroupsFact>, input: MarkGroupSent): Promise<ChangeResult> =>
  core.db.transaction(async (tx): Promise<ChangeResult> => {
    const { chatId, userid, scriptId, part, key } = input
    const script = await findScript(tx, { id: scriptId, userid, retiredToo: true })
    if (script === null || part >= script.parts.length) return { ok: false, why: 'no-such-row' }
    const rows = await tx
      .insert(groupSends)
      .values({ chatId, userid, scriptId, part, key, at: core.now() })
      .onConflictDoNothing()
      .returning({ id: groupSends.id })
    if (rows.length === 0) return { ok: true }
    await core.record(tx, { kind: 'group-script-sent', ...by(userid), data: { chatId, scriptId, part } })
    return { ok: true }
  })
