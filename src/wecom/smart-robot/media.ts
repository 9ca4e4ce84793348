import { createDecipheriv } from 'node:crypto'
import { request } from 'undici'
import { WecomUnreachable } from '../errors.ts'

const BLOCK = 32
const KEY_BYTES = 32
const MAX_BYTES = 100 * 1024 * 1024
const TIMEOUT_MS = 60_000
const API = 'smart-robot-file'

/** AES-256-CBC, the IV being the key's first 16 bytes, padded to 32. Null for another key or cut-off bytes. */
export const openSealedBytes = (key: Buffer, sealed: Buffer): Buffer | null => {
  if (key.length !== KEY_BYTES || sealed.length === 0 || sealed.length % 16 !== 0) return null
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()])
  const pad = plain.at(-1) ?? 0
  if (pad < 1 || pad > BLOCK || pad > plain.length) return null
  const end = plain.length - pad
  return plain.subarray(end).every((byte) => byte === pad) ? plain.subarray(0, end) : null
}

/** The key of a file: its own over the long connection, the callback key (43 characters) otherwise. */
export const fileKeyOf = (key: { aeskey: string } | { encodingAesKey: string }): Buffer =>
  'aeskey' in key ? Buffer.from(key.aeskey, 'base64') : Buffer.from(`${key.encodingAesKey}=`, 'base64')

const nameOf = (header: string | string[] | undefined): string | null => {
  const text = Array.isArray(header) ? header[0] : header
  const name = /filename\*=UTF-8''([^;\s]+)/i.exec(text ?? '')?.[1] ?? /filename="?([^";]+)"?/i.exec(text ?? '')?.[1]
  if (name === undefined) return null
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/**
 * A picture or file somebody sent to the robot. The address lives five minutes: fetch at once, a job later is too late.
 * Throws WecomUnreachable. The bytes come from a person: never trust the name or the type.
 */
export const fetchRobotFile = async (
  url: string,
  key: { aeskey: string } | { encodingAesKey: string },
): Promise<{ bytes: Buffer; name: string | null }> => {
  const fail = (why: string) => new WecomUnreachable(API, { sent: false, why })
  const { statusCode, headers, body } = await request(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
    throw fail('no answer')
  })
  if (statusCode !== 200) {
    await body.dump()
    throw fail(`HTTP ${statusCode}: the address has expired or is wrong`)
  }
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > MAX_BYTES) throw fail(`the file is larger than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  const bytes = openSealedBytes(fileKeyOf(key), Buffer.concat(parts))
  if (bytes === null) throw fail('the file does not open with this key')
  return { bytes, name: nameOf(headers['content-disposition']) }
}
