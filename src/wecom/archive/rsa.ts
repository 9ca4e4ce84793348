import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto'

const MIN_PADDING = 8
const BITS = 2048

/** A PEM private key of 2048 bits. Throws with a sentence that says what is wrong, and never quotes the key. */
export const readArchiveKey = (pem: string): KeyObject => {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw new Error('the archive key is not a PEM private key without a passphrase')
  }
  if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== BITS)
    throw new Error(`the archive key must be RSA with ${BITS} bits`)
  return key
}

/**
 * The random key of one message: RSA with PKCS#1 v1.5. Node 20 refuses that padding for private keys (CVE-2023-46809),
 * so the block is opened bare and stripped here: 00 02, at least eight non-zero bytes, 00, then the key. Null for
 * anything else, as with a key of another version. No oracle comes of it: the sender learns of no outcome.
 */
export const openRandomKey = (key: KeyObject, encrypted: string): string | null => {
  let block: Buffer
  try {
    block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(encrypted, 'base64'))
  } catch {
    return null
  }
  if (block[0] !== 0 || block[1] !== 2) return null
  const end = block.indexOf(0, 2)
  return end < 2 + MIN_PADDING ? null : block.subarray(end + 1).toString('utf8')
}
