import autocannon from 'autocannon'
import Fastify, { type FastifyInstance } from 'fastify'

type Requests = Parameters<typeof autocannon>[0]['requests']
export type Target = { url: string; requests: Requests }
export type Speed = { perSecond: number; p50Ms: number; p99Ms: number; answered: number }
export type Latency = { p50: number; p99: number; p99_9: number; max: number; perSecond: number; lost: number }

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
export const percentile = (values: readonly number[], share: number): number => {
  const all = sorted(values)
  return all[Math.min(all.length - 1, Math.ceil(share * all.length) - 1)] ?? Number.NaN
}
export const median = (values: readonly number[]): number => percentile(values, 0.5)

export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** An answer that is no success is fast and worth nothing. */
const refuse = (url: string, result: Awaited<ReturnType<typeof autocannon>>): void => {
  if (result.non2xx === 0 && result.errors === 0) return
  throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed of ${result['2xx']}`)
}

/** One round of load from a thread of its own: in ours it would slow every side down and make them look alike. */
const round = async (target: Target, seconds: number, connections: number): Promise<Speed> => {
  const result = await autocannon({ ...target, connections, duration: seconds, workers: 1 })
  refuse(target.url, result)
  const { p50: p50Ms, p99: p99Ms } = result.latency
  return { perSecond: result['2xx'] / result.duration, p50Ms, p99Ms, answered: result['2xx'] }
}

/** So many a second whether or not the ones before were answered. */
export const steady = async (target: Target, seconds: number, perSecond: number): Promise<Latency> => {
  const result = await autocannon({ ...target, connections: 64, duration: seconds, workers: 1, overallRate: perSecond })
  if (result.non2xx > 0) refuse(target.url, result)
  // Not answered in ten seconds: a figure of its own, for a load that may be more than can be borne.
  return { ...result.latency, perSecond: result['2xx'] / result.duration, lost: result.errors }
}

const sum = (rounds: readonly Speed[]): Speed => ({
  perSecond: median(rounds.map((one) => one.perSecond)),
  p50Ms: median(rounds.map((one) => one.p50Ms)),
  p99Ms: median(rounds.map((one) => one.p99Ms)),
  answered: rounds.reduce((total, one) => total + one.answered, 0),
})

/** All by turns, so that whatever else the machine does meets each of them; the median of the turns. */
export const sideBySide = async <Name extends string>(
  targets: Readonly<Record<Name, Target>>,
  { connections, turns = 3, seconds = 1 }: { connections: number; turns?: number; seconds?: number },
): Promise<Record<Name, Speed>> => {
  const names = Object.keys(targets) as Name[]
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Speed[]>
  for (const name of names) await round(targets[name], 1, connections)
  for (let turn = 0; turn < turns; turn++) {
    for (const name of names) rounds[name].push(await round(targets[name], seconds, connections))
  }
  return Object.fromEntries(names.map((name) => [name, sum(rounds[name])])) as Record<Name, Speed>
}

export const listen = async (app: FastifyInstance): Promise<string> => app.listen({ port: 0, host: '127.0.0.1' })
export const bareFastify = (): FastifyInstance => Fastify({ logger: false, forceCloseConnections: true })
