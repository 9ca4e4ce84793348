import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DataKey } from './sealing.ts'

const BYTES = 32
const ID = /^[A-Za-z0-9_-]{1,16}$/

/** `id:base64` with commas between. Throws a sentence that quotes no key. */
export const parseDataKeys = (text: string): DataKey[] => {
  const keys = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one, place): DataKey => {
      const [id = '', encoded = ''] = [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)]
      const key = Buffer.from(encoded, 'base64')
      if (!one.includes(':') || !ID.test(id) || key.length !== BYTES) {
        throw new Error(
          `holds something at place ${place + 1} that is not a key; write id:base64 of 32 bytes, made with \`echo k1:$(openssl rand -base64 32)\`, several with commas between`,
        )
      }
      return { id, key }
    })
  if (new Set(keys.map((one) => one.id)).size < keys.length) {
    throw new Error('names two keys alike; give every key an id of its own')
  }
  return keys
}

export const keyFilePath = (dataDir: string): string => join(dataDir, 'data.key')

/** The key of the embedded database, beside it; made at the first start. Who has both can read everything. */
export const readOrMakeKeyFile = (dataDir: string): DataKey[] => {
  const path = keyFilePath(dataDir)
  if (!existsSync(path)) {
    const id = `f${randomBytes(4).toString('hex')}`
    writeFileSync(path, `${id}:${randomBytes(BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  }
  return readKeyFile(dataDir)
}

/** Empty where there is none. */
export const readKeyFile = (dataDir: string): DataKey[] => {
  const path = keyFilePath(dataDir)
  if (!existsSync(path)) return []
  chmodSync(path, 0o600)
  try {
    return parseDataKeys(readFileSync(path, 'utf8').trim().replaceAll('\n', ','))
  } catch (error) {
    throw new Error(`${path} ${error instanceof Error ? error.message : String(error)}`)
  }
}
