import { createPublicKey } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { deserialize, serialize } from 'node:v8'
import type { ArchiveBook } from './archive/state.ts'
import { watchTransfers } from './growth/transfers.ts'
import type { Kernel } from './kernel.ts'
import type { SandboxState } from './state.ts'

/** Raised when what is kept changes its shape: an older file is then left alone, and the company begins anew. */
const SHAPE = 1
const LOOK_EVERY_MS = 2_000
/** Who asks within so long shares one writing, and one writing follows another after this at the soonest. */
const GATHER_MS = 5
const REST_MS = 50

/** Without connections and timers, which end with the process. */
type Kept = Pick<Kernel, 'numbers' | 'timeline' | 'activity' | 'kf' | 'smartRobots'> & {
  shape: number
  corpId: string
  state: SandboxState
  archive: Omit<ArchiveBook, 'keys'> & { keys: Map<number, string> }
}

const pemOf = (key: ReturnType<typeof createPublicKey>): string => String(key.export({ type: 'spki', format: 'pem' }))

const keptOf = ({ options, state, numbers, timeline, activity, kf, archive, smartRobots }: Kernel): Kept => ({
  ...{ shape: SHAPE, corpId: options.corpId, numbers, timeline, activity, kf },
  smartRobots: {
    ...smartRobots,
    robots: new Map([...smartRobots.robots].map(([id, robot]) => [id, { ...robot, link: null }])),
  },
  state: { ...state, growth: { ...state.growth, clock: null } },
  archive: { ...archive, keys: new Map([...archive.keys].map(([version, key]) => [version, pemOf(key)])) },
})

const read = (file: string): Kept | null => {
  try {
    const kept = deserialize(readFileSync(file)) as Partial<Kept>
    return kept.shape === SHAPE && kept.state !== undefined ? (kept as Kept) : null
  } catch {
    return null
  }
}

/** False where there is nothing to come back to: no file, one of another company, or one that cannot be read. */
export const restoreKept = (kernel: Kernel, file: string): boolean => {
  const kept = read(file)
  if (kept === null || kept.corpId !== kernel.options.corpId) return false
  const { state, numbers, timeline, activity, kf, archive } = kept
  Object.assign(kernel.state, state)
  Object.assign(kernel.numbers, numbers)
  kernel.timeline.push(...timeline)
  for (const [key, one] of activity) kernel.activity.set(key, one)
  Object.assign(kernel.kf, kf)
  Object.assign(kernel.smartRobots, kept.smartRobots)
  const keys = new Map([...archive.keys].map(([version, pem]) => [version, createPublicKey(pem)]))
  Object.assign(kernel.archive, { ...archive, keys })
  if (state.growth.transfers.some((one) => one.status === 2)) watchTransfers(kernel)
  return true
}

export type Keeping = {
  /** Resolves once everything up to now is in the file, or was tried: a full disk stops nobody. */
  saved: () => Promise<void>
  stop: () => void
}

/** Writes what changed every other second and at the end: a laptop that is closed finds its customers again. */
export const keepIn = (kernel: Kernel, file: string, onError: (error: unknown) => void): Keeping => {
  let written: unknown[] = []
  let failing = false
  let stopped = false
  let writtenMs = Number.NEGATIVE_INFINITY
  let coming: Promise<void> | null = null
  // A change shows, or came by a call: reading alone costs nothing here.
  const signs = (): unknown[] => [kernel.version, kernel.calls.at(-1)]
  const write = (): void => {
    written = signs()
    writtenMs = performance.now()
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(`${file}.new`, serialize(keptOf(kernel)), { mode: 0o600 })
      renameSync(`${file}.new`, file)
      failing = false
    } catch (error) {
      // A full disk is told of once, not with every change.
      if (!failing) onError(error)
      failing = true
    }
  }
  const writeChanges = (): void => {
    if (signs().some((one, place) => one !== written[place])) write()
  }
  const timer = setInterval(writeChanges, LOOK_EVERY_MS).unref()
  return {
    saved: () => {
      coming ??= pause(Math.max(GATHER_MS, writtenMs + REST_MS - performance.now())).then(() => {
        coming = null
        // What is written after the end would bring back a directory that somebody has just removed.
        if (!stopped) write()
      })
      return coming
    },
    stop: () => {
      stopped = true
      clearInterval(timer)
      writeChanges()
    },
  }
}
