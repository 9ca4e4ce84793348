import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler, HTTPMethods } from 'fastify'
import { ResponseSerializationError, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Access } from './access.ts'
import { langOf } from './errors.ts'
import { type GateParts, gateFor } from './gate.ts'
import { type AnyRoute, type AnyRoutes, type Caller, isAnswer } from './route.ts'
import { refuseUnstorable } from './storable.ts'

export const errorShape = z.object({
  statusCode: z.number().int(),
  error: z.string(),
  message: z.string(),
  code: z.string().optional(),
})

const BODY_LIMIT = 1024 * 1024

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
    response: { [status]: status === 204 ? z.null() : route.reply, '2xx': route.reply, '4xx': errorShape },
  }
}

/** Runs a reading route where only the caller's customers can be read. */
export type ReadAs = (caller: Caller, work: () => Promise<unknown>) => Promise<unknown>
const plainly: ReadAs = (_caller, work) => work()

const answer = (route: AnyRoute, readAs: ReadAs) => async (request: FastifyRequest, reply: FastifyReply) => {
  const input = {
    params: request.params,
    query: request.query,
    body: request.body,
    caller: request.caller,
    lang: langOf(request),
  }
  const result = await readAs(request.caller as Caller, () => route.handle(input as never))
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
    for (const [key, route] of Object.entries(routes)) {
      const [method, url] = key.split(' ')
      const who = access[key]
      if (method === undefined || url === undefined || who === undefined)
        throw new Error(`route without access: ${key}`)
      scope.route({
        method: method as HTTPMethods,
        url,
        bodyLimit: BODY_LIMIT,
        schema: schemaOf(route, who),
        onRequest: gateFor(gate, who),
        preValidation: route.body === undefined ? [] : [emptyIsObject],
        preHandler: refuseUnstorable,
        handler: answer(route, behindWall.has(key) ? readAs : plainly),
      })
    }
  }
