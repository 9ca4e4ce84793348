import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { customType } from 'drizzle-orm/pg-core'

/** `key` is 32 random bytes; `id` stands in every value it sealed. */
export type DataKey = { id: string; key: Buffer }
type Ready = { id: string; seal: Buffer; sign: Buffer; check: string }

/** A value was sealed with a key that is not among ours. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing'
}

const SEALED = /^v1:([A-Za-z0-9_-]{1,16}):([A-Za-z0-9_-]{16}):([A-Za-z0-9_-]{22,})$/
const TAG_BYTES = 16

// One ring for the process, which has one database: a column seals itself, and no command can forget it.
let ring: readonly Ready[] = []

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `zhanggui ${purpose}`, 32))

/** The first key seals, all of them open. None at all: values stay plain. */
export const useKeys = (keys: readonly DataKey[]): void => {
  ring = keys.map(({ id, key }) => ({
    id,
    seal: derive(key, 'seal'),
    sign: derive(key, 'sign'),
    check: derive(key, 'check').subarray(0, 12).toString('base64url'),
  }))
}

/** What may be written down about our keys: two keys of one id differ in their check. */
export const keysInUse = (): { id: string; check: string }[] => ring.map(({ id, check }) => ({ id, check }))

const findKey = (id: string): Ready => {
  const found = ring.find((one) => one.id === id)
  if (found !== undefined) return found
  throw new KeyMissing(
    `DATA_KEYS has no key "${id}", with which a stored value was sealed. Put it back, as the last one.`,
  )
}

/**
 * AES-256-GCM as `v1:<keyId>:<iv>:<data and tag>`, base64url. `place` is table and column: a value copied to another
 * place does not open there. An empty text stays empty.
 */
export const seal = (text: string, place: string): string => {
  const [key] = ring
  if (text === '') return ''
  // Without this mark a plain text that looks like a sealed one could never be read again.
  if (key === undefined) return /^v[01]:/.test(text) ? `v0:${text}` : text
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.seal, iv).setAAD(Buffer.from(place))
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `v1:${key.id}:${iv.toString('base64url')}:${data.toString('base64url')}`
}

/** Plain values of before are given back as they are. Throws KeyMissing, or an error when the value was changed. */
export const open = (stored: string, place: string): string => {
  if (stored.startsWith('v0:')) return stored.slice(3)
  const [, id, iv, data] = SEALED.exec(stored) ?? []
  if (id === undefined || iv === undefined || data === undefined) return stored
  const bytes = Buffer.from(data, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', findKey(id).seal, Buffer.from(iv, 'base64url'))
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
}

/** Whether a stored value is not yet as it would be written today. */
export const isOutdated = (stored: string): boolean =>
  ring[0] !== undefined && stored !== '' && SEALED.exec(stored)?.[1] !== ring[0].id

/** `<keyId>:<HMAC-SHA-256>`; null without keys. */
export const sign = (text: string): string | null => {
  const [key] = ring
  return key === undefined ? null : `${key.id}:${createHmac('sha256', key.sign).update(text).digest('base64url')}`
}

/** Throws KeyMissing when it was signed with a key that is not among ours. */
export const isSigned = (text: string, signature: string): boolean => {
  const [id = '', mac = ''] = signature.split(':')
  const given = Buffer.from(mac, 'base64url')
  const ours = createHmac('sha256', findKey(id).sign).update(text).digest()
  return given.length === ours.length && timingSafeEqual(given, ours)
}

/** 192 bits of HMAC-SHA-256: the same for the same text, and without the key nobody finds back. */
export const keyedHash = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url').slice(0, 32)

/** A text column that is sealed when written and opened when read. It cannot be searched. */
export const sealedText = (name: string, place: string) =>
  customType<{ data: string; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => seal(value, place),
    fromDriver: (stored) => open(stored, place),
  })(name)
