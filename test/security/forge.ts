import { createCipheriv, createHash } from 'node:crypto'
import type { CallbackKeys } from '../../src/wecom/envelope.ts'
import type { Wire } from './sealed.ts'

/** Written from WeCom's description and not with our own code: what we get wrong twice would not be seen. */
export type Forgery = {
  message: Uint8Array | string
  receiveId?: string
  /** In place of the true length of the message. */
  length?: number
  /** In place of the padding the rule asks for; gets its number of bytes. */
  pad?: (needed: number) => Uint8Array
  /** In place of the whole content before it is enciphered. */
  content?: Uint8Array
  /** What happens to the ready ciphertext. */
  spoil?: (cipher: Buffer) => Uint8Array
  /** What happens to its base64 text, before it is signed. */
  write?: (base64: string) => string
}

let nonce = 0

/** A callback with a true signature around whatever is wanted: as if somebody held the token. */
export const forge = (keys: CallbackKeys, wanted: Forgery): Wire => {
  const message = Buffer.from(wanted.message)
  const head = Buffer.alloc(20, 7)
  head.writeUInt32BE(wanted.length ?? message.length, 16)
  const bare = Buffer.concat([head, message, Buffer.from(wanted.receiveId ?? keys.receiveId)])
  const needed = 32 - (bare.length % 32)
  const padded = Buffer.concat([bare, wanted.pad?.(needed) ?? Buffer.alloc(needed, needed)])
  const key = Buffer.from(`${keys.encodingAesKey}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const sealed = Buffer.concat([cipher.update(wanted.content ?? padded), cipher.final()])
  const base64 = Buffer.from(wanted.spoil?.(sealed) ?? sealed).toString('base64')
  return signed(keys, wanted.write?.(base64) ?? base64)
}

/** Signs a text that is said to be sealed. */
export const signed = (keys: CallbackKeys, encrypt: string): Wire => {
  nonce += 1
  const parts = ['1795485600', `f${nonce}`]
  const signature = createHash('sha1')
    .update([keys.token, ...parts, encrypt].sort().join(''))
    .digest('hex')
  const query = `msg_signature=${signature}&timestamp=${parts[0]}&nonce=${parts[1]}`
  return { query, body: `<xml><ToUserName>${keys.receiveId}</ToUserName><Encrypt>${encrypt}</Encrypt></xml>` }
}
