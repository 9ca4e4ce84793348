import { eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import type { GroupChat } from '../../wecom/client-data.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { WecomRefused } from '../../wecom/errors.ts'
import type { GroupsFact } from './facts.ts'
import { databaseNow, type GroupRow } from './queries.ts'
import { LOOK_AGAIN_SECONDS, nightOf } from './rules.ts'
import { saveGroup } from './save-group.ts'
import { groupChats } from './tables.ts'

export type RefreshGroup = {
  chatId: string
  /** Names the doubt, so that one doubt is looked into once. */
  why: string
  /** Looks for the same doubt before this one. */
  tries: number
  /** An event said that something changed and not what: a reading that shows nothing new may be too early. */
  expects: boolean
}

const NO_SUCH_GROUP = 40050

/** Writes into the night's report that a group differed from WeCom; another noun's command, handed in. */
export type NoteRepair = (tx: Db, day: string, chatId: string) => Promise<void>

/** Looks again: an event says that something changed, this says what is true now. */
export const refreshGroup = async (
  core: Core<GroupsFact>,
  wecom: Pick<Wecom, 'groupChat'>,
  look: RefreshGroup,
  noteRepair: NoteRepair,
): Promise<void> => {
  const startedAt = await databaseNow(core.db)
  const chat = await wecom.groupChat(look.chatId).catch((error) => {
    if (error instanceof WecomRefused && error.errcode === NO_SUCH_GROUP) return null
    throw error
  })
  const last = look.tries >= LOOK_AGAIN_SECONDS.length
  const again = await core.db.transaction((tx) =>
    chat === null
      ? missing(core, tx, { look, startedAt, last, noteRepair })
      : keep(core, tx, { look, startedAt, last, noteRepair, chat }),
  )
  if (again && !last) await lookLater(core, look)
}

type Look = { look: RefreshGroup; startedAt: Date; last: boolean; noteRepair: NoteRepair }

const repaired = async (tx: Db, { look, noteRepair }: Look): Promise<void> => {
  const day = nightOf(look.why)
  if (day !== null) await noteRepair(tx, day, look.chatId)
}

const keep = async (core: Core<GroupsFact>, tx: Db, task: Look & { chat: GroupChat }) => {
  const { look, chat, startedAt, last } = task
  const saved = await saveGroup(core, tx, { chat, startedAt, last })
  if (saved === 'changed') await repaired(tx, task)
  return saved === 'stale' || (saved === 'same' && look.expects)
}

/** WeCom may not know a group yet that it has just announced: only the last look believes that there is none. */
const missing = async (core: Core<GroupsFact>, tx: Db, task: Look): Promise<boolean> => {
  const { look, startedAt, last } = task
  // Not made here: whoever asks for a made-up id must not leave a row behind.
  const [row] = await tx.select().from(groupChats).where(eq(groupChats.chatId, look.chatId)).for('update')
  if (row === undefined) return true
  const isNewer = row.readAt !== null && row.readAt > startedAt
  if (row.goneAt !== null || isNewer) return false
  if (last && row.readAt !== null) {
    await markGone(core, tx, { row, at: core.now() })
    await repaired(tx, task)
  }
  return true
}

export const lookLater = (core: Core, { chatId, why, tries, expects }: RefreshGroup): Promise<void> =>
  core.later(core.db, {
    kind: 'refresh-group',
    payload: { chatId, why, tries: tries + 1, expects },
    dedupeKey: `group:${chatId}:${why}-${tries + 1}`,
    orderKey: chatId,
    delaySeconds: LOOK_AGAIN_SECONDS[tries] ?? 0,
  })

/** The tombstone; who was in it stays, so that they still see what became of it. */
export const markGone = async (
  core: Core<GroupsFact>,
  tx: Db,
  { row, at }: { row: GroupRow; at: Date },
): Promise<void> => {
  if (row.goneAt !== null) return
  await tx
    .update(groupChats)
    .set({ goneAt: at, readAt: await databaseNow(tx) })
    .where(eq(groupChats.chatId, row.chatId))
  const actor = { kind: 'system', id: 'wecom' } as const
  const data = { chatId: row.chatId }
  await core.record(tx, { kind: 'group-dismissed', externalUserid: null, userid: null, actor, at, data })
}
