import { heedServerClock } from '../lib/clock.ts'
import { session } from '../lib/storage.ts'
import { takeAhead } from './card-ahead.ts'
import { reach } from './reach.ts'

export type FailureKind = 'offline' | 'away' | 'signed-out' | 'forbidden' | 'missing' | 'refused'

export class ApiFailure extends Error {
  readonly kind: FailureKind
  readonly status: number
  readonly code: string | null

  constructor(kind: FailureKind, facts: { status: number; code?: string | null; message?: string }) {
    super(facts.message ?? kind)
    this.name = 'ApiFailure'
    this.kind = kind
    this.status = facts.status
    this.code = facts.code ?? null
  }
}

/** The server is away or the network is: what was shown last still stands. */
export const isAway = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.kind === 'offline' || error.kind === 'away')

export const send = async <T>(method: string, url: string, body?: unknown): Promise<T> => {
  const response = await (takeAhead(method, url) ?? reach(method, url, body)).catch(() => {
    throw new ApiFailure('offline', { status: 0 })
  })
  heedServerClock(response.headers)
  if (response.status === 401) return signIn()
  if (!response.ok) throw await failureOf(response)
  session.forget(LOGIN_MARK)
  return (response.status === 204 ? null : await readJson(response)) as T
}

const readJson = async (response: Response): Promise<unknown> => {
  try {
    const text = await response.text()
    return text === '' ? null : JSON.parse(text)
  } catch {
    throw new ApiFailure('away', { status: response.status })
  }
}

const failureOf = async (response: Response): Promise<ApiFailure> =>
  failureFrom(response.status, await readJson(response).catch(() => null))

export const failureFrom = (status: number, answer: unknown): ApiFailure => {
  const body = answer as { message?: string; code?: string } | null
  const kind: FailureKind =
    status >= 500 || status === 429 ? 'away' : status === 403 ? 'forbidden' : status === 404 ? 'missing' : 'refused'
  return new ApiFailure(kind, { status, code: body?.code ?? null, message: body?.message ?? kind })
}

const LOGIN_MARK = 'zg:login-tried'
const LOGIN_PAUSE_MS = 20_000

// A cookie the web view refuses would send the rep round in circles: one try, then a page that says so.
const signIn = (): Promise<never> => {
  const tried = Number(session.read(LOGIN_MARK) ?? 0)
  if (Date.now() - tried < LOGIN_PAUSE_MS) return Promise.reject(new ApiFailure('signed-out', { status: 401 }))
  session.write(LOGIN_MARK, String(Date.now()))
  const here = window.location.pathname + window.location.search
  window.location.assign(`/auth/login?return_to=${encodeURIComponent(here)}`)
  return new Promise(() => undefined)
}

export const forgetLoginTry = (): void => session.forget(LOGIN_MARK)
