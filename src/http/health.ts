import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../spine/metrics.ts'

export type HealthParts = {
  /** True once migrated and while the database takes writes; throwing counts as not ready. */
  ready: () => Promise<boolean>
  metrics: Metrics
  /** Reads afresh what is not counted in this process; must not throw. */
  collect?: () => Promise<void>
  isClosing: () => boolean
}

const WAIT_MS = 3_000

const answeredInTime = async (ready: () => Promise<boolean>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), WAIT_MS)
  })
  try {
    return await Promise.race([ready(), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

export const healthRoutes =
  ({ ready, metrics, collect, isClosing }: HealthParts) =>
  async (scope: FastifyInstance) => {
    scope.get('/livez', async () => ({ status: 'alive' }))
    scope.get('/readyz', async (_request, reply) => {
      const yes = !isClosing() && (await answeredInTime(ready))
      return reply.code(yes ? 200 : 503).send({ status: yes ? 'ready' : 'not-ready' })
    })
    scope.get('/metrics', async (_request, reply) => {
      await collect?.()
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
    })
  }
