import { WecomRefused, WecomUnreachable } from '../errors.ts'
import { openLine, type RobotFrame, type RobotLine } from './line.ts'
import { readRobotIncoming } from './messages.ts'
import type { RobotEvent, RobotMessage } from './types.ts'

export type RobotConnectionSettings = {
  botId: string
  secret: string
  /** Default: WeCom's own address. */
  url?: string
  pingMs?: number
  ackMs?: number
  retryBaseMs?: number
  retryMaxMs?: number
}

/**
 * `ready` may send. `waiting` tries again by itself. `refused` (wrong id or secret) and `replaced` (the same robot
 * connected elsewhere) do not: trying on would lock the robot out, or throw out the other one for ever.
 */
export type RobotState = 'connecting' | 'ready' | 'waiting' | 'refused' | 'replaced' | 'closed'

/** What may be answered to, and how long: a message six minutes, an event five seconds. */
export type RobotAnswer = { reqId: string }
export type RobotConnectionEvents = {
  onMessage: (message: RobotMessage, answer: RobotAnswer) => void
  onEvent: (event: RobotEvent, answer: RobotAnswer) => void
  onState?: (state: RobotState, error: Error | null) => void
}

type Kept = {
  settings: Required<RobotConnectionSettings>
  events: RobotConnectionEvents
  state: RobotState
  line: RobotLine | null
  stopPings: () => void
  retry: NodeJS.Timeout | null
  failures: number
  first: ReturnType<typeof gate>
}

const MISSED_PINGS = 2

const gate = () => {
  let open: () => void = () => {}
  let shut: (error: Error) => void = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve
    shut = reject
  })
  // Nobody need wait for it; an unheard refusal would end the process.
  promise.catch(() => undefined)
  return { promise, open, shut }
}

/** Pings until stopped; two without an answer mean that the line is dead although nobody closed it. */
const keepAlive = (line: RobotLine, everyMs: number): (() => void) => {
  let missed = 0
  const timer = setInterval(() => {
    if (missed >= MISSED_PINGS) return line.close()
    missed += 1
    line.ask('ping', null).then(
      () => {
        missed = 0
      },
      () => undefined,
    )
  }, everyMs)
  return () => clearInterval(timer)
}

const isOver = ({ state }: Kept): boolean => state === 'refused' || state === 'replaced' || state === 'closed'

const become = (kept: Kept, next: RobotState, error: Error | null = null): void => {
  kept.state = next
  if (next === 'ready') kept.first.open()
  if (isOver(kept)) kept.first.shut(error ?? new Error(`the smart robot is ${next}`))
  kept.events.onState?.(next, error)
}

const drop = (kept: Kept): void => {
  kept.stopPings()
  const old = kept.line
  kept.line = null
  old?.close()
}

const stop = (kept: Kept, next: 'refused' | 'replaced' | 'closed', error: Error | null = null): void => {
  if (isOver(kept)) return
  if (kept.retry !== null) clearTimeout(kept.retry)
  become(kept, next, error)
  drop(kept)
}

const tryLater = (kept: Kept, error: Error): void => {
  if (isOver(kept) || kept.retry !== null) return
  drop(kept)
  const wait = Math.min(kept.settings.retryBaseMs * 2 ** kept.failures, kept.settings.retryMaxMs)
  kept.failures += 1
  become(kept, 'waiting', error)
  // A little apart, so that many robots do not come back in the same moment.
  kept.retry = setTimeout(() => connect(kept), wait * (0.8 + Math.random() * 0.4))
}

const hear = (kept: Kept, { cmd, reqId, body }: RobotFrame): void => {
  if (cmd !== 'aibot_msg_callback' && cmd !== 'aibot_event_callback') return
  const incoming = readRobotIncoming(body)
  if (incoming?.type === 'message') kept.events.onMessage(incoming, { reqId })
  if (incoming?.type !== 'event') return
  kept.events.onEvent(incoming, { reqId })
  if (incoming.event.kind === 'replaced') stop(kept, 'replaced', new Error('the smart robot connected elsewhere'))
}

const subscribe = async (kept: Kept): Promise<void> => {
  const { url, ackMs, botId, secret, pingMs } = kept.settings
  const onClosed = () => tryLater(kept, new WecomUnreachable('aibot', { sent: false, why: 'the line was cut' }))
  const line = await openLine(url, { onFrame: (frame) => hear(kept, frame), onClosed }, ackMs)
  if (isOver(kept)) return line.close()
  kept.line = line
  await line.ask('aibot_subscribe', { bot_id: botId, secret })
  if (kept.line !== line) return
  kept.failures = 0
  kept.stopPings = keepAlive(line, pingMs)
  become(kept, 'ready')
}

const connect = (kept: Kept): void => {
  kept.retry = null
  become(kept, 'connecting')
  subscribe(kept).catch((error: Error) => {
    // Only a flat no is final; a busy WeCom (-1) is worth another try.
    if (error instanceof WecomRefused && error.klass !== 'retry') stop(kept, 'refused', error)
    else tryLater(kept, error)
  })
}

/** Keeps one subscribed line for as long as that makes sense. */
export const keepLine = (settings: Required<RobotConnectionSettings>, events: RobotConnectionEvents) => {
  const kept: Kept = {
    settings,
    events,
    state: 'connecting',
    line: null,
    stopPings: () => {},
    retry: null,
    failures: 0,
    first: gate(),
  }
  connect(kept)
  return {
    state: () => kept.state,
    ready: () => kept.first.promise,
    ask: (cmd: string, body: Record<string, unknown>, reqId?: string) =>
      kept.line === null || kept.state !== 'ready'
        ? Promise.reject(new WecomUnreachable(cmd, { sent: false, why: `the smart robot is ${kept.state}` }))
        : kept.line.ask(cmd, body, reqId),
    close: () => stop(kept, 'closed'),
  }
}
