/** What speaks for two accounts being one person, the strongest first. */
export const HINT_REASONS = ['unionid', 'mobile', 'remark'] as const
export type HintReason = (typeof HINT_REASONS)[number]
export type HintStrength = 'certain' | 'strong' | 'weak'

/** How one rep calls the account; the company as written in the remark, else as WeCom has it. */
export type NamedBy = { userid: string; remark: string | null; corp: string | null }
export type Marks = { unionid: string | null; mobileKeys: readonly string[]; names: readonly NamedBy[] }
export type Verdict = { strength: HintStrength; reasons: HintReason[] }

const STRENGTH: Readonly<Record<HintReason, HintStrength>> = { unionid: 'certain', mobile: 'strong', remark: 'weak' }

const plain = (text: string | null): string => (text ?? '').normalize('NFKC').trim().toLowerCase()

/** Two reps may both know a 李总 of one company; one rep who writes the same name twice more likely met one person. */
const sameName = (a: NamedBy, b: NamedBy): boolean =>
  a.userid === b.userid &&
  plain(a.remark) !== '' &&
  plain(a.remark) === plain(b.remark) &&
  plain(a.corp) !== '' &&
  plain(a.corp) === plain(b.corp)

/** Null: nothing says that they are one. Whatever was said of the pair by a person is not asked here. */
export const judgePair = (one: Marks, other: Marks): Verdict | null => {
  const found: Readonly<Record<HintReason, boolean>> = {
    unionid: one.unionid !== null && one.unionid !== '' && one.unionid === other.unionid,
    mobile: one.mobileKeys.some((key) => other.mobileKeys.includes(key)),
    remark: one.names.some((a) => other.names.some((b) => sameName(a, b))),
  }
  const reasons = HINT_REASONS.filter((reason) => found[reason])
  const [strongest] = reasons
  return strongest === undefined ? null : { strength: STRENGTH[strongest], reasons }
}

const RANK: Readonly<Record<HintStrength, number>> = { certain: 0, strong: 1, weak: 2 }
/** The surest first. */
export const compareHints = (a: Verdict, b: Verdict): number =>
  RANK[a.strength] - RANK[b.strength] || b.reasons.length - a.reasons.length

const LOCAL_DIGITS = 8

/**
 * The digits that make a number, however it was typed: +86 138-0000-1234 is 13800001234. Null for what is too short to
 * belong to one person, like a hotline.
 */
export const mobileDigits = (mobile: string): string | null => {
  const digits = mobile.normalize('NFKC').replace(/\D/g, '')
  const local = digits.replace(/^(?:00)?86(?=1\d{10}$)/, '')
  return local.length < LOCAL_DIGITS ? null : local
}

/** A pair has one name, whoever of the two is looked at. */
export const pairOf = (one: string, other: string): readonly [string, string] =>
  one < other ? [one, other] : [other, one]
