import { en } from './en.ts'
import type { Messages } from './zh-CN.ts'
import { zhCN } from './zh-CN.ts'

export const LANGS = ['zh-CN', 'en'] as const
export type Lang = (typeof LANGS)[number]

const MESSAGES: Readonly<Record<Lang, Messages>> = { 'zh-CN': zhCN, en }

export const isLang = (text: string): text is Lang => LANGS.some((lang) => lang === text)

/** The nearest language we speak: 'en-SG' is English, everything unknown is Chinese. */
export const langFor = (wished: string | null | undefined): Lang =>
  (wished ?? '').toLowerCase().startsWith('en') ? 'en' : 'zh-CN'

export const messagesFor = (lang: string | null | undefined): Messages => MESSAGES[langFor(lang)]
