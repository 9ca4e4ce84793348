import { createHash, timingSafeEqual } from 'node:crypto'

/** Hex SHA-1 over the parts in plain code-unit order: WeCom sorts the long base64 text along with the rest. */
export const signParts = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')

/** Takes equally long for every wrong value of the right length, so that a signature cannot be guessed byte by byte. */
export const sameText = (left: string, right: string): boolean => {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
