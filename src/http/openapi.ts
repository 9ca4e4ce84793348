import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { cookieName, SESSION_COOKIE } from './sessions.ts'

type Transform = typeof jsonSchemaTransform
/** A body of bytes has no shape to check, so its description is put in here. */
const describe: Transform = (document) => {
  const made = jsonSchemaTransform(document)
  if (!('consumes' in made.schema)) return made
  return { ...made, schema: { ...made.schema, body: { type: 'string', format: 'binary' } } }
}

const PATH = '/api/openapi.json'

/** Must be registered before the routes it describes: it listens to them being added. */
export const describeApi = async (app: FastifyInstance, publicUrl: string): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '掌柜 Zhanggui',
        version: '0.1.0',
        description: 'WeCom sidebar, follow-ups, scripts, orders and digests.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: cookieName(app, SESSION_COOKIE) },
          apiKey: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    // A plain JSON schema handed to the zod transform makes the whole document fail, hence only our own.
    transform: (document) =>
      document.url.startsWith('/api/') && document.url !== PATH
        ? describe(document)
        : { schema: { hide: true }, url: document.url },
  })
}

export const openapiRoute = async (scope: FastifyInstance): Promise<void> => {
  scope.get(PATH, async (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(scope.swagger())),
  )
}
