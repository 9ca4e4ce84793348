/** How often the thread is looked at, and how long after a request somebody is still thought to be asking. */
const LOOK_MS = 20
const ASKED_FOR_MS = 250
/** A callback should be answered within 25 ms: this much of it may be spent waiting for a turn, this much for a commit. */
const LATE_TURN_MS = 8
const LATE_COMMIT_MS = 15
const LEAST = 1 / 8

export type Look = {
  /** Somebody asked a moment ago. */
  asked: boolean
  /** How late the thread came to what was due. */
  turnMs: number
  /** The longest wait for a callback's commit since the last look; null when none came. */
  commitMs: number | null
}

/** Half at once where somebody has to wait, back in small steps: what is put off is stored and loses nothing. */
export const nextShare = (share: number, { asked, turnMs, commitMs }: Look): number => {
  if (!asked) return Math.min(1, share + 0.25)
  if (turnMs > LATE_TURN_MS || (commitMs ?? 0) > LATE_COMMIT_MS) return Math.max(LEAST, share / 2)
  // Callbacks come in bursts: a look between two of them says little.
  return Math.min(1, share + (commitMs === null ? 0.005 : 0.02))
}

export type Pace = {
  /**
   * Of so many hands for work that can wait, how many may be at it now; one at the least. The embedded database does
   * one thing at a time, and more hands get nothing done sooner there. On PostgreSQL they work side by side: with fewer,
   * a hundred callbacks a second would be answered sooner and never be worked off.
   */
  hands: (full: number) => number
  /**
   * Between the steps of long work, which must come to its end too: resolves at once, or while somebody waits after
   * `mostMs` at the latest. False when somebody waited: the next step should be a short one.
   */
  breathe: (mostMs: number) => Promise<boolean>
  /** A request came. */
  asked: () => void
  /** A callback was stored after so long. */
  stored: (ms: number) => void
  stop: () => void
}

const CALM = 0.75

/**
 * One thread answers callbacks and cards and works off what they brought. While somebody waits for an answer, the work
 * that nobody waits for gives way; without this a burst of callbacks makes every answer as late as the work is long.
 */
export const createPace = (engine: 'embedded' | 'postgres'): Pace => {
  let share = 1
  let askedAt = Number.NEGATIVE_INFINITY
  let commitMs: number | null = null
  let due = performance.now() + LOOK_MS
  const timer = setInterval(() => {
    const now = performance.now()
    share = nextShare(share, { asked: now - askedAt < ASKED_FOR_MS, turnMs: now - due, commitMs })
    commitMs = null
    due = now + LOOK_MS
  }, LOOK_MS)
  timer.unref()
  return {
    hands: (full) => (engine === 'postgres' ? full : Math.max(1, Math.floor(full * share))),
    breathe: async (mostMs) => {
      const calm = share >= CALM
      const until = performance.now() + mostMs
      while (share < CALM && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      return calm
    },
    asked: () => {
      askedAt = performance.now()
    },
    stored: (ms) => {
      commitMs = Math.max(commitMs ?? 0, ms)
    },
    stop: () => clearInterval(timer),
  }
}
