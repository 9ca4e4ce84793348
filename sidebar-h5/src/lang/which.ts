import { readStored } from '../lib/storage.ts'

export const LANG_SETTING = 'zg:lang'

// WeCom tells its language to nobody, and the browser's own lags behind it: a choice made here comes first, then the
// link's, and Chinese stands where nobody chose.
const wished = (): string =>
  readStored<string>(LANG_SETTING) ?? new URLSearchParams(window.location.search).get('lang') ?? ''

export const isEnglish = wished().toLowerCase().startsWith('en')
/** What replies are worded in: said with every question. */
export const LANG = isEnglish ? 'en' : 'zh-CN'
