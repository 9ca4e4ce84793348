import { request } from 'undici'
import { z } from 'zod'
import { openSealedBytes } from '../smart-robot/media.ts'
import { wireNumber } from '../types/common.ts'
import { ArchiveRefused } from './errors.ts'
import type { ArchiveSource } from './types.ts'

const TIMEOUT_MS = 30_000

const wireRows = z.looseObject({
  errcode: wireNumber,
  chatdata: z
    .array(
      z.looseObject({
        seq: z.number(),
        msgid: z.string(),
        publickey_ver: z.number(),
        encrypt_random_key: z.string(),
        encrypt_chat_msg: z.string(),
      }),
    )
    .nullish(),
})
const wirePiece = z.looseObject({ data: z.string(), outindexbuf: z.string(), is_finish: z.boolean() })

export type HttpSourceOptions = { url: string; corpId: string; secret: string; timeoutMs?: number }

/**
 * The archive of a sandbox, or of a small service that holds the SDK elsewhere and speaks the same two paths.
 * Its inner cipher is not WeCom's, which is private to the SDK: AES-256-CBC under the random key as base64.
 */
export const httpArchiveSource = (options: HttpSourceOptions): ArchiveSource => {
  const { corpId, secret } = options
  const ask = async <Schema extends z.ZodType>(
    name: string,
    body: object,
    schema: Schema,
  ): Promise<z.output<Schema>> => {
    let reply: unknown
    try {
      const response = await request(`${options.url}/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ corpid: corpId, secret, ...body }),
        signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
      })
      reply = await response.body.json()
    } catch {
      throw new ArchiveRefused(10001, `${name}: no answer`)
    }
    const verdict = z.looseObject({ errcode: z.number(), errmsg: z.string().nullish() }).safeParse(reply)
    if (!verdict.success) throw new ArchiveRefused(10002, `${name}: no verdict in the answer`)
    if (verdict.data.errcode !== 0) throw new ArchiveRefused(verdict.data.errcode, verdict.data.errmsg ?? '', [secret])
    const parsed = schema.safeParse(reply)
    if (!parsed.success) throw new ArchiveRefused(10002, `${name}: unexpected shape`)
    return parsed.data
  }
  return {
    chatData: async (fromSeq, limit) =>
      ((await ask('getchatdata', { seq: fromSeq, limit }, wireRows)).chatdata ?? []).map((row) => ({
        seq: row.seq,
        msgid: row.msgid,
        publicKeyVersion: row.publickey_ver,
        encryptedKey: row.encrypt_random_key,
        encryptedMessage: row.encrypt_chat_msg,
      })),
    decryptData: async (randomKey, encryptedMessage) => {
      const opened = openSealedBytes(Buffer.from(randomKey, 'base64'), Buffer.from(encryptedMessage, 'base64'))
      if (opened === null) throw new ArchiveRefused(10006, 'the message does not open with this key')
      return opened.toString('utf8')
    },
    mediaPiece: async (sdkFileId, index) => {
      const piece = await ask('getmediadata', { sdkfileid: sdkFileId, indexbuf: index }, wirePiece)
      return { bytes: Buffer.from(piece.data, 'base64'), nextIndex: piece.outindexbuf, finished: piece.is_finish }
    },
  }
}
