import { vi } from 'vitest'

/** How long anything that must come about may take. A second, the tests' own default, is too short for a busy machine. */
export const PATIENCE_MS = 20_000

/** Comes back with what `check` answers, as soon as it no longer throws. */
export const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: PATIENCE_MS })
