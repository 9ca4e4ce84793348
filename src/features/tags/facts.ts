import type { Fact } from '../../spine/core.ts'

export type TagsFact =
  | Fact<'tags-changed', { added: string[]; removed: string[]; profileTags: number }>
  /** Somebody moved the stage by hand, by editing its tag in WeCom. */
  | Fact<'stage-tag-edited', { to: string }>
