import { isEnglish } from './lang.ts'
import { manageEn } from './manage-en.ts'
import type { ManageWords } from './manage-zh-CN.ts'
import { manageZhCN } from './manage-zh-CN.ts'

/** Loaded with the pages behind 管理 only, not on a rep's first screen. */
export const manageWords: ManageWords = isEnglish ? manageEn : manageZhCN
