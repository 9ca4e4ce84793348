import { lights } from '../doctor/rules.ts'
import type { Probes } from '../doctor/rules-model.ts'
import type { Home } from './shapes.ts'

type Kept = NonNullable<NonNullable<Home['system']>['doctor']>

const FRESH_MS = 5 * 60_000

/**
 * The doctor takes seconds and asks WeCom; a first page must not. It shows the last look, and has a new one taken
 * behind it once that is five minutes old. Each replica remembers its own.
 */
export const createDoctorMemory = (probe: () => Promise<Probes>, now: () => Date): (() => Kept | null) => {
  let kept: Kept | null = null
  let looking = false
  const look = async (): Promise<void> => {
    const found = lights(await probe())
    const count = (state: 'red' | 'yellow') => found.filter((light) => light.state === state).length
    const [red, yellow] = [count('red'), count('yellow')]
    kept = { state: red > 0 ? 'red' : yellow > 0 ? 'yellow' : 'green', red, yellow, at: now().toISOString() }
  }
  return () => {
    const stale = kept === null || now().getTime() - Date.parse(kept.at) > FRESH_MS
    if (stale && !looking) {
      looking = true
      // A look that fails shows the one before; the page itself must not fail with it.
      look()
        .catch(() => undefined)
        .finally(() => {
          looking = false
        })
    }
    return kept
  }
}
