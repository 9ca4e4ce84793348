import { en } from './lang-en.js'
import { zh } from './lang-zh.js'
import { pref } from './prefs.js'

// Chinese unless asked: a browser's own language says little about the team it is tried for.
export const code = (new URLSearchParams(location.search).get('lang') ?? pref('lang', 'zh')) === 'en' ? 'en' : 'zh'
export const lang = code === 'en' ? en : zh
