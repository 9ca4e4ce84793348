import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { eventKey, type InboxDraft } from '../spine/inbox.ts'
import type { Metrics } from '../spine/metrics.ts'
import { shortKey } from '../spine/trace.ts'
import { type CallbackKeys, openEnvelope, readEncrypt } from '../wecom/envelope.ts'
import { type CallbackEvent, eventName, eventOrderKey, parseCallback } from '../wecom/events.ts'
import { withoutPrivateFields } from '../wecom/private-fields.ts'
import { errorBody } from './errors.ts'

export type CallbackParts = {
  keys: CallbackKeys
  /** Resolves once the event is durably stored. */
  store: (draft: InboxDraft) => Promise<void>
  metrics?: Pick<Metrics, 'callbacks'>
  /** WeCom gives up after 5 s; a clear 503 before that makes it try again for sure. */
  storeWithinMs?: number
}

const BODY_LIMIT = 64 * 1024

type Sealed = { signature: string; timestamp: string; nonce: string }

const textOf = (query: unknown, name: string): string | null => {
  const value = typeof query === 'object' && query !== null ? new Map(Object.entries(query)).get(name) : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

const sealedOf = (query: unknown): Sealed | null => {
  const signature = textOf(query, 'msg_signature')
  const timestamp = textOf(query, 'timestamp')
  const nonce = textOf(query, 'nonce')
  return signature === null || timestamp === null || nonce === null ? null : { signature, timestamp, nonce }
}

/** Base64 has no spaces: one can only be a plus that somebody on the way forgot to escape. */
const repaired = (text: string): string => text.replaceAll(' ', '+')

const parsed = (plaintext: string): CallbackEvent | null => {
  try {
    return parseCallback(plaintext)
  } catch {
    return null
  }
}

const laneOf = (event: CallbackEvent): InboxDraft['lane'] =>
  'welcomeCode' in event && event.welcomeCode !== null ? 0 : 1

const within = async (work: Promise<void>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the event was not stored within ${ms} ms`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const refuse = (reply: FastifyReply, status: number, why: string) => reply.code(status).send(errorBody(status, why))

type Opened = { ok: true; text: string } | { ok: false; status: number; why: string }

const open = (keys: CallbackKeys, query: unknown, encrypt: string | null): Opened => {
  const sealed = sealedOf(query)
  if (sealed === null || encrypt === null) return { ok: false, status: 400, why: 'malformed' }
  const opened = openEnvelope(keys, { ...sealed, encrypt })
  if (opened.ok) return opened
  const foreign = opened.reason === 'bad-signature' || opened.reason === 'wrong-receiver'
  return { ok: false, status: foreign ? 403 : 400, why: opened.reason }
}

/**
 * Verifies, decrypts, parses, stores, answers; calls nobody. 200 means stored, with an empty body: anything in it
 * would be taken as a passive reply.
 */
export const callbackRoutes = (parts: CallbackParts) => async (scope: FastifyInstance) => {
  const count = (result: string) => parts.metrics?.callbacks.inc({ result })

  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )
  // Fastify answers 415 to a content type it cannot read, before any parser; what WeCom writes there does not matter.
  scope.addHook('onRequest', async (request) => {
    delete request.headers['content-type']
  })
  scope.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode === 413 ? 413 : (error.statusCode ?? 500) < 500 ? 400 : 503
    count(`refused-${status}`)
    if (status === 503) request.log.error({ err: error }, 'callback failed')
    return refuse(reply, status, status === 413 ? 'over 64 KiB' : status === 400 ? 'malformed' : 'not stored')
  })

  scope.get('/wecom/callback', async (request: FastifyRequest, reply) => {
    const echo = textOf(request.query, 'echostr')
    const opened = open(parts.keys, request.query, echo === null ? null : repaired(echo))
    if (!opened.ok) return refuse(reply, opened.status, opened.why)
    return reply.header('x-content-type-options', 'nosniff').type('text/plain; charset=utf-8').send(opened.text)
  })

  scope.post('/wecom/callback', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const read = typeof request.body === 'string' ? readEncrypt(request.body) : null
    const opened = open(parts.keys, request.query, read?.ok === true ? read.encrypt : null)
    if (!opened.ok) {
      request.log = request.log.child({ refused: opened.why })
      count(opened.why)
      return refuse(reply, opened.status, opened.why)
    }
    const event = parsed(opened.text)
    if (event === null) {
      count('malformed')
      return refuse(reply, 400, 'malformed')
    }
    const draft = {
      plaintext: opened.text,
      body: withoutPrivateFields(opened.text),
      event: eventName(event),
      orderKey: eventOrderKey(event),
      lane: laneOf(event),
    }
    // On the line of the answer: what leads from a request to the row it became, also when it was there before.
    request.log = request.log.child({ eventKey: shortKey(eventKey(opened.text)) })
    await within(parts.store(draft), parts.storeWithinMs ?? 4_000)
    count('stored')
    return reply.code(200).send()
  })
}
