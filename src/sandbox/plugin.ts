import type { FastifyPluginAsync } from 'fastify'
import type { Kernel } from './kernel.ts'
import { registerOauth } from './oauth.ts'
import { createApiRoutes } from './plugin-api.ts'
import { registerPage } from './plugin-page.ts'
import type { SandboxPeople } from './types.ts'

/** The parsers of the inner scopes stay there: the product's own routes keep theirs. */
export const createPlugin = (kernel: Kernel, people: SandboxPeople) => {
  const api = createApiRoutes(kernel)
  const plugin: FastifyPluginAsync = async (app) => {
    await app.register(async (scope) => {
      api.register(scope)
      registerOauth(scope, kernel)
      registerPage(scope, kernel, people)
    })
  }
  return { plugin, close: async () => api.close() }
}
