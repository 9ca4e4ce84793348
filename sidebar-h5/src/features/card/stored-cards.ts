import type { Card } from '../../../../src/features/customers/shapes.ts'
import type { ScriptView } from '../../../../src/features/scripts/shapes.ts'
import { forget, keysBelow, readStored, store } from '../../lib/storage.ts'

export type StoredCard = { at: number; card: Card; scripts: ScriptView[] }

/** More would fill the few megabytes a web view grants, and then nothing could be kept at all. */
const MAX_CARDS = 40

// The number is part of the shape: a card kept by an older page lacks what this one draws.
const below = (userid: string): string => `zg:card4:${userid}:`
export const cardKey = (userid: string, id: string): string => below(userid) + id

/** The cards this person opened on this device, newest first. */
export const storedCards = (userid: string): StoredCard[] =>
  keysBelow(below(userid))
    .map((key) => readStored<StoredCard>(key))
    .filter((one) => one !== null)
    .sort((a, b) => b.at - a.at)

export const keepCard = (key: string, kept: StoredCard): void => {
  store(key, kept)
  const userid = key.split(':')[2] ?? ''
  if (keysBelow(below(userid)).length <= MAX_CARDS) return
  for (const old of storedCards(userid).slice(MAX_CARDS)) forget(cardKey(userid, old.card.externalUserid))
}
