import { setTimeout as pause } from 'node:timers/promises'

/** A stop must be over within five seconds, and what is under way needs its share of them. */
const AT_MOST_MS = 2_500
const LOOK_MS = 50
const QUIET_LOOKS = 4

/**
 * Until people are sent elsewhere and nobody came for a while. On a machine that is behind, what a proxy sent before
 * it saw that we leave may still lie unread at our door, and a door that closes over it breaks the call off: each look
 * is a whole turn of the event loop, in which everything that had arrived is let in.
 */
export const untilQuiet = async (app: { timesAsked: () => number }, atLeastMs: number): Promise<void> => {
  const began = performance.now()
  let [asked, quiet] = [app.timesAsked(), 0]
  for (let ms = 0; ms < AT_MOST_MS && (ms < atLeastMs || quiet < QUIET_LOOKS); ms = performance.now() - began) {
    await pause(LOOK_MS)
    const now = app.timesAsked()
    quiet = now === asked ? quiet + 1 : 0
    asked = now
  }
}
