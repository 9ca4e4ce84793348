import { createHash } from 'node:crypto'
import { z } from 'zod'
import { WecomRefused, WecomUnreachable } from '../errors.ts'
import type { RobotMediaType } from './types.ts'

type Ask = (cmd: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>

const CHUNK_BYTES = 512 * 1024
const MAX_CHUNKS = 100
const CHUNK_TRIES = 3

const wireBegun = z.looseObject({ upload_id: z.string().min(1) })
const wireEnded = z.looseObject({ media_id: z.string().min(1) })

const read = <Schema extends z.ZodType>(cmd: string, schema: Schema, body: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new WecomUnreachable(cmd, { sent: true, why: 'the receipt has no id' })
}

/** A piece is the same piece however often it comes, so a lost receipt is no reason to begin anew. */
const sendChunk = async (ask: Ask, body: Record<string, unknown>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ask('aibot_upload_media_chunk', body)
      return
    } catch (error) {
      const hopeless = error instanceof WecomRefused && error.klass !== 'retry'
      if (hopeless || attempt >= CHUNK_TRIES) throw error
    }
  }
}

/**
 * A file in pieces of 512 KB, at most a hundred of them; the media id is valid three days. One piece after the other:
 * WeCom answers many at once with a system error. Pieces are counted from 0, as the vendor's own client does.
 */
export const uploadOver = async (
  ask: Ask,
  file: { type: RobotMediaType; filename: string; bytes: Uint8Array },
): Promise<{ mediaId: string }> => {
  const bytes = Buffer.from(file.bytes)
  const chunks = Math.ceil(bytes.length / CHUNK_BYTES)
  if (chunks < 1 || chunks > MAX_CHUNKS) {
    const errmsg = `a file has 1 to ${MAX_CHUNKS * CHUNK_BYTES} bytes (not sent)`
    throw new WecomRefused('aibot_upload_media_init', { errcode: chunks < 1 ? 44001 : 45001, errmsg })
  }
  const md5 = createHash('md5').update(bytes).digest('hex')
  const head = { type: file.type, filename: file.filename, total_size: bytes.length, total_chunks: chunks, md5 }
  const begun = read('aibot_upload_media_init', wireBegun, await ask('aibot_upload_media_init', head))
  for (let index = 0; index < chunks; index += 1) {
    const piece = bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)
    await sendChunk(ask, { upload_id: begun.upload_id, chunk_index: index, base64_data: piece.toString('base64') })
  }
  const ended = await ask('aibot_upload_media_finish', { upload_id: begun.upload_id })
  return { mediaId: read('aibot_upload_media_finish', wireEnded, ended).media_id }
}
