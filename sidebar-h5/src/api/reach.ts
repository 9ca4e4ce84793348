import { LANG } from '../lang/which.ts'

const TIMEOUT_MS = 15_000

export const reach = async (method: string, url: string, body?: unknown): Promise<Response> => {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS)
  try {
    return await fetch(url, {
      method,
      credentials: 'same-origin',
      signal: stop.signal,
      // What is said while the page goes away must still arrive.
      keepalive: document.visibilityState === 'hidden',
      headers: {
        accept: 'application/json',
        // The page may be set to another language than the browser; the server words its refusals in this one.
        'x-lang': LANG,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } finally {
    clearTimeout(timer)
  }
}
