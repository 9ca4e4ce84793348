import { homeEn } from './home-en.ts'
import type { HomeWords } from './home-zh-CN.ts'
import { homeZhCN } from './home-zh-CN.ts'
import { isEnglish } from './lang.ts'

/** Loaded with the workbench only, not beside a customer's chat. */
export const homeWords: HomeWords = isEnglish ? homeEn : homeZhCN
