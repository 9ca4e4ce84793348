/** What a store keeps under one name. `generation` grows by one with every refresh, for ever. */
export type StoredToken = { token: string; generation: number }

/** `expiresInSeconds` already has the safety margin taken off: a store may use it as it is. */
export type FetchedToken = { token: string; expiresInSeconds: number }

/**
 * Where tokens live, so that several replicas share one. The client asks for three names:
 * `app-token:…`, `jsapi-ticket:…`, `agent-ticket:…`; the part after the colon is a fingerprint of corp, app and
 * secret, so a changed secret never meets the old secret's token.
 */
export type TokenStore = {
  /** The token, or null when there is none or it has expired by the store's own clock. */
  read(name: string): Promise<StoredToken | null>
  /**
   * Fetches and stores a new token unless somebody else already did: when the stored generation is greater than
   * `usedGeneration` and not expired, that one is returned and `fetch` is not called. At most one `fetch` per name
   * runs at a time, over all replicas. When `fetch` throws nothing is stored and the error goes to the caller.
   * `usedGeneration` is 0 when the caller has never seen a token.
   */
  lockAndRefresh(name: string, usedGeneration: number, fetch: () => Promise<FetchedToken>): Promise<StoredToken>
}

type Kept = StoredToken & { expiresAtMs: number }

/** For tests and one-process tools. Time is monotonic: a changed wall clock neither expires nor revives a token. */
export const memoryTokenStore = (nowMs: () => number = () => performance.now()): TokenStore => {
  const kept = new Map<string, Kept>()
  const running = new Map<string, Promise<StoredToken>>()

  const alive = (name: string): Kept | null => {
    const found = kept.get(name)
    return found !== undefined && found.expiresAtMs > nowMs() ? found : null
  }

  const refresh = async (name: string, fetch: () => Promise<FetchedToken>): Promise<StoredToken> => {
    const fetched = await fetch()
    const generation = (kept.get(name)?.generation ?? 0) + 1
    kept.set(name, { token: fetched.token, generation, expiresAtMs: nowMs() + fetched.expiresInSeconds * 1000 })
    return { token: fetched.token, generation }
  }

  return {
    read: async (name) => {
      const found = alive(name)
      return found === null ? null : { token: found.token, generation: found.generation }
    },
    lockAndRefresh: async (name, usedGeneration, fetch) => {
      const found = alive(name)
      if (found !== null && found.generation > usedGeneration) {
        return { token: found.token, generation: found.generation }
      }
      const already = running.get(name)
      if (already !== undefined) return already
      const mine = refresh(name, fetch).finally(() => running.delete(name))
      running.set(name, mine)
      return mine
    },
  }
}
