import type { Metrics } from './spine/metrics.ts'
import { API_CLASSES, type BreakerState, type Breakers, createBreakers } from './wecom/breaker.ts'
import type { CallReport } from './wecom/client-types.ts'
import { retryClassOf } from './wecom/errcodes-data.ts'
import type { Limiter } from './wecom/limiter.ts'

const TOKEN_OF: Readonly<Record<string, string>> = {
  gettoken: 'app-token',
  get_jsapi_ticket: 'jsapi-ticket',
  'ticket/get': 'agent-ticket',
}

/** Counts finished calls. A path that a caller made up would be a label without end: what is counted is our own code. */
export const countCall =
  (metrics: Metrics) =>
  ({ api, outcome, errcode }: CallReport): void => {
    metrics.wecomCalls.inc({ api, result: outcome, errcode: errcode ?? '' })
    const kind = TOKEN_OF[api]
    if (outcome === 'refused' && errcode !== null) metrics.wecomRefusals.inc({ klass: retryClassOf(errcode) })
    if (kind !== undefined && outcome === 'ok') metrics.tokensRefreshed.inc({ kind })
  }

export const timedLimiter = (limiter: Limiter, metrics: Metrics): Limiter => ({
  take: async (keys, options) => {
    const started = performance.now()
    await limiter.take(keys, options)
    metrics.limiterWait.observe((performance.now() - started) / 1000)
  },
  block: limiter.block,
})

const LEVEL: Readonly<Record<BreakerState, number>> = { closed: 0, trying: 1, open: 2 }

/** The first rest is as long as the base of all other pauses; ten of them are the longest. */
export const countedBreakers = (
  metrics: Metrics,
  log: { warn: (facts: object, text: string) => void },
  restMs: number,
): Breakers => {
  for (const name of API_CLASSES) metrics.breakerState.set({ class: name }, LEVEL.closed)
  return createBreakers({
    restMs,
    maxRestMs: restMs * 10,
    onHeld: (name) => metrics.wecomHeld.inc({ class: name }),
    onChange: ({ class: name, state }) => {
      metrics.breakerState.set({ class: name }, LEVEL[state])
      if (state === 'open') log.warn({ class: name }, 'WeCom is away: calls of this class wait')
      if (state === 'closed') log.warn({ class: name }, 'WeCom is back: calls of this class are made again')
    },
  })
}
