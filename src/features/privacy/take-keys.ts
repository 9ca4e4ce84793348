import { randomBytes } from 'node:crypto'
import type { Db } from '../../db/db.ts'
import { type DataKey, KeyMissing, keysInUse, seal, useKeys } from '../../db/sealing.ts'
import { settings } from '../settings/tables.ts'
import { dataKeys } from './tables.ts'

/**
 * From here on values are sealed with the first key. Throws KeyMissing when something may still be sealed with a key
 * that was left out or mistyped: a start without it would show nonsense, and writing would make it worse. `onFirst`
 * runs when keys come into use for the first time: another noun's command, handed in.
 */
export const takeKeys = async (db: Db, keys: readonly DataKey[], onFirst: (tx: Db) => Promise<void>): Promise<void> => {
  useKeys(keys)
  const ours = new Map(keysInUse().map((one) => [one.id, one.check]))
  const known = await db.select().from(dataKeys)
  for (const { id, check } of known) {
    if (!ours.has(id)) {
      throw new KeyMissing(
        `Stored values are sealed with the key "${id}", which is missing. Put it back as the last one in DATA_KEYS, or put the file data.key back into DATA_DIR; a key may go after the night that resealed everything.`,
      )
    }
    if (ours.get(id) !== check) {
      throw new KeyMissing(
        `The key "${id}" is not the one that sealed the stored values. Put the old one back under its id, and give the new one an id of its own.`,
      )
    }
  }
  const [first] = keysInUse()
  await db.transaction(async (tx) => {
    await keepPseudonymKey(tx)
    if (first === undefined) return
    await tx.insert(dataKeys).values(first).onConflictDoNothing()
    if (known.length === 0) await onFirst(tx)
  })
}

/** Made once and never changed, or those who were erased would be strangers; of two replicas the first one's counts. */
const keepPseudonymKey = async (tx: Db): Promise<void> => {
  const value = seal(randomBytes(32).toString('base64url'), 'settings.pseudonymKey')
  await tx.insert(settings).values({ key: 'pseudonymKey', value, setBy: 'system' }).onConflictDoNothing()
}
