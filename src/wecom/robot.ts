import { createHash } from 'node:crypto'
import { byteLength } from './bytes.ts'
import { wireCard } from './cards.ts'
import type { RobotMessage } from './client-data.ts'
import { WecomRefused } from './errors.ts'
import { parseRobotUrl } from './webhook-url.ts'

const API = 'webhook/send'
const MARKDOWN_BYTES = 4096
const TEXT_BYTES = 2048
const IMAGE_BYTES = 2 * 1024 * 1024

/** Refused here with WeCom's own code: the caller has one kind of "no" to deal with, and no call is spent on it. */
const refuse = (errcode: number, errmsg: string): never => {
  throw new WecomRefused(API, { errcode, errmsg: `${errmsg} (not sent)` })
}

/** WeCom does not cut an over-long robot message, it refuses it. */
const fitting = (content: string, limit: number, field: string): string => {
  const bytes = byteLength(content)
  if (content.trim() === '') refuse(44004, `${field}.content is empty`)
  if (bytes > limit) refuse(40058, `${field}.content exceed max length ${limit}: ${bytes} bytes`)
  return content
}

const imageBody = (bytes: Uint8Array): Record<string, unknown> => {
  if (bytes.length > IMAGE_BYTES) refuse(45001, `image exceeds ${IMAGE_BYTES} bytes: ${bytes.length}`)
  const md5 = createHash('md5').update(bytes).digest('hex')
  return { msgtype: 'image', image: { base64: Buffer.from(bytes).toString('base64'), md5 } }
}

const textBody = (message: Extract<RobotMessage, { text: string }>): Record<string, unknown> => ({
  msgtype: 'text',
  text: {
    content: fitting(message.text, TEXT_BYTES, 'text'),
    mentioned_list: message.mentionUserids,
    mentioned_mobile_list: message.mentionMobiles,
  },
})

/** WeCom's body for a group robot. Throws WecomRefused for what WeCom would refuse. */
export const robotBody = (message: RobotMessage): Record<string, unknown> => {
  if ('markdown' in message) {
    return { msgtype: 'markdown', markdown: { content: fitting(message.markdown, MARKDOWN_BYTES, 'markdown') } }
  }
  if ('markdownV2' in message) {
    const content = fitting(message.markdownV2, MARKDOWN_BYTES, 'markdown_v2')
    return { msgtype: 'markdown_v2', markdown_v2: { content } }
  }
  if ('text' in message) return textBody(message)
  if ('image' in message) return imageBody(message.image)
  return { msgtype: 'template_card', template_card: wireCard(message.card) }
}

/** The key of a robot address. Throws WecomRefused (93000) for any address that is not one of ours. */
export const robotKey = (url: string, apiUrl: string): string => {
  const parsed = parseRobotUrl(url, apiUrl)
  return parsed.ok ? parsed.key : refuse(93000, `invalid webhook url: ${parsed.why}`)
}
