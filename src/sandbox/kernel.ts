import { type Counters, createCounters } from './api/counters.ts'
import { createFaults } from './api/faults.ts'
import { type ArchiveBook, emptyArchiveBook } from './archive/state.ts'
import type { CallbackSender } from './callbacks/sender.ts'
import { emptyKfBook, type KfBook } from './kf/state.ts'
import { emptySmartRobotBook, type SmartRobotBook } from './smart-robot/state.ts'
import { emptyState, type SandboxState } from './state.ts'
import { createSwitches, type Switches, type SwitchValues } from './switches/switches.ts'
import type { ApiCall, SandboxOptions, TimelineEntry } from './types.ts'

export { CHINA_OFFSET, chinaDay } from './china-day.ts'

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
  /** The last ones given out, of messages and of lines in the timeline. */
  numbers: { messages: number; entries: number }
  calls: ApiCall[]
  timeline: TimelineEntry[]
  note: (entry: Omit<TimelineEntry, 'id' | 'at'>) => void
  switches: Switches
  /** What was called how often, by business time. */
  counters: Counters
  /** What is in flight now, per API and per pair: the number of calls that have not been answered. */
  inFlight: Map<string, number>
  faults: ReturnType<typeof createFaults>
  /** What the simulated people did per member and day; the statistics API adds it up. */
  activity: Map<string, DayActivity>
  /** What an ordinary day of a demo rep looks like; null in an empty sandbox. */
  ordinaryDay: ((userid: string, day: number) => OrdinaryDay | null) | null
  sender: CallbackSender | null
  kf: KfBook
  archive: ArchiveBook
  smartRobots: SmartRobotBook
  /** The switch `bridge` under its older name. */
  bridgeFailure: SwitchValues['bridge']
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

export const activityOf = (kernel: Kernel, userid: string, day: number): DayActivity => {
  const key = `${userid}\n${day}`
  const found = kernel.activity.get(key) ?? { applied: 0, added: 0, negative: 0, pairs: new Map() }
  kernel.activity.set(key, found)
  return found
}

const startValues = (options: SandboxOptions): Partial<SwitchValues> => ({
  ...(options.retryDelayMs === undefined ? {} : { callbackRetryMs: options.retryDelayMs }),
  ...(options.callbackTimeoutMs === undefined ? {} : { callbackTimeoutMs: options.callbackTimeoutMs }),
  ...options.switches,
})

export const createKernel = (options: SandboxOptions): Kernel => {
  const random = options.random ?? Math.random
  const seconds = (): number => Math.floor(options.now().getTime() / 1000)
  const switches = createSwitches(startValues(options), () => {
    kernel.version += 1
  })
  const kernel: Kernel = {
    options,
    state: emptyState(),
    version: 1,
    now: options.now,
    seconds,
    random,
    id: (prefix, length) => {
      let made = prefix
      while (made.length < length) made += LETTERS[Math.floor(kernel.random() * LETTERS.length)]
      return made
    },
    nextNumber: () => {
      kernel.numbers.messages += 1
      return kernel.numbers.messages
    },
    numbers: { messages: 0, entries: 0 },
    calls: [],
    timeline: [],
    note: (entry) => {
      kernel.numbers.entries += 1
      kernel.timeline.push({ id: kernel.numbers.entries, at: options.now().toISOString(), ...entry })
      if (kernel.timeline.length > KEPT_ENTRIES) kernel.timeline.shift()
      if (kernel.calls.length > KEPT_CALLS) kernel.calls.splice(0, kernel.calls.length - KEPT_CALLS)
      kernel.version += 1
    },
    switches,
    counters: createCounters(seconds),
    inFlight: new Map(),
    faults: createFaults(switches),
    activity: new Map(),
    ordinaryDay: null,
    sender: null,
    kf: emptyKfBook(),
    archive: emptyArchiveBook(),
    smartRobots: emptySmartRobotBook(),
    get bridgeFailure() {
      return switches.get('bridge')
    },
    set bridgeFailure(bridge) {
      switches.set({ bridge })
    },
  }
  return kernel
}
