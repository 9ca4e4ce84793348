import { isEnglish } from './lang.ts'
import { mergesEn } from './merges-en.ts'
import type { MergeWords } from './merges-zh-CN.ts'
import { mergesZhCN } from './merges-zh-CN.ts'

export const mergeWords: MergeWords = isEnglish ? mergesEn : mergesZhCN
