import { createHash } from 'node:crypto'
import { type Body, numberIn, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import type { Problem } from './replies.ts'
import type { SmartRobot, Upload } from './state.ts'

const CHUNK_BYTES = 512 * 1024
const CHUNKS = 100
const TYPES = ['file', 'image', 'voice', 'video']

export type UploadAnswer = { problem: Problem; body?: Body }
const no = (errcode: number, errmsg: string): UploadAnswer => ({ problem: { errcode, errmsg } })
const yes = (body?: Body): UploadAnswer => ({ problem: null, ...(body === undefined ? {} : { body }) })

export const beginUpload = (kernel: Kernel, robot: SmartRobot, body: Body): UploadAnswer => {
  const [size, chunks] = [numberIn(body, 'total_size'), numberIn(body, 'total_chunks')]
  if (!TYPES.includes(textIn(body, 'type'))) return no(40004, 'invalid media type')
  if (size === null || size <= 5) return no(44001, 'empty media data')
  if (chunks === null || chunks < 1 || chunks > CHUNKS || size > chunks * CHUNK_BYTES)
    return no(45001, 'media too large')
  const id = kernel.id('', 40)
  const facts = { type: textIn(body, 'type'), filename: textIn(body, 'filename'), md5: textIn(body, 'md5') }
  robot.uploads.set(id, { ...facts, size, chunks, parts: new Map() })
  return yes({ upload_id: id })
}

/** The same piece again is taken again: a client repeats one whose answer it did not see. */
export const takeChunk = (robot: SmartRobot, body: Body): UploadAnswer => {
  const upload = robot.uploads.get(textIn(body, 'upload_id'))
  const index = numberIn(body, 'chunk_index')
  if (upload === undefined) return no(40058, 'invalid upload_id')
  if (index === null || index < 0 || index > upload.chunks) return no(40058, 'invalid chunk_index')
  const bytes = Buffer.from(textIn(body, 'base64_data'), 'base64')
  if (bytes.length === 0 || bytes.length > CHUNK_BYTES) return no(45001, 'chunk too large')
  upload.parts.set(index, bytes)
  return yes()
}

/** The published types count pieces from 1 and the vendor's own client from 0, so either is whole. */
const joined = (upload: Upload): Buffer | null => {
  const first = upload.parts.has(0) ? 0 : 1
  const parts: Buffer[] = []
  for (let index = first; index < first + upload.chunks; index += 1) {
    const part = upload.parts.get(index)
    if (part === undefined) return null
    parts.push(part)
  }
  const bytes = Buffer.concat(parts)
  const md5 = createHash('md5').update(bytes).digest('hex')
  return bytes.length === upload.size && (upload.md5 === '' || upload.md5 === md5) ? bytes : null
}

export const endUpload = (kernel: Kernel, robot: SmartRobot, body: Body): UploadAnswer => {
  const id = textIn(body, 'upload_id')
  const upload = robot.uploads.get(id)
  if (upload === undefined) return no(40058, 'invalid upload_id')
  const bytes = joined(upload)
  if (bytes === null) return no(40058, 'upload is not complete')
  robot.uploads.delete(id)
  const mediaId = kernel.id('3', 64)
  robot.media.set(mediaId, { type: upload.type, bytes, at: kernel.seconds() })
  return yes({ type: upload.type, media_id: mediaId, created_at: `${kernel.seconds()}` })
}
