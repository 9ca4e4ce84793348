import type { Core } from '../../spine/core.ts'
import { WecomRefused, WecomUnreachable } from '../../wecom/errors.ts'
import { judgeRefusal, type SkipReason } from './rules-sync.ts'
import { noteTrouble } from './sync-store.ts'

const TRIES = 6
const FIRST_PAUSE_MS = 1_000

export type Asked<T> = { ok: true; value: T } | { ok: false; reason: SkipReason; errcode: number }

/** Shorter pauses where the test drives WeCom; growing ones by themselves would make it wait for nothing. */
export type Patience = { firstPauseMs?: number }

/**
 * One question of a long run. Busy and full windows are waited out here, so that the run keeps its place; a refusal of
 * one member is an answer; anything else ends the run, whose job comes back to it later.
 */
export const askWecom = async <T>(
  core: Core,
  runId: number,
  ask: () => Promise<T>,
  { firstPauseMs = FIRST_PAUSE_MS }: Patience = {},
): Promise<Asked<T>> => {
  let troubled = false
  for (let tries = 1; ; tries += 1) {
    try {
      const value = await ask()
      if (troubled) await noteTrouble(core, runId, null)
      return { ok: true, value }
    } catch (error) {
      if (!(error instanceof WecomRefused) && !(error instanceof WecomUnreachable)) throw error
      const errcode = error instanceof WecomRefused ? error.errcode : null
      if (error instanceof WecomRefused) {
        const verdict = judgeRefusal(error)
        if (verdict.kind === 'skip') return { ok: false, reason: verdict.reason, errcode: error.errcode }
        if (verdict.kind === 'stop') throw error
      }
      // A full window is nobody's failure: the limiter holds the next question back until it is over.
      const window = error instanceof WecomRefused && error.klass === 'wait-window'
      if (window) tries -= 1
      if (tries >= TRIES) throw error
      troubled = true
      await noteTrouble(core, runId, { errcode, error: error.message })
      if (!window) await pause(firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random()))
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
