import { z } from 'zod'

/** One misbehaviour or rule of WeCom: the shape of its value, its value when nobody touches it, and what it does. */
export type Switch<Value> = { shape: z.ZodType<Value>; initial: Value; zh: string; en: string }

export const row = <Value>(
  shape: z.ZodType<Value>,
  initial: NoInfer<Value>,
  zh: string,
  en: string,
): Switch<Value> => ({
  shape,
  initial,
  zh,
  en,
})

export const count = z.int().min(0)
export const texts = z.array(z.string())
export const perApi = z.record(z.string(), count)

export const PERIODS = ['minute', 'hour', 'day', 'month'] as const
export const FAULT_KINDS = ['timeout', 'http500', 'errcode', 'accept-then-cut', 'accept-then-500'] as const
const isPattern = (text: string): boolean => {
  const found = /^\/(.+)\/([a-z]*)$/.exec(text)
  if (found === null) return true
  try {
    return new RegExp(found[1] ?? '', found[2]) !== null
  } catch {
    return false
  }
}
export const fault = z.object({
  api: z.string().refine(isPattern, 'is not a pattern').optional(),
  kind: z.enum(FAULT_KINDS),
  errcode: z.int().optional(),
  times: z.int().min(1).optional(),
})
export const hiddenLimit = z.object({ api: z.string(), max: count, per: z.enum(PERIODS) })

export const CALLBACK_MODES = [
  'normal',
  'double',
  'late',
  'lost',
  'reordered',
  'wrong-signature',
  'wrong-receiver',
] as const
export const WELCOME_RACES = ['none', 'sending-then-free', 'sending-then-sent', 'sent'] as const
export const BRIDGE_FAILURES = [
  'none',
  'no-permission',
  'no-context',
  'cancel',
  'invalid-img-url',
  'cross-corp',
  'permission-denied',
  'not-in-allow-list',
  'invalid-signature',
  'windows-wording',
  'mac-wording',
  'silent',
] as const
/** How a transfer ends when its time is up: the customer said nothing, said no, or the new rep has no room. */
export const TRANSFER_OUTCOMES = ['accepted', 'refused', 'taker-full'] as const
/** What of a rep's edits in the client is announced. */
export const ANNOUNCED_EDITS = ['remark-and-tags', 'tags-only', 'remark-only', 'nothing'] as const
/** A deleted tag group is announced by itself, or after each of its tags. */
export const TAG_CASCADES = ['group-alone', 'every-tag'] as const
/** As whom the client lets the sidebar register: app (agentConfig), corp (config alone), or not at all. */
export const BRIDGE_IDENTITIES = ['app', 'corp', 'none'] as const
export const ROBOT_FATES = ['removed', 'disabled', 'not-in-group'] as const
