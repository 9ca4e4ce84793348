import type { Fact } from '../../spine/core.ts'

/** Told of the primary; `account` is the one that joined it or left again. `reasons` are codes, `hand` for none. */
export type MergesFact =
  | Fact<'accounts-merged', { account: string; mergeId: number; reasons: string }>
  /** `whole`: nothing had moved the stage since, so that everything stands as before. */
  | Fact<'accounts-separated', { account: string; mergeId: number; whole: boolean }>
  | Fact<'duplicate-dismissed', { other: string; taken: boolean }>
