import { store } from '../lib/storage.ts'
import { isEnglish, LANG_SETTING } from './which.ts'
import type { Words } from './zh-CN.ts'
import { zhCN } from './zh-CN.ts'

export { isEnglish }
/** English is fetched before the page is drawn, where it was chosen; on a Chinese first screen it would be dead weight. */
export let words: Words = zhCN
export const loadWords = async (): Promise<void> => {
  if (isEnglish) words = (await import('./en.ts')).en
}

/** The whole page is drawn anew: labels are read once. */
export const switchLang = (): void => {
  store(LANG_SETTING, isEnglish ? 'zh-CN' : 'en')
  window.location.reload()
}

const isKey = (key: string): key is keyof Words['stages'] => key in words.stages

/** A team's own labels come from the server in Chinese; in English the fixed names are clearer. */
export const stageName = (stage: { key: string; label: string }): string =>
  isEnglish && isKey(stage.key) ? words.stages[stage.key] : stage.label
