import { WecomRefused, WecomUnreachable } from './errors.ts'
import type { Lane } from './limiter.ts'

export const API_CLASSES = [
  'login',
  'directory',
  'customers',
  'groups',
  'statistics',
  'tags',
  'messages',
  'robots',
  'media',
  'kf',
  'other',
] as const
/** What fails together: one of them away must not keep the others from working. */
export type ApiClass = (typeof API_CLASSES)[number]
export type BreakerState = 'closed' | 'trying' | 'open'

export type Breakers = {
  /** Throws WecomUnreachable with `retryAfterMs` while the API's class is away: before a place at a limit is used up. */
  check: (api: string) => void
  /** Milliseconds until the API's class may be asked again; 0 where it may be now. */
  restOf: (api: string) => number
  /** Makes the call, unless its class is away, and learns from how it ends. */
  run: <Result>(api: string, lane: Lane, task: () => Promise<Result>) => Promise<Result>
}

export type BreakerOptions = {
  /** Failures in a row that say WeCom is away. */
  failures?: number
  /** The first rest before a probe; doubled with every probe that fails. */
  restMs?: number
  maxRestMs?: number
  onChange?: (change: { class: ApiClass; state: BreakerState }) => void
  onHeld?: (held: ApiClass) => void
}

const PATTERNS: readonly (readonly [RegExp, ApiClass])[] = [
  [/^webhook\//, 'robots'],
  [/^(?:gettoken$|get_jsapi_ticket$|ticket\/|auth\/|user\/getuserinfo)/, 'login'],
  [/^(?:user|department)\//, 'directory'],
  [/^externalcontact\/.*tag/, 'tags'],
  [/^(?:message|appchat)\/|send_welcome_msg$/, 'messages'],
  [/^media\//, 'media'],
  [/^kf\//, 'kf'],
  [/^externalcontact\/(?:get_user_behavior_data|groupchat\/statistic)/, 'statistics'],
  [/^externalcontact\/(?:groupchat\/|opengid)/, 'groups'],
  [/^externalcontact\//, 'customers'],
]
export const apiClassOf = (api: string): ApiClass => PATTERNS.find(([pattern]) => pattern.test(api))?.[1] ?? 'other'

/** Shorter than a welcome code lives (20 s): an outage that ends must not cost the welcomes that came at its end. */
const MAX_REST_MS = 10_000
/** Calls side by side at which nobody could tell the ramp from full speed: the pumps have no more hands. */
const FULL_SPEED = 16
const LANE_ORDER: Readonly<Record<Lane, number>> = { urgent: 0, normal: 1, bulk: 2 }

/** "System busy" is WeCom being away with an answer. */
const isAway = (error: unknown): boolean => {
  if (error instanceof WecomRefused) return error.errcode === -1
  // A path that is not there (404) is an answer: an API one corp lacks must not close its whole class.
  return error instanceof WecomUnreachable && !(error.status !== null && error.status >= 400 && error.status < 500)
}

type Waiter = { lane: number; go: () => void; give: (error: unknown) => void; api: string }
type Gate = {
  name: ApiClass
  state: BreakerState
  failures: number
  rests: number
  untilMs: number
  /** When the next call may go to the limits while nobody knows whether WeCom is back. */
  nextMs: number
  /** Calls allowed side by side while trying. */
  room: number
  inside: number
  line: Waiter[]
  /** Grows with every opening: a call that began before has nothing to say about now. */
  epoch: number
}

const FRESH = { state: 'closed', failures: 0, rests: 0, untilMs: 0, nextMs: 0, room: 1, inside: 0, epoch: 0 } as const

type Settings = Required<Pick<BreakerOptions, 'failures' | 'restMs' | 'maxRestMs'>> & {
  tell: (gate: Gate, state: BreakerState) => void
  held: (api: string, retryAfterMs: number) => WecomUnreachable
}

const open = (gate: Gate, settings: Settings): void => {
  // With jitter, or replicas that saw WeCom fall together would knock together.
  const rest = Math.min(settings.maxRestMs, settings.restMs * 2 ** gate.rests) * (0.75 + Math.random() / 2)
  gate.untilMs = performance.now() + rest
  gate.rests += 1
  gate.epoch += 1
  gate.inside = 0
  gate.room = 1
  settings.tell(gate, 'open')
  for (const one of gate.line.splice(0)) one.give(settings.held(one.api, rest))
}

const letIn = (gate: Gate): void => {
  while (gate.line.length > 0 && (gate.state === 'closed' || gate.inside < gate.room)) {
    gate.inside += 1
    gate.line.shift()?.go()
  }
}

const wentWell = (gate: Gate, settings: Settings): void => {
  gate.failures = 0
  if (gate.state !== 'trying') return
  gate.room += 1
  if (gate.room < FULL_SPEED) return
  gate.rests = 0
  settings.tell(gate, 'closed')
}

const wentBadly = (gate: Gate, settings: Settings): void => {
  gate.failures += 1
  if (gate.state === 'trying') gate.room = Math.floor(gate.room / 2)
  if (gate.state === 'trying' ? gate.room < 1 : gate.failures >= settings.failures) open(gate, settings)
}

/** Resolves when the call may be made; of those in line the most urgent goes first. */
const enter = (gate: Gate, settings: Settings, api: string, lane: Lane): Promise<void> | undefined => {
  if (gate.state === 'open') {
    gate.room = 1
    gate.inside = 0
    settings.tell(gate, 'trying')
  }
  if (gate.state === 'closed' || gate.inside < gate.room) {
    gate.inside += 1
    return undefined
  }
  // While nobody knows yet whether WeCom is back, waiting for the probe could take as long as its timeout.
  if (gate.room === 1) throw settings.held(api, settings.restMs)
  return new Promise((go, give) => {
    const at = gate.line.findIndex((one) => one.lane > LANE_ORDER[lane])
    gate.line.splice(at < 0 ? gate.line.length : at, 0, { lane: LANE_ORDER[lane], go, give, api })
  })
}

/**
 * One breaker per class of API, in this process. After failures in a row it rests; then one call is the probe, and
 * every success lets one more go side by side, so that what waited returns as a queue and not as a crowd.
 */
export const createBreakers = (options: BreakerOptions = {}): Breakers => {
  const gates = new Map<ApiClass, Gate>()
  const gateOf = (name: ApiClass): Gate => {
    const gate = gates.get(name) ?? { ...FRESH, name, line: [] }
    gates.set(name, gate)
    return gate
  }
  const settings: Settings = {
    failures: options.failures ?? 5,
    restMs: options.restMs ?? 1_000,
    maxRestMs: options.maxRestMs ?? MAX_REST_MS,
    tell: (gate, state) => {
      gate.state = state
      options.onChange?.({ class: gate.name, state })
    },
    held: (api, retryAfterMs) => {
      options.onHeld?.(apiClassOf(api))
      return new WecomUnreachable(api, { sent: false, why: 'away a moment ago, not asked again yet', retryAfterMs })
    },
  }
  const awake = (api: string): Gate => {
    const gate = gateOf(apiClassOf(api))
    const left = gate.untilMs - performance.now()
    if (gate.state === 'open' && left > 0) throw settings.held(api, left)
    return gate
  }
  return {
    check: (api) => {
      const gate = awake(api)
      const now = performance.now()
      if (gate.state === 'closed' || gate.room > 1) return
      // One a rest goes on to the limits, where it may have to stand; a crowd would use them up for nothing.
      if (gate.nextMs > now || gate.inside > 0) throw settings.held(api, settings.restMs)
      gate.nextMs = now + settings.restMs
    },
    restOf: (api) => {
      const gate = gateOf(apiClassOf(api))
      if (gate.state === 'closed' || gate.room > 1) return 0
      const until = Math.max(gate.state === 'open' ? gate.untilMs : 0, gate.nextMs) - performance.now()
      return gate.inside > 0 ? Math.max(until, settings.restMs) : Math.max(until, 0)
    },
    run: async (api, lane, task) => {
      const gate = awake(api)
      await enter(gate, settings, api, lane)
      const { epoch } = gate
      try {
        const result = await task()
        if (epoch === gate.epoch) wentWell(gate, settings)
        return result
      } catch (error) {
        if (epoch === gate.epoch) {
          if (isAway(error)) wentBadly(gate, settings)
          else if (error instanceof WecomRefused) wentWell(gate, settings)
        }
        throw error
      } finally {
        if (epoch === gate.epoch) gate.inside = Math.max(0, gate.inside - 1)
        letIn(gate)
      }
    },
  }
}
