import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Access } from './access.ts'
import { errorShape } from './errors.ts'
import type { AnyRoute, AnyRoutes } from './route.ts'
import { cookieName, SESSION_COOKIE } from './sessions.ts'

const ANY_BYTES = 'application/octet-stream'

type Shape = Record<string, unknown>

/** A shape as it is checked: what comes in before its defaults are filled in, what goes out after. */
const shapeOf = (schema: unknown, io: 'input' | 'output'): Shape => {
  if (!(schema instanceof z.ZodType)) throw new Error('a route has a shape that is none of zod')
  const { $schema, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return shape
}

const parametersOf = (schema: unknown, place: 'path' | 'query') => {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = shapeOf(schema, 'input') as { properties?: Shape; required?: string[] }
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shape,
  }))
}

const json = (schema: unknown, io: 'input' | 'output') => ({ 'application/json': { schema: shapeOf(schema, io) } })
const BYTES = { [ANY_BYTES]: { schema: { type: 'string', format: 'binary' } } }

const requestOf = ({ body, raw }: AnyRoute): Shape => {
  if (raw !== undefined) return { requestBody: { required: true, content: BYTES } }
  return body === undefined ? {} : { requestBody: { required: true, content: json(body, 'input') } }
}

const repliesOf = ({ summary, reply, file, status = 200 }: AnyRoute): Shape => {
  const plain = { description: summary }
  if (status === 204) return { 204: plain }
  const full = { ...plain, content: file === true ? BYTES : json(reply, 'output') }
  // A route whose usual answer is 201 or 202 may find its work done already, and then says 200.
  return status === 200 ? { 200: full } : { [status]: full, '2XX': full }
}

const operationOf = (route: AnyRoute, access: Access | undefined): Shape => ({
  summary: route.summary,
  parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
  ...requestOf(route),
  security: [typeof access === 'object' ? { apiKey: [access.key] } : { session: [] }],
  responses: { ...repliesOf(route), '4XX': { $ref: '#/components/responses/Refused' } },
})

export type Described = {
  routes: AnyRoutes
  access: Readonly<Record<string, Access>>
  publicUrl: string
}

/** Written from the very shapes that check each call, so that it cannot say anything else than the product does. */
const describeApi = ({ routes, access, publicUrl }: Described, sessionCookie: string): string => {
  const paths: Record<string, Shape> = {}
  for (const [key, route] of Object.entries(routes)) {
    const [method = '', url = ''] = key.split(' ')
    const path = url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, access[key]) }
  }
  return JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: '掌柜 Zhanggui',
      version: '0.1.0',
      description: 'WeCom sidebar, follow-ups, scripts, orders and digests.',
    },
    servers: [{ url: publicUrl }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
      responses: { Refused: { description: 'Refused, with the reason', content: json(errorShape, 'output') } },
    },
    paths,
  })
}

/** Most processes are never asked for it: written at the first question. */
export const openapiRoute = (described: Described) => async (scope: FastifyInstance) => {
  let written: string | null = null
  scope.get('/api/openapi.json', async (_request, reply) => {
    written ??= describeApi(described, cookieName(scope, SESSION_COOKIE))
    return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(written)
  })
}
