import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { z } from 'zod'
import type { Access } from './access.ts'
import { langOf, Misshapen } from './errors.ts'
import { type GateParts, gateFor } from './gate.ts'
import { type AnyRoute, type AnyRoutes, type Caller, FileAnswer, isAnswer } from './route.ts'
import { sendFile } from './send-file.ts'
import { refuseUnstorable } from './storable.ts'

const BODY_LIMIT = 1024 * 1024

/** Parses, so that what the handler gets has its defaults and its numbers, and no field that nobody asked for. */
const checkCalls = ({ schema }: { schema: unknown }) => {
  if (!(schema instanceof z.ZodType)) throw new Error('a route has a shape that is none of zod')
  return (data: unknown) => {
    const read = schema.safeParse(data)
    return read.success ? { value: read.data } : { error: new Misshapen(read.error) }
  }
}

/** Parses here too: a field that the shape does not name never leaves the house. */
const shapeReplies = ({ schema, method, url }: { schema: unknown; method: string; url: string }) => {
  if (!(schema instanceof z.ZodType)) return (data: unknown) => JSON.stringify(data)
  return (data: unknown): string => {
    const read = schema.safeParse(data)
    if (!read.success) throw new Error(`the reply of ${method} ${url} does not have its shape`, { cause: read.error })
    return JSON.stringify(read.data)
  }
}

const schemaOf = ({ params, query, body, reply, file }: AnyRoute) => ({
  ...(params === undefined ? {} : { params }),
  ...(query === undefined ? {} : { querystring: query }),
  ...(body === undefined ? {} : { body }),
  ...(file === true ? {} : { response: { '2xx': reply } }),
})

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
  await route.before?.()
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
    scope.setValidatorCompiler(checkCalls)
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
        schema: schemaOf(route),
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
