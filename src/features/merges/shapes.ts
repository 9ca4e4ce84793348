import { z } from 'zod'
import { isoTime, money } from '../settings/shapes.ts'
import { HINT_REASONS } from './rules-duplicates.ts'

/** One account beside another, for a person to compare. */
export const accountSide = z.object({
  externalUserid: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  corpName: z.string().nullable(),
  kind: z.enum(['wechat', 'wecom']),
  stage: z.object({ key: z.string(), label: z.string() }),
  orderCount: z.number().int(),
  orderTotals: z.array(money),
  owners: z.array(z.string()),
  addedAt: isoTime,
  /** Somebody of ours is a friend. */
  reachable: z.boolean(),
  /** Stands for other accounts already. */
  isPrimary: z.boolean(),
})
export type AccountSide = z.infer<typeof accountSide>

export const duplicates = z.object({
  self: accountSide,
  /** Who may be the same person, the surest first; nobody the caller may not see. */
  hints: z.array(
    z.object({
      other: accountSide,
      strength: z.enum(['certain', 'strong', 'weak']),
      reasons: z.array(z.enum(HINT_REASONS)),
      /** Which of the two should stand for the person. */
      suggested: z.string(),
    }),
  ),
  /** The person's other accounts that the caller may see; null where nothing was merged. */
  person: z.object({ primary: accountSide.nullable(), accounts: z.array(accountSide) }).nullable(),
})
export type Duplicates = z.infer<typeof duplicates>
export type Hint = Duplicates['hints'][number]

const id = z.string().min(1).max(64)
/** `primary`: which of the two stands for the person. */
export const mergeBody = z.object({ other: id, primary: z.enum(['this', 'other']).default('this') })
export const separateBody = z.object({ other: id })
export const dismissHintBody = z.object({ other: id, dismissed: z.boolean().default(true) })
