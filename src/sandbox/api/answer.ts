import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kernel } from '../kernel.ts'
import type { Fault } from '../types.ts'
import { enter } from './in-flight.ts'
import { judge, readBody } from './judge.ts'
import { type ApiContext, type Apis, type Body, FILE, type Reply, refuse, type SentFile } from './replies.ts'

const SILENT_MS = 60_000
const SECRETS = ['access_token', 'corpsecret', 'key']

const queryOf = (url: string): { api: string; query: Record<string, string> } => {
  const parsed = new URL(url, 'http://sandbox')
  return { api: parsed.pathname.replace(/^\/cgi-bin\//, ''), query: Object.fromEntries(parsed.searchParams) }
}

const redacted = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, SECRETS.includes(name) ? `${value.slice(0, 4)}…` : value]),
  )

const visible = (answer: Reply): Body => {
  const file = answer[FILE]
  if (file !== undefined) return { file: file.name, bytes: file.bytes.length }
  return typeof answer.access_token === 'string'
    ? { ...answer, access_token: `${answer.access_token.slice(0, 4)}…` }
    : answer
}

/** A lone half of a character would make the encoder throw, and callers choose some of these words. */
const headerText = (text: string): string => encodeURI(Buffer.from(text).toString('utf8'))

/** The whole file, or the stretch that was asked for. */
const sendFile = (request: FastifyRequest, reply: FastifyReply, file: SentFile): FastifyReply => {
  const { bytes, contentType, name } = file
  reply
    .type(contentType)
    .header('accept-ranges', 'bytes')
    .header('content-disposition', `attachment; filename="${headerText(name).replaceAll('"', '%22')}"`)
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  if (asked === null) return reply.send(bytes)
  const from = Number(asked[1])
  const to = Math.min(asked[2] === '' ? bytes.length - 1 : Number(asked[2]), bytes.length - 1)
  if (from > to) return reply.code(416).header('content-range', `bytes */${bytes.length}`).send()
  const head = `bytes ${from}-${to}/${bytes.length}`
  return reply
    .code(206)
    .header('content-range', head)
    .send(bytes.subarray(from, to + 1))
}

const sendReply = (request: FastifyRequest, reply: FastifyReply, answer: Reply): FastifyReply => {
  const file = answer[FILE]
  if (file !== undefined) return sendFile(request, reply, file)
  const errcode = answer.errcode ?? 0
  if (errcode !== 0) reply.header('Error-Code', `${errcode}`).header('Error-Msg', headerText(`${answer.errmsg ?? ''}`))
  return reply.type('application/json; charset=UTF-8').send(JSON.stringify(answer))
}

/** Everything that may be left hanging, so that closing the sandbox does not wait for it. */
const createSilences = () => {
  const silent = new Set<FastifyReply>()
  return {
    keep: (reply: FastifyReply): FastifyReply => {
      reply.hijack()
      silent.add(reply)
      const timer = setTimeout(() => reply.raw.destroy(), SILENT_MS).unref()
      reply.raw.on('close', () => {
        clearTimeout(timer)
        silent.delete(reply)
      })
      return reply
    },
    end: (): void => {
      for (const reply of silent) reply.raw.destroy()
    },
  }
}

const contextOf = (kernel: Kernel, request: FastifyRequest, name: string, query: Record<string, string>) => {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const contentType = request.headers['content-type'] ?? ''
  const read = readBody(raw, contentType)
  const context: ApiContext = {
    kernel,
    api: name,
    method: request.method,
    query,
    body: read.ok ? read.body : {},
    raw,
    contentType,
    ip: request.ip.replace(/^::ffff:/, ''),
    host: `${request.headers.host ?? ''}`,
  }
  return { context, read }
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

export const createAnswer = (kernel: Kernel, apis: Apis) => {
  const silences = createSilences()

  const noteCall = (
    name: string,
    query: Record<string, string>,
    body: Body,
    full: Reply,
    lost: Fault['kind'] | null,
  ): void => {
    const errcode = full.errcode ?? 0
    kernel.calls.push({ api: name, at: kernel.now(), query, body, errcode })
    const response = lost === null ? visible(full) : { ...visible(full), lost }
    const detail = { request: { ...redacted(query), ...body }, response }
    kernel.note({ kind: 'api', name, ok: errcode === 0 && lost === null, errcode, attempts: 1, detail })
  }
  const noteNothing = (name: string, request: unknown, response: string): void =>
    kernel.note({ kind: 'api', name, ok: false, errcode: null, attempts: 1, detail: { request, response } })

  /** A bug in one API must show as WeCom being busy, never as a stack trace. */
  const judged = async (
    context: ApiContext,
    read: ReturnType<typeof readBody>,
    fault: Fault | null,
  ): Promise<Reply> => {
    const api = apis[context.api]
    if (api === undefined) return refuse(context, -1)
    if (fault?.kind === 'errcode') return { ...api.empty, ...refuse(context, fault.errcode ?? -1) }
    const crowd = enter(context)
    try {
      const wait = kernel.switches.get('latencyMs')
      if (wait > 0) await later(wait)
      const reply = await judge(api, context, { read, crowd: crowd.refusal })
      return (reply.errcode ?? 0) === 0 ? reply : { ...api.empty, ...reply }
    } catch (error) {
      noteNothing(context.api, context.body, error instanceof Error ? error.message : 'failed')
      return { ...api.empty, ...refuse(context, -1) }
    } finally {
      crowd.leave()
    }
  }

  const broken = (reply: FastifyReply): FastifyReply =>
    reply.code(500).type('text/html').send('<html><body>500</body></html>')

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { api: name, query } = queryOf(request.url)
    if (!Object.hasOwn(apis, name)) {
      noteNothing(name, redacted(query), 'HTTP 404')
      return reply.code(404).removeHeader('content-type').send()
    }
    const { context, read } = contextOf(kernel, request, name, query)
    const fault = kernel.faults.hit(name)
    if (fault?.kind === 'timeout' || fault?.kind === 'http500') {
      noteNothing(name, context.body, fault.kind === 'timeout' ? '超时' : 'HTTP 500')
      return fault.kind === 'http500' ? broken(reply) : silences.keep(reply)
    }
    const full = await judged(context, read, fault)
    const done = fault?.kind === 'accept-then-cut' || fault?.kind === 'accept-then-500'
    noteCall(name, query, context.body, full, done ? fault.kind : null)
    if (fault?.kind === 'accept-then-500') return broken(reply)
    if (fault?.kind === 'accept-then-cut') {
      reply.hijack()
      reply.raw.destroy()
      return reply
    }
    return sendReply(request, reply, full)
  }
  return { answer, sendReply, contextOf, end: silences.end }
}
