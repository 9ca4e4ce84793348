import { type RetryClass, retryClassOf } from './errcodes-data.ts'
import { redact } from './redact.ts'

const WAIT_WINDOW_MS = 60_000
const RETRY_MS = 1_000

/**
 * WeCom answered and said no. Branch on `klass` (what to do) or `errcode` (what it is), never on the text:
 * WeCom changes its wording and adds diagnostics. `explain(errcode, lang)` is the text for people.
 */
export class WecomRefused extends Error {
  override readonly name = 'WecomRefused'
  readonly api: string
  readonly errcode: number
  readonly errmsg: string
  readonly klass: RetryClass
  /** Wait at least this long before the next try. Absent where trying again is pointless. */
  readonly retryAfterMs?: number
  /** The rest of the reply without errcode and errmsg: some refusals still name who was invalid. */
  readonly reply: Record<string, unknown>

  constructor(api: string, reply: Record<string, unknown> & { errcode: number }, secrets: readonly string[] = []) {
    const errmsg = redact(typeof reply.errmsg === 'string' ? reply.errmsg : '', secrets)
    super(`WeCom refused ${api}: ${reply.errcode} ${errmsg}`)
    this.api = api
    this.errcode = reply.errcode
    this.errmsg = errmsg
    this.klass = retryClassOf(reply.errcode)
    const { errcode: _code, errmsg: _text, ...rest } = reply
    this.reply = rest
    if (this.klass === 'wait-window') this.retryAfterMs = WAIT_WINDOW_MS
    if (this.klass === 'retry') this.retryAfterMs = RETRY_MS
  }
}

type Unreachable = {
  sent: boolean
  why: string
  status?: number
  cause?: unknown
  secrets?: readonly string[]
  retryAfterMs?: number
}

/**
 * No usable answer: refused connection, timeout, cut line, 5xx, something that is not JSON.
 * `sent: true` means that WeCom may have acted on the request, so a message must not be repeated blindly.
 */
export class WecomUnreachable extends Error {
  override readonly name = 'WecomUnreachable'
  readonly api: string
  readonly sent: boolean
  /** Only where no request was made at all, because WeCom had been away just before: nobody's failed try. */
  readonly retryAfterMs?: number
  /** Of an answer that was no answer of the API; null where the line said nothing. */
  readonly status: number | null

  constructor(api: string, facts: Unreachable) {
    const why = redact(facts.why, facts.secrets ?? [])
    super(`WeCom is not reachable for ${api}: ${why}`, facts.cause === undefined ? {} : { cause: facts.cause })
    this.api = api
    this.sent = facts.sent
    this.status = facts.status ?? null
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs
  }
}
