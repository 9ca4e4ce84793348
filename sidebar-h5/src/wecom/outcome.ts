/** `other-chat`: the chat that is open now is not the one the message was meant for. */
export type Outcome =
  | 'ok'
  | 'cancelled'
  | 'no-permission'
  | 'no-context'
  | 'other-chat'
  /** The client does not know the file any more. */
  | 'bad-media'
  /** The mini program is not linked to the company. */
  | 'cross-corp'
  | 'failed'

type Reply = { errMsg?: unknown; err_msg?: unknown; errmsg?: unknown }

/**
 * Clients spell their answers differently: the key is errMsg, err_msg or errmsg, the words are joined by blanks or
 * underscores, and the name before the colon is sometimes that of another call. Only what follows the colon counts.
 */
export const outcomeOf = (reply: unknown): Outcome => {
  const { errMsg, err_msg, errmsg } = (reply ?? {}) as Reply
  const raw = String(errMsg ?? err_msg ?? errmsg ?? (reply instanceof Error ? reply.message : ''))
  const said = raw
    .slice(raw.indexOf(':') + 1)
    .replace(/_/g, ' ')
    .trim()
    .toLowerCase()
  if (/^(ok|yes)\b/.test(said)) return 'ok'
  if (/^cancel/.test(said)) return 'cancelled'
  if (/permission|allow list/.test(said)) return 'no-permission'
  if (/media/.test(said)) return 'bad-media'
  if (/cross corp/.test(said)) return 'cross-corp'
  return /without context/.test(said) ? 'no-context' : 'failed'
}
