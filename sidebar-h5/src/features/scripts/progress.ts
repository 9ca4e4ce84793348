import { today } from '../../lib/clock.ts'
import { forget, keysBelow, readStored, store } from '../../lib/storage.ts'

type Progress = { day: string; gone: number; of: number }

const START = 'zg:part-sent:'
const keyOf = (place: string, scriptId: string): string => `${START}${place}:${scriptId}`

/** How many parts went out earlier today before the set was interrupted; a set that has changed since begins anew. */
export const goneBefore = (place: string, scriptId: string, of: number): number => {
  const kept = readStored<Progress>(keyOf(place, scriptId))
  return kept !== null && kept.day === today() && kept.of === of && kept.gone < of ? kept.gone : 0
}

export const forgetProgress = (place: string, scriptId: string): void => forget(keyOf(place, scriptId))

/** Kept until the last part is out or the day is over: yesterday's half of an answer is not gone on with. */
export const keepProgress = (place: string, scriptId: string, { gone, of }: Omit<Progress, 'day'>): void => {
  for (const key of keysBelow(START)) if (readStored<Progress>(key)?.day !== today()) forget(key)
  if (gone < of) store(keyOf(place, scriptId), { day: today(), gone, of })
  else forgetProgress(place, scriptId)
}
