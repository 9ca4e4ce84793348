import type { Fact } from '../../spine/core.ts'

export type GroupsFact =
  | Fact<'group-found', { chatId: string; members: number; customers: number }>
  | Fact<'group-dismissed', { chatId: string }>
  /** `what` is any of `name`, `owner`, `notice`. */
  | Fact<'group-changed', { chatId: string; what: string[] }>
  | Fact<'group-members-changed', { chatId: string; joined: number; left: number }>
  /** Of a customer we know; `scene` is WeCom's number in a reading. */
  | Fact<'group-joined', { chatId: string; invitedBy: string | null; scene: number | null }>
  | Fact<'group-left', { chatId: string }>
  | Fact<'group-note-added', { chatId: string; noteId: number }>
  | Fact<'group-note-removed', { chatId: string; noteId: number }>
  | Fact<'group-tags-changed', { chatId: string; added: number; removed: number }>
  | Fact<'group-digest-set', { chatId: string; on: boolean }>
  | Fact<'group-script-sent', { chatId: string; scriptId: number; part: number }>
