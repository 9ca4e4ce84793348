import { groupsEn } from './groups-en.ts'
import type { GroupsWords } from './groups-zh-CN.ts'
import { groupsZhCN } from './groups-zh-CN.ts'
import { isEnglish } from './lang.ts'

/** Loaded beside a group chat only, not on a rep's first screen. */
export const groupsWords: GroupsWords = isEnglish ? groupsEn : groupsZhCN
