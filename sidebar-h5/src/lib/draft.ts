import type { Ref } from 'vue'
import { ref, watch } from 'vue'
import { forget, readStored, store } from './storage.ts'

/** Text being typed outlives a closed sheet, a lost network and a killed web view. */
export const useDraft = (key: string): Ref<string> => {
  const draft = ref(readStored<string>(`zg:draft:${key}`) ?? '')
  watch(
    draft,
    (text) => {
      if (text === '') forget(`zg:draft:${key}`)
      else store(`zg:draft:${key}`, text)
    },
    { flush: 'sync' },
  )
  return draft
}

/**
 * For a field that holds something already: a draft counts only while what it was typed over still stands. What a
 * colleague wrote meanwhile is never covered by an older draft.
 */
export const useDraftOver = (key: string, current: string): { text: Ref<string>; drop: () => void } => {
  const name = `zg:draft:${key}`
  const kept = readStored<{ over: string; text: string }>(name)
  const text = ref(kept?.over === current ? kept.text : current)
  watch(
    text,
    (typed) => {
      if (typed === current) forget(name)
      else store(name, { over: current, text: typed })
    },
    { flush: 'sync' },
  )
  return { text, drop: () => forget(name) }
}

/** Where words of one's own, in place of a reason offered, are kept while they are written. */
export const reasonKey = (of: string): string => `reason:${of}`

/** For text that was sent from a sheet that is gone by now; what was typed anew meanwhile stays. */
export const dropDraft = (key: string, sent: string): void => {
  if (readStored<string>(`zg:draft:${key}`) === sent) forget(`zg:draft:${key}`)
}
