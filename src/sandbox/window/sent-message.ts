import { usableMedia } from '../api/media.ts'
import { type Body, bodyIn, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import type { ChatMessage } from '../state.ts'

type Sent = Pick<ChatMessage, 'kind' | 'text' | 'link' | 'file' | 'mini'>
export type ReadSent = { ok: true; sent: Sent } | { ok: false; why: 'invalid-mediaid' | 'invalid-message' }

const MEDIA = ['image', 'video', 'file'] as const
/** As the client's list of chats says it. */
const SHORT = { image: '[图片]', video: '[视频]', file: '[文件]', miniprogram: '[小程序]' }

/** An id serves three days and as what it was uploaded: a picture is not sent as a file. */
const media = (kernel: Kernel, kind: (typeof MEDIA)[number], body: Body): ReadSent => {
  const mediaId = textIn(body, 'mediaid')
  const found = usableMedia(kernel, mediaId)
  if (found === null || found.type !== kind || (found.use ?? 'message') !== 'message') {
    return { ok: false, why: 'invalid-mediaid' }
  }
  const file = { mediaId, name: found.name, size: found.bytes.length }
  return { ok: true, sent: { kind, text: `${SHORT[kind]} ${found.name}`, file } }
}

/** What `sendChatMessage` was called with, as the chat keeps it. */
export const readSent = (kernel: Kernel, message: Body): ReadSent => {
  const type = textIn(message, 'msgtype')
  const body = bodyIn(message, type)
  const title = textIn(body, 'title')
  if (type === 'text') return { ok: true, sent: { kind: 'text', text: textIn(body, 'content') } }
  if (type === 'news') {
    const link = { title, desc: textIn(body, 'desc'), url: textIn(body, 'link') }
    return { ok: true, sent: { kind: 'news', text: title, link } }
  }
  if (type === 'miniprogram') {
    const mini = { title, appid: textIn(body, 'appid'), page: textIn(body, 'page'), imgUrl: textIn(body, 'imgUrl') }
    return { ok: true, sent: { kind: 'miniprogram', text: `${SHORT.miniprogram} ${title}`, mini } }
  }
  const kind = MEDIA.find((one) => one === type)
  return kind === undefined ? { ok: false, why: 'invalid-message' } : media(kernel, kind, body)
}
