import autocannon from 'autocannon'
import Fastify, { type FastifyInstance } from 'fastify'

type Requests = Parameters<typeof autocannon>[0]['requests']
export type Target = { url: string; requests: Requests }
export type Speed = { perSecond: number; p50Ms: number; answered: number }

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** One round of load from a thread of its own: in ours it would slow both sides down and make them look alike. */
const round = async (target: Target, seconds: number, connections: number): Promise<Speed> => {
  const result = await autocannon({ ...target, connections, duration: seconds, workers: 1 })
  // An answer that is no success is fast and worth nothing.
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${target.url}: ${result.non2xx} refused, ${result.errors} failed of ${result['2xx']}`)
  }
  return { perSecond: result['2xx'] / result.duration, p50Ms: result.latency.p50, answered: result['2xx'] }
}

const sum = (rounds: readonly Speed[]): Speed => ({
  perSecond: rounds.reduce((total, one) => total + one.perSecond, 0) / rounds.length,
  p50Ms: median(rounds.map((one) => one.p50Ms)),
  answered: rounds.reduce((total, one) => total + one.answered, 0),
})

/** Ours and the bare one by turns, so that whatever else the machine does meets both. */
export const sideBySide = async (
  ours: Target,
  bare: Target,
  { connections }: { connections: number },
): Promise<{ ours: Speed; bare: Speed }> => {
  await round(ours, 1, connections)
  await round(bare, 1, connections)
  const rounds: { ours: Speed[]; bare: Speed[] } = { ours: [], bare: [] }
  for (let turn = 0; turn < 3; turn++) {
    rounds.ours.push(await round(ours, 1, connections))
    rounds.bare.push(await round(bare, 1, connections))
  }
  return { ours: sum(rounds.ours), bare: sum(rounds.bare) }
}

export const listen = async (app: FastifyInstance): Promise<string> => app.listen({ port: 0, host: '127.0.0.1' })
export const bareFastify = (): FastifyInstance => Fastify({ logger: false, forceCloseConnections: true })
