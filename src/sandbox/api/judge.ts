import { admit, isBanned } from './admissions.ts'
import { quotaRefusal } from './quotas.ts'
import { type Api, type ApiContext, type Body, isBody, type Reply, refuse } from './replies.ts'
import { rangeRefusal, scopeRefusal } from './scopes.ts'

/** What a body says, or why WeCom does not read it. */
export type ReadBody = { ok: true; body: Body } | { ok: false; errcode: number; words?: string }

/** WeCom takes characters as they are, never as `\uXXXX`; an escaped backslash before the u is no escape. */
const ESCAPED = /(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}/

export const readBody = (raw: Buffer, contentType: string): ReadBody => {
  if (raw.length === 0 || /multipart/i.test(contentType)) return { ok: true, body: {} }
  const text = raw.toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    if (!isBody(value))
      return { ok: false, errcode: 40058, words: 'invalid Request Parameter. Warning: wrong json format.' }
    return ESCAPED.test(text) ? { ok: false, errcode: 40033 } : { ok: true, body: value }
  } catch {
    return { ok: false, errcode: 40058, words: 'invalid Request Parameter. Warning: wrong json format.' }
  }
}

/**
 * The order in which WeCom looks: address, token, permission, counters, crowd, and only then the body. A client that
 * reads a body error as "the token is fine" must be able to rely on it.
 */
export const judge = async (
  api: Api,
  context: ApiContext,
  { read, crowd }: { read: ReadBody; crowd: () => Reply | null },
): Promise<Reply> => {
  if (isBanned(context)) return refuse(context, 45009)
  if (api.open !== true) {
    const admitted = admit(context)
    if (!admitted.ok) return admitted.reply
    context.token = admitted.token
    const outside = scopeRefusal(context, admitted.token)
    if (outside !== null) return outside
  }
  const refused = quotaRefusal(context) ?? crowd()
  if (refused !== null) return refused
  if (api.method === 'POST' && context.method !== 'POST') return refuse(context, 40058)
  if (!read.ok) return refuse(context, read.errcode, read.words)
  return rangeRefusal(context) ?? (await api.run(context))
}
