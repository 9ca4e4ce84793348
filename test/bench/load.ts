import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import Fastify, { type FastifyInstance } from 'fastify'

const OPEN_LOOP = fileURLToPath(new URL('./open-loop.cjs', import.meta.url))

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

export type Steady = { url: string; keys: object; speakers: number; perSecond: number; seconds: number }
type Told = { took: number[]; refused: number; lost: number; seconds: number }

/** So many callbacks a second, evenly, whether or not the ones before were answered; from a process of its own. */
export const steady = async ({ url, ...rest }: Steady): Promise<Latency> => {
  const child = fork(OPEN_LOOP, { execArgv: [] })
  const { origin, pathname: path } = new URL(url)
  child.send({ origin, path, ...rest, connections: 64 })
  const { took, refused, lost, seconds } = await new Promise<Told>((resolve, reject) => {
    child.once('message', (told) => resolve(told as Told))
    child.once('exit', (code) => reject(new Error(`the load stopped with ${code}`)))
  })
  if (refused > 0) throw new Error(`${url}: ${refused} refused of ${took.length + refused + lost}`)
  const of = (share: number) => percentile(took, share)
  // Not answered in ten seconds: a figure of its own, for a load that may be more than can be borne.
  return { p50: of(0.5), p99: of(0.99), p99_9: of(0.999), max: of(1), perSecond: took.length / seconds, lost }
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
