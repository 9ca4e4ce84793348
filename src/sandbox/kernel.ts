import type { CallbackSender } from './callback-sender.ts'
import { createFaults } from './faults.ts'
import { emptyState, type SandboxState } from './state.ts'
import type { ApiCall, SandboxOptions, TimelineEntry } from './types.ts'

const KEPT_ENTRIES = 600
const KEPT_CALLS = 5000
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** What every part of the sandbox works on. `version` grows with every visible change: the page polls it. */
export type Kernel = {
  options: SandboxOptions
  state: SandboxState
  version: number
  now: () => Date
  seconds: () => number
  random: () => number
  /** Letters and digits. */
  id: (prefix: string, length: number) => string
  /** One counter for messages, so that their order is never in doubt. */
  nextNumber: () => number
  calls: ApiCall[]
  timeline: TimelineEntry[]
  note: (entry: Omit<TimelineEntry, 'id' | 'at'>) => void
  limits: Map<string, number>
  counts: Map<string, { minute: number; count: number }>
  faults: ReturnType<typeof createFaults>
  /** What the simulated people did per member and day; the statistics API adds it up. */
  activity: Map<string, DayActivity>
  /** What an ordinary day of a demo rep looks like; null in an empty sandbox. */
  ordinaryDay: ((userid: string, day: number) => OrdinaryDay | null) | null
  sender: CallbackSender | null
  bridgeFailure: 'none' | 'no-permission' | 'no-context'
}

export type PairDay = { customerFirst: number | null; reply: number | null; sent: number }
export type DayActivity = { applied: number; added: number; negative: number; pairs: Map<string, PairDay> }
export type OrdinaryDay = {
  chats: number
  messages: number
  asked: number
  answered: number
  replyMinutes: number
  applied: number
  negative: number
}

export const CHINA_OFFSET = 8 * 3600

/** Days since the epoch as China counts them: statistics are cut at midnight there. */
export const chinaDay = (seconds: number): number => Math.floor((seconds + CHINA_OFFSET) / 86_400)

export const activityOf = (kernel: Kernel, userid: string, day: number): DayActivity => {
  const key = `${userid}\n${day}`
  const found = kernel.activity.get(key) ?? { applied: 0, added: 0, negative: 0, pairs: new Map() }
  kernel.activity.set(key, found)
  return found
}

export const createKernel = (options: SandboxOptions): Kernel => {
  const random = options.random ?? Math.random
  let last = 0
  let entries = 0
  const kernel: Kernel = {
    options,
    state: emptyState(),
    version: 1,
    now: options.now,
    seconds: () => Math.floor(options.now().getTime() / 1000),
    random,
    id: (prefix, length) => {
      let made = prefix
      while (made.length < length) made += LETTERS[Math.floor(kernel.random() * LETTERS.length)]
      return made
    },
    nextNumber: () => {
      last += 1
      return last
    },
    calls: [],
    timeline: [],
    note: (entry) => {
      entries += 1
      kernel.timeline.push({ id: entries, at: options.now().toISOString(), ...entry })
      if (kernel.timeline.length > KEPT_ENTRIES) kernel.timeline.shift()
      if (kernel.calls.length > KEPT_CALLS) kernel.calls.splice(0, kernel.calls.length - KEPT_CALLS)
      kernel.version += 1
    },
    limits: new Map(),
    counts: new Map(),
    faults: createFaults(),
    activity: new Map(),
    ordinaryDay: null,
    sender: null,
    bridgeFailure: 'none',
  }
  return kernel
}
