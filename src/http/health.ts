import { BlockList } from 'node:net'
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

/** This machine, private networks, and those that clusters and VPNs give out. */
const NEAR = new BlockList()
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  NEAR.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  NEAR.addSubnet(net, bits, 'ipv6')

const isNear = (ip: string): boolean => {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  return NEAR.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4')
}

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
    scope.get('/metrics', async (request, reply) => {
      // Behind the proxy of a public address the internet would read how many customers and faults there are.
      if (!isNear(request.ip)) return reply.callNotFound()
      await collect?.()
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
    })
  }
