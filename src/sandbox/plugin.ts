import type { FastifyPluginAsync } from 'fastify'
import { createApiRoutes } from './api/plugin.ts'
import { registerArchivePull } from './archive/pull.ts'
import type { Kernel } from './kernel.ts'
import { registerOauth } from './oauth.ts'
import { registerSmartRobotFiles } from './smart-robot/files.ts'
import { registerSmartRobotLink } from './smart-robot/link.ts'
import { registerSwitches } from './switches/switches-http.ts'
import type { SandboxPeople } from './types.ts'
import { registerPage } from './window/plugin.ts'

/** The parsers of the inner scopes stay there: the product's own routes keep theirs. */
export const createPlugin = (kernel: Kernel, people: SandboxPeople) => {
  const api = createApiRoutes(kernel)
  let cutLinks = (): void => {}
  const plugin: FastifyPluginAsync = async (app) => {
    await app.register(async (scope) => {
      api.register(scope)
      registerOauth(scope, kernel)
      registerSwitches(scope, kernel)
      registerPage(scope, kernel, people)
      registerArchivePull(scope, kernel)
      registerSmartRobotFiles(scope, kernel)
      cutLinks = await registerSmartRobotLink(scope, kernel)
    })
  }
  return {
    plugin,
    close: async () => {
      cutLinks()
      api.close()
    },
  }
}
