import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler, HTTPMethods } from 'fastify'
import { ResponseSerializationError, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Access } from './access.ts'
import { langOf } from './errors.ts'
import { type GateParts, gateFor } from './gate.ts'
import { type AnyRoute, type AnyRoutes, type Caller, FileAnswer, isAnswer } from './route.ts'
import { sendFile } from './send-file.ts'
import { refuseUnstorable } from './storable.ts'

export const errorShape = z.object({
  statusCode: z.number().int(),
  error: z.string(),
  message: z.string(),
  code: z.string().optional(),
})

const BODY_LIMIT = 1024 * 1024
export const ANY_BYTES = 'application/octet-stream'

/** Parses, so that defaults are filled in and a field that the shape does not name never leaves the house. */
const shapeReplies = ({ schema, method, url }: { schema: unknown; method: string; url: string }) => {
  if (!(schema instanceof z.ZodType)) return (data: unknown) => JSON.stringify(data)
  return (data: unknown): string => {
    const read = schema.safeParse(data)
    if (!read.success) throw new ResponseSerializationError(method, url, { cause: read.error })
    return JSON.stringify(read.data)
  }
}

const schemaOf = (route: AnyRoute, access: Access) => {
  const status = route.status ?? 200
  return {
    summary: route.summary,
    security: [typeof access === 'object' ? { apiKey: [access.key] } : { session: [] }],
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
    ...(route.raw === undefined ? {} : { consumes: [ANY_BYTES] }),
    response: {
      ...(route.file === true
        ? { 200: { description: route.summary, content: { [ANY_BYTES]: { schema: route.reply } } } }
        : { [status]: status === 204 ? z.null() : route.reply, '2xx': route.reply }),
      '4xx': errorShape,
    },
  }
}

/** Runs a reading route where only the caller's customers can be read. */
export type ReadAs = (caller: Caller, work: () => Promise<unknown>, onePlan: boolean) => Promise<unknown>
const plainly: ReadAs = (_caller, work) => work()

const answer = (route: AnyRoute, readAs: ReadAs) => async (request: FastifyRequest, reply: FastifyReply) => {
  const input = {
    params: request.params,
    query: request.query,
    body: request.body,
    ...(Buffer.isBuffer(request.body) ? { bytes: request.body } : {}),
    caller: request.caller,
    lang: langOf(request),
  }
  const result = await readAs(request.caller as Caller, () => route.handle(input as never), route.onePlan === true)
  if (result instanceof FileAnswer) return sendFile(request, reply, result.file)
  const status = isAnswer(result) ? result.status : (route.status ?? 200)
  const body = isAnswer(result) ? result.body : result
  reply.code(status).header('cache-control', 'no-store')
  return status === 204 ? reply.send() : reply.send(body)
}

/** `fetch` without a body and "everything optional" meet often enough: nothing counts as an empty object. */
const emptyIsObject = async (request: FastifyRequest) => {
  request.body ??= {}
}

const readJsonOnly = (scope: FastifyInstance): void => {
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    return parse(request, body as string, done)
  })
}

/** For routes that take files: what a browser says about them is no reason to read or to refuse one. */
const readBytes = (scope: FastifyInstance): void => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

export type ApiParts = {
  routes: AnyRoutes
  access: Readonly<Record<string, Access>>
  behindWall: ReadonlySet<string>
  readAs: ReadAs
  gate: GateParts
}

/** The zod compilers live in this scope alone: on the root they would break every plain JSON schema of a plugin. */
export const apiRoutes =
  ({ routes, access, behindWall, readAs, gate }: ApiParts) =>
  async (scope: FastifyInstance) => {
    scope.setValidatorCompiler(validatorCompiler as FastifySchemaCompiler<unknown>)
    scope.setSerializerCompiler(shapeReplies)
    readJsonOnly(scope)
    const add = (to: FastifyInstance, [key, route]: [string, AnyRoute]): void => {
      const [method, url] = key.split(' ')
      const who = access[key]
      if (method === undefined || url === undefined || who === undefined)
        throw new Error(`route without access: ${key}`)
      to.route({
        method: method as HTTPMethods,
        url,
        bodyLimit: route.raw ?? BODY_LIMIT,
        schema: schemaOf(route, who),
        onRequest: gateFor(gate, who),
        preValidation: route.body === undefined ? [] : [emptyIsObject],
        preHandler: refuseUnstorable,
        handler: answer(route, behindWall.has(key) ? readAs : plainly),
      })
    }
    const all = Object.entries(routes)
    for (const one of all.filter(([, route]) => route.raw === undefined)) add(scope, one)
    await scope.register(async (raw) => {
      readBytes(raw)
      for (const one of all.filter(([, route]) => route.raw !== undefined)) add(raw, one)
    })
  }
