import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'

const BLOCK = 32

/**
 * The outer envelope is WeCom's: the random key under RSA, PKCS#1 v1.5, 2048 bits. The inner one is private to WeCom's
 * SDK and published nowhere, so this one is the sandbox's own: AES-256-CBC, the random key as base64 of 32 bytes, the IV
 * its first 16, padding to 32. Only a client that knows it talks to the sandbox may open it.
 */
export const sealArchived = (publicKey: KeyObject, plaintext: string): { key: string; message: string } => {
  const secret = randomBytes(BLOCK)
  const plain = Buffer.from(plaintext, 'utf8')
  const pad = BLOCK - (plain.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', secret, secret.subarray(0, 16)).setAutoPadding(false)
  const sealed = Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()])
  const key = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(secret.toString('base64'), 'utf8'),
  )
  return { key: key.toString('base64'), message: sealed.toString('base64') }
}
