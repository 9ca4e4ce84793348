const LONGEST_WAIT_MS = 50

/** Whose clock a scenario runs on. */
export type ScenarioTime = {
  /** Milliseconds since the epoch. */
  now: () => number
  to: (at: number) => Promise<void>
  /** Resolves when everybody else has done what was due. */
  settle: () => Promise<void>
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * A clock of the scenario's own, `speed` simulated seconds per real second. It runs between two happenings and stands
 * still while one is performed; what that costs is made up for afterwards. `max` jumps.
 */
export const pacedTime = (start: Date, speed: number | 'max', signal?: AbortSignal): ScenarioTime => {
  let at = start.getTime()
  let travelling: { from: number; since: number; target: number } | null = null
  let begun: { at: number; real: number } | null = null
  const now = (): number => {
    if (travelling === null || speed === 'max') return Math.floor(at)
    const passed = travelling.from + (performance.now() - travelling.since) * speed
    return Math.floor(Math.min(passed, travelling.target))
  }
  const to = async (target: number): Promise<void> => {
    if (target <= at) return
    if (speed === 'max') {
      at = target
      return
    }
    // The first journey starts the schedule: waiting for a product before it is not time lost.
    begun ??= { at, real: performance.now() }
    travelling = { from: at, since: performance.now(), target }
    const dueAt = begun.real + (target - begun.at) / speed
    for (let left = dueAt - performance.now(); left > 0 && signal?.aborted !== true; left = dueAt - performance.now())
      await pause(Math.min(left, LONGEST_WAIT_MS))
    travelling = null
    at = target
  }
  return { now, to, settle: async () => {} }
}

/** A clock that somebody else owns and moves, with everything due on the way. */
export const advancedTime = (clock: {
  now: () => Date
  advance: (to: Date) => Promise<void>
  settle: () => Promise<void>
}): ScenarioTime => ({
  now: () => clock.now().getTime(),
  to: async (at) => {
    if (at > clock.now().getTime()) await clock.advance(new Date(at))
  },
  settle: clock.settle,
})

/** Resolves when nothing was heard of the product for `quietMs`, or after `longestMs`. */
export const quiet = async (
  { timeline }: { timeline: () => { id: number }[] },
  { quietMs, longestMs }: { quietMs: number; longestMs: number },
): Promise<void> => {
  const begun = performance.now()
  let last = timeline().at(-1)?.id
  for (let since = begun; performance.now() - since < quietMs && performance.now() - begun < longestMs; ) {
    await pause(LONGEST_WAIT_MS)
    const now = timeline().at(-1)?.id
    if (now !== last) since = performance.now()
    last = now
  }
}
