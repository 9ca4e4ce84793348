import { randomBytes } from 'node:crypto'
import type { MediaInput } from '../client-data.ts'
import type { Form } from '../transport.ts'

/** A quote or a line break in a file name would end the header early. */
const safeName = (name: string): string => name.replace(/["\\\r\n]/g, '_')

/** One part named `media`, as WeCom asks for, with its length stated. */
export const mediaForm = ({ filename, bytes }: MediaInput): Form => {
  const boundary = `----zhanggui${randomBytes(12).toString('hex')}`
  const head =
    `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="media"; filename="${safeName(filename)}"; filelength=${bytes.length}\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n'
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}
