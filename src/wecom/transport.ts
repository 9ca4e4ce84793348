import { Pool } from 'undici'
import { wecomJson } from './bytes.ts'
import type { CallReport, WecomLog } from './client-types.ts'
import { WecomRefused, WecomUnreachable } from './errors.ts'

export type Reply = Record<string, unknown>
export type Form = { contentType: string; bytes: Buffer }

export type WireRequest = {
  api: string
  method: 'GET' | 'POST'
  query: Readonly<Record<string, string | number>>
  body?: Readonly<Record<string, unknown>> | Form
  timeoutMs?: number
  /** Values that must not show up in any error text. */
  secrets: readonly string[]
}

export type WireFile = { bytes: Buffer; contentType: string; disposition: string | null }

export type Transport = {
  /** The reply without errcode and errmsg. Throws WecomRefused and WecomUnreachable only. */
  send(request: WireRequest): Promise<Reply>
  /** A file instead of JSON; a JSON answer is a refusal, whatever it was asked for. */
  fetchFile(request: WireRequest): Promise<WireFile>
  close(): Promise<void>
}

export type TransportOptions = {
  apiUrl: string
  timeoutMs: number
  log: WecomLog | null
  metrics: ((report: CallReport) => void) | null
}

const MAX_REPLY_BYTES = 64 * 1024 * 1024
const CONNECTIONS = 32
/** The process has five seconds to stop: a silent WeCom must not use them up. */
const CLOSE_WITHIN_MS = 2_000

const isForm = (body: NonNullable<WireRequest['body']>): body is Form => Buffer.isBuffer(body.bytes)

/** Failures that happen before the first byte of the request leaves: nothing can have been done at the other end. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|.*(CERT|TLS|SSL|VERIFY).*)$/

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

const urlPath = (base: URL, request: WireRequest): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query)) query.set(name, String(value))
  const search = query.toString()
  return `${base.pathname.replace(/\/+$/, '')}/cgi-bin/${request.api}${search === '' ? '' : `?${search}`}`
}

const encodeBody = (body: WireRequest['body']): { data: string | Buffer | null; headers: Record<string, string> } => {
  if (body === undefined) return { data: null, headers: {} }
  if (isForm(body)) return { data: body.bytes, headers: { 'content-type': body.contentType } }
  return { data: wecomJson(body), headers: { 'content-type': 'application/json; charset=utf-8' } }
}

type RawAnswer = { status: number; headers: Readonly<Record<string, string | string[] | undefined>>; bytes: Buffer }
type Answer = { status: number; body: string }

const textAnswer = ({ status, bytes }: RawAnswer): Answer => ({ status, body: bytes.toString('utf8') })

const headerOf = (raw: RawAnswer, name: string): string | null => {
  const value = raw.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

/** 4xx and redirects mean that nothing was done (a path WeCom does not know gives an empty 404); 5xx may hide anything. */
const readAnswer = (request: WireRequest, answer: Answer): Reply & { errcode: number } => {
  const { api, secrets } = request
  if (answer.status < 200 || answer.status > 299) {
    throw new WecomUnreachable(api, {
      sent: answer.status >= 500,
      why: `HTTP ${answer.status}`,
      status: answer.status,
      secrets,
    })
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(answer.body)
  } catch {
    throw new WecomUnreachable(api, { sent: true, why: 'the answer is not JSON', secrets })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new WecomUnreachable(api, { sent: true, why: 'the answer is not an object', secrets })
  }
  const reply: Reply = { ...parsed }
  const errcode = Number(reply.errcode ?? 0)
  if (!Number.isInteger(errcode)) throw new WecomUnreachable(api, { sent: true, why: 'errcode is no number', secrets })
  return { ...reply, errcode }
}

/** The verdict comes first: a refusal may carry empty result lists that would read as "there is nothing". */
const verdict = (request: WireRequest, reply: Reply & { errcode: number }): Reply => {
  if (reply.errcode !== 0) throw new WecomRefused(request.api, reply, request.secrets)
  const { errcode: _code, errmsg: _text, ...rest } = reply
  return rest
}

/** A file that is JSON itself comes with another content type or a name; a refusal has neither. */
const fileIn = (request: WireRequest, raw: RawAnswer): WireFile => {
  const contentType = headerOf(raw, 'content-type') ?? 'application/octet-stream'
  const disposition = headerOf(raw, 'content-disposition')
  const isText = /json|text\/plain/i.test(contentType) && disposition === null
  if (raw.status === 200 && !isText) return { bytes: raw.bytes, contentType, disposition }
  verdict(request, readAnswer(request, textAnswer(raw)))
  throw new WecomUnreachable(request.api, { sent: true, why: 'the answer is not a file', secrets: request.secrets })
}

const reportOf = (api: string, error: unknown, durationMs: number): CallReport => {
  if (error === null) return { api, outcome: 'ok', errcode: 0, durationMs }
  if (error instanceof WecomRefused) return { api, outcome: 'refused', errcode: error.errcode, durationMs }
  return { api, outcome: 'unreachable', errcode: null, durationMs }
}

const closePool = async (pool: Pool): Promise<void> => {
  const late = setTimeout(() => void pool.destroy(), CLOSE_WITHIN_MS)
  await pool.close().finally(() => clearTimeout(late))
}

export const createTransport = (options: TransportOptions): Transport => {
  const base = new URL(options.apiUrl)
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    // Shorter than the whole request's time, so that a dead address is told apart from a slow answer.
    connect: { timeout: Math.max(1, Math.min(5_000, Math.floor(options.timeoutMs / 2))) },
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_REPLY_BYTES,
  })

  let closing: Promise<void> | null = null

  const exchange = async (request: WireRequest): Promise<RawAnswer> => {
    const { data, headers } = encodeBody(request.body)
    if (closing !== null) throw new WecomUnreachable(request.api, { sent: false, why: 'the client is closed' })
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await pool.request({
        method: request.method,
        path: urlPath(base, request),
        headers,
        body: data,
        signal: AbortSignal.timeout(request.timeoutMs ?? options.timeoutMs),
      })
      return { status: statusCode, headers: answered, bytes: Buffer.from(await body.arrayBuffer()) }
    } catch (cause) {
      const code = codeOf(cause)
      const why = code === 'TimeoutError' ? 'no answer in time' : code
      throw new WecomUnreachable(request.api, { sent: !BEFORE_SENDING.test(code), why, secrets: request.secrets })
    }
  }

  const report = (api: string, error: unknown, startedMs: number): void => {
    const facts = reportOf(api, error, Math.round(performance.now() - startedMs))
    options.metrics?.(facts)
    if (error === null) options.log?.debug(facts, 'wecom call')
    else options.log?.warn({ ...facts, text: error instanceof Error ? error.message : 'unknown' }, 'wecom call failed')
  }

  const reported = async <Result>(request: WireRequest, read: (raw: RawAnswer) => Result): Promise<Result> => {
    const started = performance.now()
    try {
      const result = read(await exchange(request))
      report(request.api, null, started)
      return result
    } catch (error) {
      report(request.api, error, started)
      throw error
    }
  }

  return {
    send: (request) => reported(request, (raw) => verdict(request, readAnswer(request, textAnswer(raw)))),
    fetchFile: (request) => reported(request, (raw) => fileIn(request, raw)),
    close: () => {
      closing ??= closePool(pool)
      return closing
    },
  }
}
