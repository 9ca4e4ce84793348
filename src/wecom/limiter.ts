/** One counter: at most `max` takes under `key` in any window of `perSeconds`. */
export type LimitKey = { key: string; max: number; perSeconds: number }

/** Who goes first when the limit is short: a welcome is `urgent`, a nightly reconcile `bulk`. */
export type Lane = 'urgent' | 'normal' | 'bulk'

/**
 * WeCom drops floods to one member without a word, so this is the only guard. One limiter serves all replicas.
 */
export type Limiter = {
  /** Resolves when every key has room, and has then taken one from each. */
  take(keys: readonly LimitKey[], options: { lane: Lane }): Promise<void>
  /**
   * WeCom said "too often": nothing passes under `key` for so many milliseconds. With `learn`, WeCom said so below the
   * limit it publishes: keep under what was counted, and recover slowly.
   */
  block(key: string, forMs: number, options?: { learn?: boolean }): Promise<void>
}

/** For tests and one-off tools only. */
export const noLimiter: Limiter = {
  take: async () => {},
  block: async () => {},
}
