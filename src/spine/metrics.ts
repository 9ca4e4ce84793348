import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What the house counts. Labels are names from our own code (routes, kinds, results), never ids: one label value per
 * customer would fill the memory of whoever collects this.
 */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'zhanggui_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    callbacks: new Counter({
      name: 'zhanggui_callbacks_total',
      help: 'Callbacks from WeCom by what became of them',
      labelNames: ['result'] as const,
      registers,
    }),
    unknownEvents: new Counter({
      name: 'zhanggui_unknown_events_total',
      help: 'Stored callbacks of a kind we do not handle',
      registers,
    }),
    wecomCalls: new Counter({
      name: 'zhanggui_wecom_calls_total',
      help: 'Calls to the WeCom API',
      labelNames: ['api', 'result'] as const,
      registers,
    }),
    queueEnded: new Counter({
      name: 'zhanggui_queue_ended_total',
      help: 'Rows that left a queue (inbox, outbox, jobs)',
      labelNames: ['queue', 'kind', 'result'] as const,
      registers,
    }),
    queueWaiting: new Gauge({
      name: 'zhanggui_queue_waiting',
      help: 'Rows that wait in a queue',
      labelNames: ['queue'] as const,
      registers,
    }),
    queueOldestSeconds: new Gauge({
      name: 'zhanggui_queue_oldest_seconds',
      help: 'Age of the oldest waiting row of a queue',
      labelNames: ['queue'] as const,
      registers,
    }),
  }
}
export type Metrics = ReturnType<typeof createMetrics>
