import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const counter = <Label extends string>(register: Registry, name: string, help: string, ...labelNames: Label[]) =>
  new Counter({ name: `zhanggui_${name}`, help, labelNames, registers: [register] })
const gauge = <Label extends string>(register: Registry, name: string, help: string, ...labelNames: Label[]) =>
  new Gauge({ name: `zhanggui_${name}`, help, labelNames, registers: [register] })
const histogram = <Label extends string>(
  register: Registry,
  { name, help, buckets }: { name: string; help: string; buckets: number[] },
  ...labelNames: Label[]
) => new Histogram({ name: `zhanggui_${name}`, help, buckets, labelNames, registers: [register] })

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

const counted = (r: Registry) => ({
  httpSeconds: histogram(
    r,
    { name: 'http_request_seconds', help: 'Time to answer a request', buckets: SECONDS },
    'method',
    'route',
    'status',
  ),
  ackSeconds: histogram(r, {
    name: 'callback_ack_seconds',
    help: 'Time from a callback to its answer, the commit included; WeCom gives up after 5 s',
    buckets: SECONDS,
  }),
  callbacks: counter(r, 'callbacks_total', 'Callbacks from WeCom by what became of them', 'result'),
  unknownEvents: counter(r, 'unknown_events_total', 'Stored callbacks of a kind we do not handle'),
  eventToEffect: histogram(
    r,
    {
      name: 'event_to_effect_seconds',
      help: 'From storing an event to each message that followed from it having left',
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60, 300, 1_800, 7_200],
    },
    'lane',
  ),
  wecomCalls: counter(
    r,
    'wecom_calls_total',
    'Calls to the WeCom API; errcode is 0 when it went well and empty without an answer',
    'api',
    'result',
    'errcode',
  ),
  wecomRefusals: counter(r, 'wecom_refusals_total', 'Refusals by WeCom by what is to be done about them', 'klass'),
  wecomHeld: counter(r, 'wecom_calls_held_total', 'Calls not made because WeCom was away (breaker open)', 'class'),
  limiterWait: histogram(r, {
    name: 'limiter_wait_seconds',
    help: 'Time a call stood at a limit before it was allowed',
    buckets: [0.01, 0.1, 1, 5, 15, 60, 300, 3_600],
  }),
  tokensRefreshed: counter(r, 'tokens_refreshed_total', 'Tokens and tickets fetched from WeCom', 'kind'),
  remindersSent: counter(r, 'reminders_sent_total', 'Morning reminders that left, by whether in time', 'timing'),
  queueEnded: counter(
    r,
    'queue_ended_total',
    'Rows that left a queue (inbox, outbox, jobs) or were put back',
    'queue',
    'kind',
    'result',
  ),
  givenUp: counter(r, 'rows_given_up_total', 'Rows that ended badly, by queue and status', 'queue', 'status'),
})

/** A counter that begins at one has not grown in the eyes of `increase()`: what an alert looks at begins at zero. */
const beginAtZero = (of: ReturnType<typeof counted>): void => {
  for (const result of ['stored', 'malformed', 'bad-signature', 'wrong-receiver', 'refused-503'])
    of.callbacks.inc({ result }, 0)
  for (const klass of ['fix-config', 'wait-window']) of.wecomRefusals.inc({ klass }, 0)
  of.tokensRefreshed.inc({ kind: 'app-token' }, 0)
  for (const queue of ['inbox_events', 'outbox_messages', 'jobs'])
    for (const status of ['refused', 'unknown', 'dead']) of.givenUp.inc({ queue, status }, 0)
}

/** Read from the database at every scrape, by `src/gauges.ts`: right after a restart and in every replica alike. */
const read = (r: Registry) => ({
  queueWaiting: gauge(r, 'queue_waiting', 'Rows that wait in a queue', 'queue'),
  queueOldest: gauge(r, 'queue_oldest_seconds', 'Age of the oldest row of a queue that is due', 'queue'),
  inboxOldest: gauge(r, 'inbox_oldest_unprocessed_seconds', 'Age of the oldest stored event not handled yet'),
  outboxDepth: gauge(r, 'outbox_depth', 'Messages that have not left, by status and lane', 'status', 'lane'),
  deadLetters: gauge(
    r,
    'dead_letters',
    'Rows in quarantine: they ended badly and wait for a person',
    'queue',
    'status',
  ),
  remindersDue: gauge(r, 'reminders_due', 'Reminders planned by the newest morning run'),
  remindersSkipped: gauge(r, 'reminders_skipped', 'Reps that run left out: nothing to do, or reminded already'),
  remindersOverdue: gauge(r, 'reminders_overdue', 'Reminders that should have left a quarter of an hour ago'),
  timetableBehind: gauge(r, 'timetable_behind_seconds', 'Business time since the timetable was last looked at'),
  scheduleMissed: counter(r, 'schedule_missed_total', 'Timed runs left out because they came due too long ago', 'job'),
  missedToday: gauge(r, 'schedule_missed_today', 'Of those, the ones of the last 24 hours of business time', 'job'),
  reconcileDiffs: counter(r, 'reconcile_diffs_total', 'Differences the nights found and put right', 'kind'),
  deadTuples: gauge(r, 'dead_tuples', 'Dead row versions of a queue table (PostgreSQL)', 'table'),
  oldestTransaction: gauge(r, 'oldest_transaction_seconds', 'Age of the oldest open transaction (PostgreSQL)'),
})

/**
 * What the house counts. Labels are names from our own code (routes, kinds, results) and WeCom's error codes, never
 * ids: one label value per customer would fill the memory of whoever collects this.
 */
export const createMetrics = () => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const here = counted(registry)
  beginAtZero(here)
  return {
    registry,
    ...here,
    /** 0 closed, 1 trying again, 2 open. */
    breakerState: gauge(registry, 'breaker_state', 'WeCom by class of API: 0 fine, 1 trying again, 2 away', 'class'),
    databaseUp: gauge(registry, 'database_up', '1 when the scrape could ask the database'),
    fromDatabase: read(registry),
  }
}
export type Metrics = ReturnType<typeof createMetrics>
