import { detailEn } from './detail-en.ts'
import type { DetailWords } from './detail-zh-CN.ts'
import { detailZhCN } from './detail-zh-CN.ts'
import { isEnglish } from './lang.ts'

export const detailWords: DetailWords = isEnglish ? detailEn : detailZhCN
