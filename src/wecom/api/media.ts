import type { MediaFile } from '../client-data-growth.ts'
import type { WecomMore } from '../client-types-growth.ts'
import type { Ask, AskFile } from '../core.ts'
import { dateOf } from '../types/common.ts'
import { wireMedia, wirePicture } from '../types/messages.ts'
import { mediaForm } from './media-form.ts'

export type MediaApi = Pick<WecomMore, 'media' | 'uploadAttachment' | 'uploadPicture'>

const TRANSFER_TIMEOUT_MS = 60_000
const PURPOSES = { moment: 1, album: 2 } as const

/** Header text arrives byte by byte; WeCom writes names in UTF-8, some gateways percent-encode them. */
const readable = (text: string): string => {
  const decoded = Buffer.from(text, 'latin1').toString('utf8')
  const plain = decoded.includes('\uFFFD') ? text : decoded
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

/** `filename*` (UTF-8) wins over the plain one. */
const nameIn = (disposition: string | null): string | null => {
  const extended = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1]
  const name = extended ?? plain
  return name === undefined ? null : readable(name)
}

export const mediaApi = (ask: Ask, askFile: AskFile): MediaApi => ({
  media: async (mediaId): Promise<MediaFile> => {
    const file = await askFile('media/get', { query: { media_id: mediaId }, timeoutMs: TRANSFER_TIMEOUT_MS })
    return { bytes: file.bytes, contentType: file.contentType, filename: nameIn(file.disposition) }
  },
  uploadAttachment: async (input) => {
    const query = { media_type: input.type, attachment_type: PURPOSES[input.purpose] }
    const body = mediaForm({ type: input.type, filename: input.filename, bytes: input.bytes })
    const reply = await ask('media/upload_attachment', wireMedia, { query, body, timeoutMs: TRANSFER_TIMEOUT_MS })
    return { mediaId: reply.media_id, createdAt: dateOf(reply.created_at) }
  },
  uploadPicture: async (input) => {
    const body = mediaForm({ type: 'image', ...input })
    return { url: (await ask('media/uploadimg', wirePicture, { body, timeoutMs: TRANSFER_TIMEOUT_MS })).url }
  },
})
