import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { CallInput, WecomOptions } from './client-types.ts'
import { createTurnstile, type Turnstile } from './concurrency.ts'
import { WecomRefused, WecomUnreachable } from './errors.ts'
import type { Lane, LimitKey } from './limiter.ts'
import { apiLimits, CONCURRENCY, DEFAULT_CONCURRENCY, mayHideLimits, robotLimits, ticketLimits } from './limits-data.ts'
import type { StoredToken } from './token.ts'
import { createTokenKeeper, type TokenKeeper, usableSeconds } from './token-keeper.ts'
import { createTransport, type Form, type Reply, type Transport, type WireFile, type WireRequest } from './transport.ts'
import { wireTicket, wireToken } from './types/auth.ts'
import { numberOf } from './types/common.ts'

export type AskInput = Omit<CallInput, 'body'> & {
  body?: Readonly<Record<string, unknown>> | Form
  timeoutMs?: number
  /** Counted besides the limits of the API itself. */
  limits?: readonly LimitKey[]
  /** Calls with the same value run one after the other. */
  serial?: string
}

/** One authorised call, its answer checked against a wire shape. */
export type Ask = <Schema extends z.ZodType>(api: string, schema: Schema, input?: AskInput) => Promise<z.output<Schema>>

/** One authorised call whose answer is a file. */
export type AskFile = (api: string, input: Omit<AskInput, 'body' | 'method'>) => Promise<WireFile>

export type Core = {
  ask(lane: Lane): Ask
  askFile(lane: Lane): AskFile
  /** A call without a token, for group robots. */
  askRobot(lane: Lane, key: string, body: Readonly<Record<string, unknown>>): Promise<void>
  tokens: TokenKeeper
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_EXPIRES_SECONDS = 7_200
/** A reset secret also shows as 40001 on an ordinary call, so one fresh token is worth a try there too. */
const STALE_TOKEN = new Set([40014, 42001, 40001])

type Parts = {
  options: WecomOptions
  transport: Transport
  turnstile: Turnstile
  tokens: TokenKeeper
}

/** Names the place, never the value: answers hold names and phone numbers. */
const parseReply = <Schema extends z.ZodType>(api: string, schema: Schema, reply: Reply): z.output<Schema> => {
  const parsed = schema.safeParse(reply)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.slice(0, 3).map((issue) => issue.path.join('.') || 'the answer')
  throw new WecomUnreachable(api, { sent: true, why: `unexpected shape at ${places.join(', ')}` })
}

const requestOf = (parts: Parts, api: string, input: AskInput, token: StoredToken): WireRequest => ({
  api,
  method: input.method ?? (input.body === undefined ? 'GET' : 'POST'),
  query: { access_token: token.token, ...input.query },
  secrets: [token.token, parts.options.secret],
  ...(input.body === undefined ? {} : { body: input.body }),
  ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
})

const isStale = (error: unknown): boolean => error instanceof WecomRefused && STALE_TOKEN.has(error.errcode)

/**
 * At most three requests, whatever WeCom answers: the third only where the second went out with a token that another
 * replica had left in the store, which says nothing about our secret.
 */
const withToken = async <Result>(parts: Parts, send: (token: StoredToken) => Promise<Result>): Promise<Result> => {
  const { tokens } = parts
  let token = await tokens.current('app-token')
  for (let left = 2; ; left -= 1) {
    try {
      return await send(token)
    } catch (error) {
      if (!isStale(error) || tokens.isDistrusted(token)) throw error
      const replaced = left < 2
      if (left === 0 || (replaced && tokens.isFresh(token))) {
        tokens.distrust(token)
        throw error
      }
    }
    token = await tokens.another('app-token', token)
  }
}

type Guard = { api: string; limits: readonly LimitKey[]; lane: Lane; blockKey: string }

const guarded = async <Result>(options: WecomOptions, guard: Guard, task: () => Promise<Result>): Promise<Result> => {
  const { breakers } = options
  breakers?.check(guard.api)
  await options.limiter.take(guard.limits, { lane: guard.lane })
  try {
    return await (breakers === undefined ? task() : breakers.run(guard.api, guard.lane, task))
  } catch (error) {
    if (error instanceof WecomRefused && error.errcode === 45009) {
      // A refused token says nothing about this API.
      const learn = error.api === guard.api && mayHideLimits(guard.api)
      await options.limiter.block(guard.blockKey, error.retryAfterMs ?? 60_000, { learn })
    }
    throw error
  }
}

const askWith =
  (parts: Parts, lane: Lane): Ask =>
  async (api, schema, input = {}) => {
    const own = apiLimits(api)
    const guard = { api, limits: [...own, ...(input.limits ?? [])], lane, blockKey: own[0]?.key ?? api }
    const send = () =>
      guarded(parts.options, guard, () =>
        parts.turnstile(api, CONCURRENCY[api] ?? DEFAULT_CONCURRENCY, () =>
          withToken(parts, async (token) => {
            await parts.options.beforeSend?.()
            return parts.transport.send(requestOf(parts, api, input, token))
          }),
        ),
      )
    const reply = input.serial === undefined ? await send() : await parts.turnstile(`one:${input.serial}`, 1, send)
    return parseReply(api, schema, reply)
  }

const askFileWith =
  (parts: Parts, lane: Lane): AskFile =>
  (api, input) => {
    const limits = apiLimits(api)
    return guarded(parts.options, { api, limits, lane, blockKey: limits[0]?.key ?? api }, () =>
      parts.turnstile(api, DEFAULT_CONCURRENCY, () =>
        withToken(parts, (token) => parts.transport.fetchFile(requestOf(parts, api, input, token))),
      ),
    )
  }

const ROBOT_API = 'webhook/send'
const robotFingerprint = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16)

const askRobotWith = async (
  parts: Parts,
  lane: Lane,
  call: { key: string; body: Readonly<Record<string, unknown>> },
) => {
  const limits = robotLimits(robotFingerprint(call.key))
  const guard = { api: ROBOT_API, limits, lane, blockKey: limits[0]?.key ?? ROBOT_API }
  await guarded(parts.options, guard, async () => {
    await parts.options.beforeSend?.()
    return parts.transport.send({
      api: ROBOT_API,
      method: 'POST',
      query: { key: call.key },
      body: call.body,
      secrets: [call.key],
    })
  })
}

const fetchToken = async (transport: Transport, { corpId, secret }: WecomOptions) => {
  const query = { corpid: corpId, corpsecret: secret }
  const reply = await transport.send({ api: 'gettoken', method: 'GET', query, secrets: [secret] })
  const token = parseReply('gettoken', wireToken, reply)
  const expires = numberOf(token.expires_in) ?? DEFAULT_EXPIRES_SECONDS
  return { token: token.access_token, expiresInSeconds: usableSeconds(expires) }
}

const fetchTicket = async (ask: Ask, kind: 'corp' | 'agent', id: string) => {
  const limits = ticketLimits(kind, id)
  const ticket =
    kind === 'corp'
      ? await ask('get_jsapi_ticket', wireTicket, { limits })
      : await ask('ticket/get', wireTicket, { limits, query: { type: 'agent_config' } })
  const expires = numberOf(ticket.expires_in) ?? DEFAULT_EXPIRES_SECONDS
  return { token: ticket.ticket, expiresInSeconds: usableSeconds(expires) }
}

export const createCore = (options: WecomOptions): Core => {
  const transport = createTransport({
    apiUrl: options.apiUrl,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    log: options.log ?? null,
    metrics: options.metrics ?? null,
  })
  const { corpId, agentId, secret, tokens: store } = options
  const tokens: TokenKeeper = createTokenKeeper({
    store,
    identity: [corpId, agentId, secret],
    fetchers: {
      'app-token': () => fetchToken(transport, options),
      'jsapi-ticket': () => fetchTicket(askWith(parts, 'urgent'), 'corp', corpId),
      'agent-ticket': () => fetchTicket(askWith(parts, 'urgent'), 'agent', agentId),
    },
  })
  const parts: Parts = { options, transport, turnstile: createTurnstile(), tokens }
  return {
    ask: (lane) => askWith(parts, lane),
    askFile: (lane) => askFileWith(parts, lane),
    askRobot: (lane, key, body) => askRobotWith(parts, lane, { key, body }),
    tokens,
    close: () => transport.close(),
  }
}
