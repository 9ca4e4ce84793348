import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { refuseOutsideHost } from './refuse-outside.ts'
import { createSandbox } from './sandbox.ts'
import type { Sandbox, SandboxOptions } from './types.ts'

export type SandboxServer = { sandbox: Sandbox; url: string; close: () => Promise<void> }

/**
 * The sandbox on a server of its own, for tests and for trying it alone. Port 0 takes a free one. It listens on this
 * machine only; `allowOutside` is for containers, whose published port is the border.
 */
export const startSandboxServer = async (
  options: SandboxOptions,
  where: { port?: number; host?: string; allowOutside?: boolean } = {},
): Promise<SandboxServer> => {
  if (where.allowOutside !== true) refuseOutsideHost(where.host ?? '127.0.0.1')
  const sandbox = createSandbox(options)
  const app = fastify({ logger: false, forceCloseConnections: true })
  await app.register(sandbox.plugin)
  await app.listen({ port: where.port ?? 0, host: where.host ?? '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return {
    sandbox,
    url: `http://${where.host ?? '127.0.0.1'}:${port}`,
    close: async () => {
      await sandbox.close()
      await app.close()
    },
  }
}
