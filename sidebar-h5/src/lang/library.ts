import { isEnglish } from './lang.ts'
import { libraryEn } from './library-en.ts'
import type { LibraryWords } from './library-zh-CN.ts'
import { libraryZhCN } from './library-zh-CN.ts'

/** Loaded with the script library and the settings only, not on a rep's first screen. */
export const libraryWords: LibraryWords = isEnglish ? libraryEn : libraryZhCN
