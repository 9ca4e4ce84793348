import type { KeyObject } from 'node:crypto'
import type { Limiter } from '../limiter.ts'
import { ARCHIVE_PULLS, archiveLimits } from '../limits-data.ts'
import { ArchiveRefused } from './errors.ts'
import { readArchiveMessage } from './messages.ts'
import { openRandomKey, readArchiveKey } from './rsa.ts'
import type { ArchiveEntry, ArchivePage, ArchiveRow, ArchiveSource, UnreadableRow } from './types.ts'

export { explainArchive } from './codes-data.ts'
export { ArchiveRefused } from './errors.ts'
export type * from './types.ts'

const MAX_ROWS = 1000
const MAX_MEDIA_BYTES = 200 * 1024 * 1024
const KEPT_DAYS = 5
const ALERT_DAYS = 3
const DAY_MS = 86_400_000

export type ArchiveOptions = {
  source: ArchiveSource
  /** PEM private keys by the version WeCom's console shows beside the public key. Keep the old ones. */
  privateKeys: Readonly<Record<number, string>>
  limiter: Limiter
  /** Shares the pull limit among replicas. */
  corpId: string
}

export type Archive = {
  /** One page after `fromSeq` (0 the first time). Rows that cannot be read are named, never dropped silently. */
  pull(fromSeq: number, limit?: number): Promise<ArchivePage>
  /** Page after page until WeCom has no more. Store `nextSeq` after each. */
  pages(fromSeq: number): AsyncGenerator<ArchivePage, void, void>
  /** A picture, voice or file as a whole. Throws ArchiveRefused, 10005 once it has expired. */
  media(sdkFileId: string): Promise<Buffer>
}

/**
 * How late the reading is. WeCom keeps five days and forgets the rest without a word, so `atRisk` comes two days before
 * messages are lost; `lost` when some may be gone already.
 */
export const archiveLag = (lastReadAt: Date, now: Date): { days: number; atRisk: boolean; lost: boolean } => {
  const days = Math.max(0, (now.getTime() - lastReadAt.getTime()) / DAY_MS)
  return { days, atRisk: days >= ALERT_DAYS, lost: days >= KEPT_DAYS }
}

type Opened = { ok: true; entry: ArchiveEntry } | { ok: false; why: UnreadableRow['why'] }

const open = async (source: ArchiveSource, keys: ReadonlyMap<number, KeyObject>, row: ArchiveRow): Promise<Opened> => {
  const key = keys.get(row.publicKeyVersion)
  if (key === undefined) return { ok: false, why: 'no-key' }
  const randomKey = openRandomKey(key, row.encryptedKey)
  if (randomKey === null) return { ok: false, why: 'wrong-key' }
  let plain: string
  try {
    plain = await source.decryptData(randomKey, row.encryptedMessage)
  } catch (error) {
    // What passes by itself must stop the page: skipping a row would lose the message.
    if (!(error instanceof ArchiveRefused) || error.klass === 'retry') throw error
    return { ok: false, why: 'not-decrypted' }
  }
  const message = readArchiveMessage(plain)
  return message === null ? { ok: false, why: 'not-json' } : { ok: true, entry: { ...message, seq: row.seq } }
}

export const createArchive = ({ source, privateKeys, limiter, corpId }: ArchiveOptions): Archive => {
  const keys = new Map(Object.entries(privateKeys).map(([version, pem]) => [Number(version), readArchiveKey(pem)]))
  const limits = archiveLimits(corpId)

  const pull = async (fromSeq: number, limit: number = MAX_ROWS): Promise<ArchivePage> => {
    if (limit < 1 || limit > MAX_ROWS) throw new RangeError(`one pull takes 1 to ${MAX_ROWS} rows`)
    await limiter.take(limits, { lane: 'bulk' })
    const rows = await source.chatData(fromSeq, limit)
    const page: ArchivePage = { entries: [], unreadable: [], nextSeq: fromSeq, more: rows.length === limit }
    for (const row of rows) {
      const opened = await open(source, keys, row)
      const { seq, msgid, publicKeyVersion } = row
      if (opened.ok) page.entries.push(opened.entry)
      else page.unreadable.push({ seq, msgid, publicKeyVersion, why: opened.why })
      page.nextSeq = Math.max(page.nextSeq, seq)
    }
    return page
  }

  async function* pages(fromSeq: number): AsyncGenerator<ArchivePage, void, void> {
    let seq = fromSeq
    for (;;) {
      const page = await pull(seq)
      yield page
      if (!page.more) return
      seq = page.nextSeq
    }
  }

  const media = async (sdkFileId: string): Promise<Buffer> => {
    const parts: Buffer[] = []
    let bytes = 0
    for (let index = ''; ; ) {
      await limiter.take(limits, { lane: 'bulk' })
      const piece = await source.mediaPiece(sdkFileId, index)
      parts.push(piece.bytes)
      bytes += piece.bytes.length
      if (piece.finished) return Buffer.concat(parts)
      if (bytes > MAX_MEDIA_BYTES || piece.nextIndex === index) throw new ArchiveRefused(10005, 'the file has no end')
      index = piece.nextIndex
    }
  }

  return { pull, pages, media }
}

/** For a place that shows how fast it may pull. */
export const ARCHIVE_PULLS_PER_MINUTE = ARCHIVE_PULLS.max
