import type { HintReason } from './rules-duplicates.ts'

/** How an account stands: `personId` is the account that stands for its person, itself where it is that one. */
export type Standing = { externalUserid: string; personId: string | null }
export type MergeTrouble = 'merge-same' | 'merge-elsewhere' | 'merge-has-accounts'
export type MergeAnswer = { ok: true; known: boolean } | { ok: false; why: MergeTrouble }

/**
 * Whether `account` may become a part of `primary`'s person. One step deep and never a circle: who is merged elsewhere,
 * or stands for others, is taken apart first.
 */
export const checkMerge = (primary: Standing, account: Standing): MergeAnswer => {
  if (primary.externalUserid === account.externalUserid) return { ok: false, why: 'merge-same' }
  if (primary.personId !== null && primary.personId !== primary.externalUserid)
    return { ok: false, why: 'merge-elsewhere' }
  if (account.personId === account.externalUserid) return { ok: false, why: 'merge-has-accounts' }
  if (account.personId === null) return { ok: true, known: false }
  return account.personId === primary.externalUserid ? { ok: true, known: true } : { ok: false, why: 'merge-elsewhere' }
}

export type Candidate = {
  externalUserid: string
  /** Stands for other accounts already. */
  isPrimary: boolean
  /** Somebody of ours is a friend. */
  reachable: boolean
  orders: number
  addedAt: string
}

/** Which of two stands for the person: who stands for others already, can be written to, bought more, is known longer. */
export const suggestPrimary = (a: Candidate, b: Candidate): string => {
  const better =
    Number(b.isPrimary) - Number(a.isPrimary) ||
    Number(b.reachable) - Number(a.reachable) ||
    b.orders - a.orders ||
    (a.addedAt < b.addedAt ? -1 : a.addedAt > b.addedAt ? 1 : 0)
  return better > 0 ? b.externalUserid : a.externalUserid
}

/** Flags after the accounts are two again: as each had them, with what was said of the person meanwhile. */
export const flagsAfterSplit = (by: {
  before: readonly string[]
  after: readonly string[]
  now: readonly string[]
}): string[] => {
  const added = by.now.filter((flag) => !by.after.includes(flag))
  const removed = by.after.filter((flag) => !by.now.includes(flag))
  return [...by.before.filter((flag) => !removed.includes(flag)), ...added.filter((flag) => !by.before.includes(flag))]
}

/** Whether the primary stands as the merge left it. */
export const isUntouched = (
  undo: { after: { stage: string | null; stageSince: string } },
  now: { stage: string | null; stageSince: string },
): boolean => undo.after.stage === now.stage && undo.after.stageSince === now.stageSince

/** For the journal and the audit log: codes alone. */
export const reasonCodes = (reasons: readonly HintReason[]): string =>
  reasons.length === 0 ? 'hand' : reasons.join('+')
