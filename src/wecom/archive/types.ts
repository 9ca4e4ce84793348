/** One sealed row as GetChatData hands it out. */
export type ArchiveRow = {
  seq: number
  msgid: string
  publicKeyVersion: number
  encryptedKey: string
  encryptedMessage: string
}

/**
 * Where archived messages come from. WeCom's way is a native library without an HTTP address, whose inner cipher is
 * published nowhere: a deployment puts GetChatData, DecryptData and GetMediaData behind these three. Each throws
 * ArchiveRefused for the library's own numbers.
 */
export type ArchiveSource = {
  /** Rows with a greater `seq`, in order, at most `limit` (1000). Only the last five days are there. */
  chatData(fromSeq: number, limit: number): Promise<ArchiveRow[]>
  /** The message in clear. `randomKey` is what came out of the RSA envelope. */
  decryptData(randomKey: string, encryptedMessage: string): Promise<string>
  /** One piece, 512 KB at most. `index` is empty for the first and `nextIndex` of the piece before after that. */
  mediaPiece(sdkFileId: string, index: string): Promise<{ bytes: Buffer; nextIndex: string; finished: boolean }>
}

/** Ids are text: some are longer than a number can hold. Times in the content are seconds or dates as WeCom means them. */
export type ArchiveContent =
  | { kind: 'text'; text: string }
  | { kind: 'image'; file: ArchivedFile }
  | { kind: 'voice'; file: ArchivedFile; seconds: number | null }
  | { kind: 'video'; file: ArchivedFile; seconds: number | null }
  | { kind: 'file'; file: ArchivedFile; name: string | null; extension: string | null }
  | { kind: 'emotion'; file: ArchivedFile; animated: boolean; width: number | null; height: number | null }
  | { kind: 'recalled'; previousMsgid: string }
  /** `external_userid` of the one who agreed or disagreed to archiving. */
  | { kind: 'consent'; agreed: boolean; userid: string; at: Date | null }
  | { kind: 'card'; userid: string; corpName: string | null }
  | {
      kind: 'location'
      longitude: number | null
      latitude: number | null
      address: string | null
      title: string | null
    }
  | { kind: 'link'; title: string | null; description: string | null; url: string | null; imageUrl: string | null }
  | {
      kind: 'miniprogram'
      title: string | null
      description: string | null
      username: string | null
      name: string | null
    }
  | { kind: 'record'; title: string | null; items: ArchivedItem[] }
  | { kind: 'mixed'; items: ArchivedItem[] }
  | { kind: 'todo'; title: string | null; text: string | null }
  | { kind: 'vote'; title: string | null; items: string[]; voteId: string | null; reply: boolean }
  | { kind: 'form'; title: string | null; roomName: string | null; creator: string | null; questions: FormQuestion[] }
  | { kind: 'red-packet'; external: boolean; wish: string | null; count: number | null; amountFen: number | null }
  | {
      kind: 'meeting'
      meetingId: string | null
      topic: string | null
      startsAt: Date | null
      endsAt: Date | null
      /** Null for a meeting that was announced; what somebody answered otherwise. */
      status: number | null
      reply: boolean
    }
  | { kind: 'document'; title: string | null; creator: string | null; url: string | null }
  | { kind: 'markdown'; text: string }
  | { kind: 'news'; articles: { title: string | null; description: string | null; url: string | null }[] }
  | { kind: 'calendar'; title: string | null; startsAt: Date | null; endsAt: Date | null; attendees: string[] }
  | { kind: 'call'; callId: string | null; endedAt: Date | null; file: ArchivedFile }
  | { kind: 'shared-document'; callId: string | null; file: ArchivedFile; name: string | null }
  | { kind: 'channels'; feedType: number | null; name: string | null; description: string | null }
  /** A type we have no words for, with everything WeCom sent for it. */
  | { kind: 'other' }

export type ArchivedFile = { sdkFileId: string | null; md5: string | null; bytes: number | null }
/** `content` is JSON text of the inner message, as WeCom nests it. */
export type ArchivedItem = { type: string; at: Date | null; content: string; fromRoom: boolean | null }
export type FormQuestion = { id: string | null; question: string | null; type: string | null }

type Head = {
  msgid: string
  /** The message as it was decrypted, for keeping and for whatever we have no field for. */
  source: string
  at: Date | null
}

/** `external` is true where WeCom marks a message with somebody outside the company, by its id. */
export type ArchiveMessage = Head & {
  action: 'send' | 'recall'
  from: string
  to: string[]
  roomId: string | null
  external: boolean
  msgtype: string
  content: ArchiveContent
}

/** Somebody changed companies in their client; nothing was said. */
export type ArchiveSwitch = Head & { action: 'switch'; userid: string }

export type ArchiveEntry = (ArchiveMessage | ArchiveSwitch) & { seq: number }

/** `no-key`: the private key of that version is missing. The rest stays in WeCom for five days. */
export type UnreadableRow = {
  seq: number
  msgid: string
  publicKeyVersion: number
  why: 'no-key' | 'wrong-key' | 'not-decrypted' | 'not-json'
}

/** Store `nextSeq` after the page is worked through. `more` is true while a full page came. */
export type ArchivePage = { entries: ArchiveEntry[]; unreadable: UnreadableRow[]; nextSeq: number; more: boolean }
