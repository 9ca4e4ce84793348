import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { explain } from '../wecom/errcodes-data.ts'
import { WecomRefused, WecomUnreachable } from '../wecom/errors.ts'
import { Refusal } from './route.ts'

export const errorShape = z.object({
  statusCode: z.number().int(),
  error: z.string(),
  message: z.string(),
  code: z.string().optional(),
})
export type ErrorBody = z.output<typeof errorShape>

/** A call that does not have the shape its route asks for. Fastify itself says in which part of the call. */
export class Misshapen extends Error {
  readonly problems: z.ZodError
  /** 'params', 'querystring' or 'body'. */
  validationContext?: string
  constructor(problems: z.ZodError) {
    super('the call does not have the shape of its route')
    this.problems = problems
  }
}

export const langOf = (request: FastifyRequest): 'zh-CN' | 'en' => {
  const own = request.headers['x-lang']
  return (typeof own === 'string' ? own : '').toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

export const errorBody = (statusCode: number, message: string, code?: string): ErrorBody => ({
  statusCode,
  error: STATUS_CODES[statusCode] ?? 'Error',
  message,
  ...(code === undefined ? {} : { code }),
})

const UNREACHABLE = {
  'zh-CN': '暂时连不上企业微信，请稍后再试。',
  en: 'WeCom cannot be reached at the moment. Try again later.',
}
const BROKEN = {
  'zh-CN': '服务器出了问题，已经记录下来，请稍后再试。',
  en: 'Something broke on the server and was written down. Try again later.',
}

const TOO_LARGE = {
  'zh-CN': (megabytes: number) => `内容太大，最多 ${megabytes} MB，请缩小后再试。`,
  en: (megabytes: number) => `The content is too large: ${megabytes} MB at most. Make it smaller and try again.`,
}

/** Names the field, because a page and an integrator can only mend what they can find. */
const fieldProblems = ({ problems, validationContext = 'body' }: Misshapen): string =>
  problems.issues
    .map(({ path, message }) => `${[validationContext, ...path].map(String).join('.')}: ${message}`)
    .join('; ')

/** What the asker gets to read. A 5xx tells nothing about our insides. */
export const bodyOfError = (error: unknown, lang: 'zh-CN' | 'en', bodyLimit = 0): ErrorBody => {
  if (error instanceof Refusal) return errorBody(error.statusCode, error.message, error.code)
  if (error instanceof WecomRefused) {
    return errorBody(502, explain(error.errcode, lang === 'en' ? 'en' : 'zh'), 'wecom-refused')
  }
  if (error instanceof WecomUnreachable) return errorBody(502, UNREACHABLE[lang], 'wecom-unreachable')
  if (error instanceof Misshapen) return errorBody(400, fieldProblems(error), 'invalid')
  const known = error as Partial<FastifyError>
  const status = known.statusCode ?? 500
  if (status < 400 || status >= 500) {
    return status === 503 ? errorBody(503, BROKEN[lang], 'unavailable') : errorBody(500, BROKEN[lang])
  }
  if (status === 413) return errorBody(413, TOO_LARGE[lang](Math.floor(bodyLimit / (1024 * 1024))), 'too-large')
  return errorBody(status, known.message ?? STATUS_CODES[status] ?? '', known.code)
}

export const handleErrors = (app: FastifyInstance): void => {
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const body = bodyOfError(error, langOf(request), request.routeOptions.bodyLimit)
    // On the line of the answer: who was turned away, and why.
    request.log = request.log.child({ refused: body.code ?? body.error, by: request.caller?.userid })
    if (body.statusCode >= 500) request.log.error({ err: error, req: request }, 'request failed')
    return reply.code(body.statusCode).type('application/json; charset=utf-8').send(JSON.stringify(body))
  })
  app.setNotFoundHandler((request, reply) => {
    const message = langOf(request) === 'en' ? 'There is nothing at this address.' : '这个地址没有内容。'
    return reply.code(404).send(errorBody(404, message, 'not-found'))
  })
}
