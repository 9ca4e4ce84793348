import { createCipheriv, createDecipheriv } from 'node:crypto'

const BLOCK = 32
const AES_BLOCK = 16
const RANDOM_BYTES = 16
const HEAD_BYTES = RANDOM_BYTES + 4
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

export type DecryptRefusal = 'bad-base64' | 'bad-length' | 'bad-padding'
export type Decrypted = { ok: true; text: string; receiveId: string } | { ok: false; reason: DecryptRefusal }

/**
 * The 43 characters plus `=` are 32 bytes. The last character may carry unused bits: Buffer drops them, a strict
 * base64 decoder would refuse keys that WeCom itself made.
 */
const aesKeyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64')

/** Node's own padding stops at 16 bytes while WeCom pads to 32: with auto padding half of all messages fail. */
const decryptBlocks = (key: Buffer, data: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, AES_BLOCK)).setAutoPadding(false)
  return Buffer.concat([decipher.update(data), decipher.final()])
}

const unpadded = (plain: Buffer): Buffer | null => {
  const pad = plain.at(-1) ?? 0
  if (pad < 1 || pad > BLOCK || pad > plain.length) return null
  const cut = plain.length - pad
  return plain.subarray(cut).every((byte) => byte === pad) ? plain.subarray(0, cut) : null
}

/** Layout: 16 random bytes, message length as 4 bytes big-endian, message, receive id. Lengths count bytes. */
export const decrypt = (encodingAesKey: string, encrypted: string): Decrypted => {
  if (encrypted.length % 4 !== 0 || !BASE64.test(encrypted)) return { ok: false, reason: 'bad-base64' }
  const data = Buffer.from(encrypted, 'base64')
  if (data.length < BLOCK || data.length % AES_BLOCK !== 0) return { ok: false, reason: 'bad-length' }
  const content = unpadded(decryptBlocks(aesKeyOf(encodingAesKey), data))
  if (content === null) return { ok: false, reason: 'bad-padding' }
  if (content.length < HEAD_BYTES) return { ok: false, reason: 'bad-length' }
  const length = content.readUInt32BE(RANDOM_BYTES)
  if (length > content.length - HEAD_BYTES) return { ok: false, reason: 'bad-length' }
  const end = HEAD_BYTES + length
  return {
    ok: true,
    text: content.subarray(HEAD_BYTES, end).toString('utf8'),
    receiveId: content.subarray(end).toString('utf8'),
  }
}

/** `random` is exactly 16 bytes; the same bytes give the same text, which is how published vectors are reproduced. */
export const encrypt = (
  encodingAesKey: string,
  plain: { text: string; receiveId: string },
  random: Uint8Array,
): string => {
  if (random.length !== RANDOM_BYTES) throw new Error(`encrypt needs ${RANDOM_BYTES} random bytes`)
  const message = Buffer.from(plain.text, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const content = Buffer.concat([random, length, message, Buffer.from(plain.receiveId, 'utf8')])
  const pad = BLOCK - (content.length % BLOCK)
  const key = aesKeyOf(encodingAesKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, AES_BLOCK)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([content, Buffer.alloc(pad, pad)])), cipher.final()]).toString(
    'base64',
  )
}
