import type { Happening } from './deeds.ts'
import { callsIn, type Ledger } from './ledger.ts'
import { HOUR } from './moments.ts'

export type Hour = { at: number; deeds: Ledger['deeds']; callbacks: number; calls: number }

/** One report per simulated hour, empty ones too, so that a quiet night is seen to be quiet. */
export const createHours = (start: number, ledger: Ledger, onHour: ((hour: Hour) => void) | undefined) => {
  let until = start - (start % HOUR) + HOUR
  let deeds: Ledger['deeds'] = {}
  let before = { callbacks: 0, calls: 0 }
  return {
    deed: ({ kind }: Happening): void => {
      deeds[kind] = (deeds[kind] ?? 0) + 1
    },
    /** The hours that ended before this moment. */
    pass: (at: number): number[] => {
      const passed: number[] = []
      for (; until <= at; until += HOUR) {
        const now = { callbacks: ledger.callbacks.sent, calls: callsIn(ledger) }
        const news = { callbacks: now.callbacks - before.callbacks, calls: now.calls - before.calls }
        onHour?.({ at: until - HOUR, deeds, ...news })
        deeds = {}
        before = now
        passed.push(until)
      }
      return passed
    },
  }
}
