import type { FastifyInstance, FastifyRequest } from 'fastify'
import { secretOf } from '../api/admissions.ts'
import { type Body, isBody, numberIn, textIn, UNLIMITED } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'

const PIECE = 512 * 1024
const DAY = 86_400
const PULLS_PER_MINUTE = 600
const MAX_ROWS = 1000

type Verdict = { errcode: number; errmsg: string }

const no = (errcode: number, errmsg: string): Verdict => ({ errcode, errmsg })

const bodyOf = (request: FastifyRequest): Body => {
  try {
    const value: unknown = JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
    return isBody(value) ? value : {}
  } catch {
    return {}
  }
}

const isArchiveSecret = (kernel: Kernel, secret: string): boolean => {
  const found = secretOf(kernel, secret)
  const own = (kernel.options.secrets ?? []).some((one) => one.kind === 'archive')
  return found !== null && found.kind === (own ? 'archive' : 'app')
}

const pulls = new WeakMap<Kernel, { minute: number; count: number }>()

const tooOften = (kernel: Kernel): boolean => {
  const minute = Math.floor(kernel.seconds() / 60)
  const seen = pulls.get(kernel)
  const count = seen?.minute === minute ? seen.count + 1 : 1
  pulls.set(kernel, { minute, count })
  return count > PULLS_PER_MINUTE
}

/** In the SDK's own numbers, which overlap with none of the API's. */
const refusal = (kernel: Kernel, body: Body, ip: string): Verdict | null => {
  if (textIn(body, 'corpid') !== kernel.options.corpId || !isArchiveSecret(kernel, textIn(body, 'secret')))
    return no(10000, 'invalid corpid or secret')
  if (kernel.switches.get('archiveIps')?.includes(ip) === false) return no(10009, 'ip not allowed')
  if (kernel.switches.get('archiveExpired')) return no(10010, 'archive expired')
  return tooOften(kernel) ? no(45009, 'api freq out of limit') : null
}

const oldestKept = (kernel: Kernel): number => kernel.seconds() - kernel.switches.get('archiveDays') * DAY

const chatData = (kernel: Kernel, body: Body): Verdict & { chatdata?: unknown[] } => {
  const [seq, limit] = [numberIn(body, 'seq'), numberIn(body, 'limit')]
  if (seq === null || limit === null || limit < 1 || limit > MAX_ROWS) return no(10000, 'invalid seq or limit')
  const oldest = oldestKept(kernel)
  const rows = kernel.archive.rows.filter((row) => row.seq > seq && row.at >= oldest).slice(0, limit)
  return { errcode: 0, errmsg: 'ok', chatdata: rows.map(({ at: _at, ...row }) => row) }
}

const mediaData = (kernel: Kernel, body: Body): Verdict & Body => {
  const file = kernel.archive.media.get(textIn(body, 'sdkfileid'))
  if (file === undefined || file.at < oldestKept(kernel)) return no(10005, 'invalid fileid')
  const index = textIn(body, 'indexbuf')
  const from = index === '' ? 0 : Number(/^Range:bytes=(\d+)-/.exec(index)?.[1] ?? Number.NaN)
  if (!Number.isInteger(from) || from > file.bytes.length) return no(10000, 'invalid indexbuf')
  const end = Math.min(from + PIECE, file.bytes.length)
  return {
    errcode: 0,
    errmsg: 'ok',
    data: file.bytes.subarray(from, end).toString('base64'),
    outindexbuf: `Range:bytes=${end}-${Math.min(end + PIECE, file.bytes.length)}`,
    is_finish: end === file.bytes.length,
  }
}

/**
 * What the SDK's GetChatData and GetMediaData answer, over HTTP. WeCom has no such address: the real one is a native
 * library, and a deployment puts that behind the same interface.
 */
export const registerArchivePull = (scope: FastifyInstance, kernel: Kernel): void => {
  const serve = (name: string, run: (kernel: Kernel, body: Body) => Verdict) =>
    scope.post(`/sandbox/archive/${name}`, { config: UNLIMITED }, (request) => {
      const body = bodyOf(request)
      const answer = refusal(kernel, body, request.ip) ?? run(kernel, body)
      const { secret: _secret, ...shown } = body
      const ok = answer.errcode === 0
      const detail = { request: shown, response: ok ? 'ok' : answer }
      kernel.note({ kind: 'api', name: `archive/${name}`, ok, errcode: answer.errcode, attempts: 1, detail })
      return answer
    })
  serve('getchatdata', chatData)
  serve('getmediadata', mediaData)
}
