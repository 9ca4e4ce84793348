import { request } from 'undici'
import { wecomJson } from '../bytes.ts'
import { type EnvelopeRefusal, openEnvelope, readEncrypt, type SealedParts, sealEnvelope } from '../envelope.ts'
import { WecomRefused, WecomUnreachable } from '../errors.ts'
import { wireVerdict } from '../types/auth.ts'
import { numberOf } from '../types/common.ts'
import { readRobotIncoming } from './messages.ts'
import { wireRobotPush } from './replies.ts'
import type { RobotIncoming, RobotPush } from './types.ts'

export { fetchRobotFile } from './media.ts'
export { wireRobotReplyBody, wireRobotUpdate, wireRobotWelcome } from './replies.ts'
export type * from './types.ts'

/** Token and key from the robot's callback page. A robot of one's own has no receive id. */
export type RobotKeys = { token: string; encodingAesKey: string }
export type RobotQuery = { msg_signature: string; timestamp: string; nonce: string }

export type OpenedRobotCallback =
  | { ok: true; incoming: RobotIncoming; text: string }
  | { ok: false; reason: EnvelopeRefusal | 'malformed' }

const keysOf = (keys: RobotKeys) => ({ ...keys, receiveId: '' })
const sealedOf = (query: RobotQuery, encrypt: string): SealedParts => ({
  signature: query.msg_signature,
  timestamp: query.timestamp,
  nonce: query.nonce,
  encrypt,
})

/** The check when the address is saved in the console: answer 200 with this text alone, within a second. */
export const openRobotCheck = (keys: RobotKeys, query: RobotQuery & { echostr: string }) =>
  openEnvelope(keysOf(keys), sealedOf(query, query.echostr))

/** Never throws for whatever came in. `text` is the plaintext, whose hash tells a repeated delivery. */
export const openRobotCallback = (keys: RobotKeys, query: RobotQuery, body: string): OpenedRobotCallback => {
  const read = readEncrypt(body)
  if (!read.ok) return { ok: false, reason: 'malformed' }
  const opened = openEnvelope(keysOf(keys), sealedOf(query, read.encrypt))
  if (!opened.ok) return opened
  try {
    const incoming = readRobotIncoming(JSON.parse(opened.text))
    return incoming === null ? { ok: false, reason: 'malformed' } : { ok: true, incoming, text: opened.text }
  } catch {
    return { ok: false, reason: 'malformed' }
  }
}

/**
 * The body of a passive reply, for the five seconds in which WeCom waits. The nonce must be the callback's own: with
 * another one the reply is thrown away without a word. `at` is whole seconds of the present.
 */
export const sealRobotReply = (
  keys: RobotKeys,
  query: Pick<RobotQuery, 'nonce'>,
  reply: Readonly<Record<string, unknown>>,
  at: Date,
): string => {
  const timestamp = `${Math.floor(at.getTime() / 1000)}`
  const sealed = sealEnvelope(keysOf(keys), wecomJson(reply), { timestamp, nonce: query.nonce })
  return JSON.stringify({
    encrypt: sealed.encrypt,
    msgsignature: sealed.signature,
    timestamp: Number(timestamp),
    nonce: query.nonce,
  })
}

const API = 'aibot/response'
const TIMEOUT_MS = 10_000

/**
 * One later answer to a message, within an hour, markdown or (in a single chat) a card. The address works once: after an
 * unknown outcome (`sent: true`) it must not be tried again blindly. `apiUrl` guards the address: it comes from a
 * message and could otherwise lead anywhere. Throws WecomRefused and WecomUnreachable.
 */
export const respondLater = async (
  responseUrl: string,
  push: Exclude<RobotPush, { mediaId: string }>,
  apiUrl: string,
): Promise<void> => {
  const own = URL.canParse(responseUrl) && new URL(responseUrl).origin === new URL(apiUrl).origin
  if (!own) throw new WecomRefused(API, { errcode: 40058, errmsg: 'the response address is not of WeCom (not sent)' })
  const secrets = [new URL(responseUrl).searchParams.get('response_code') ?? '']
  let reply: unknown
  try {
    const response = await request(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: wecomJson(wireRobotPush(push)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    reply = await response.body.json()
  } catch {
    throw new WecomUnreachable(API, { sent: true, why: 'no usable answer', secrets })
  }
  const verdict = wireVerdict.safeParse(reply)
  if (!verdict.success) throw new WecomUnreachable(API, { sent: true, why: 'no verdict in the answer', secrets })
  const errcode = numberOf(verdict.data.errcode) ?? 0
  if (errcode !== 0) throw new WecomRefused(API, { errcode, errmsg: verdict.data.errmsg ?? '' }, secrets)
}
