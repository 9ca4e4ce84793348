import type { KeyObject } from 'node:crypto'
import type { Kernel } from '../kernel.ts'

const NOTIFY_SECONDS = 15

export type ArchivedRow = {
  seq: number
  at: number
  msgid: string
  publickey_ver: number
  encrypt_random_key: string
  encrypt_chat_msg: string
}
export type Consent = { status: 'Agree' | 'Disagree' | 'Default_Agree'; at: number }
export type InternalRoom = {
  roomid: string
  roomname: string
  creator: string
  createdAt: number
  notice: string
  members: { memberid: string; jointime: number }[]
}

export type ArchiveBook = {
  /** Public keys as an administrator uploads them in the console; the newest seals what is said from now on. */
  keys: Map<number, KeyObject>
  rows: ArchivedRow[]
  /** Members in the licence, by edition: 1 office, 2 service, 3 enterprise. */
  permitted: Map<string, 1 | 2 | 3>
  consents: Map<string, Consent>
  roomConsents: Map<string, { externalUserid: string; consent: Consent }[]>
  rooms: Map<string, InternalRoom>
  robots: Map<string, { name: string; creator: string }>
  media: Map<string, { bytes: Buffer; at: number }>
  notifiedAt: number | null
}

export const emptyArchiveBook = (): ArchiveBook => ({
  keys: new Map(),
  rows: [],
  permitted: new Map(),
  consents: new Map(),
  roomConsents: new Map(),
  rooms: new Map(),
  robots: new Map(),
  media: new Map(),
  notifiedAt: null,
})

export const consentKey = (userid: string, externalUserid: string): string => `${userid}\n${externalUserid}`

/** The archive's own app number stands in its callback. At most one in fifteen seconds, however much was said. */
export const notifyArchive = (kernel: Kernel): Promise<void> => {
  const now = kernel.seconds()
  const { archive } = kernel
  if (archive.notifiedAt !== null && now - archive.notifiedAt < NOTIFY_SECONDS) return Promise.resolve()
  archive.notifiedAt = now
  const head = { ToUserName: kernel.options.corpId, FromUserName: 'sys', CreateTime: now, MsgType: 'event' }
  const fields = { ...head, AgentID: 2000004, Event: 'msgaudit_notify' }
  return kernel.sender?.emit('msgaudit_notify', fields) ?? Promise.resolve()
}
