import { reach } from './reach.ts'

/** Older than this an answer may lack what was done since. */
const AHEAD_MS = 10_000

let ahead: { url: string; at: number; reply: Promise<Response> } | null = null

/** Asks for the card while the page that will want it is still on its way. */
export const askCardAhead = (externalUserid: string): void => {
  const url = `/api/customers/${encodeURIComponent(externalUserid)}`
  ahead = { url, at: Date.now(), reply: reach('GET', url) }
  // Whoever takes it hears of the failure; nobody may.
  ahead.reply.catch(() => undefined)
}

/** The answer to that very question, once. */
export const takeAhead = (method: string, url: string): Promise<Response> | null => {
  if (ahead === null || method !== 'GET' || ahead.url !== url) return null
  const { at, reply } = ahead
  ahead = null
  return Date.now() - at < AHEAD_MS ? reply : null
}
