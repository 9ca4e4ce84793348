import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { open, seal } from '../../db/sealing.ts'
import { POSTPONE_POLICIES } from '../calendar/rules.ts'
import { BUILT_IN_FACTS, CARD_FACTS, DEFAULT_CARD_FACTS } from '../fields/rules.ts'
import { DEFAULT_TIMES } from './rules-times.ts'
import { settings } from './tables.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const no = z.boolean().default(false)

/** Every setting with its shape and default. A value the shape refuses counts as not set. */
export const SETTINGS = {
  /** Sent with the welcome code; an empty text sends none. */
  welcome: z
    .object({ text: z.string().max(1300) })
    .default({ text: '您好，我是{我的名字}，很高兴认识您。有什么想了解的，直接发给我就行，看到会马上回。' }),
  /** Fills the variables of scripts. */
  brand: z
    .object({
      name: z.string().max(60).default(''),
      product: z.string().max(60).default(''),
      store: z.string().max(60).default(''),
    })
    .default({ name: '', product: '', store: '' }),
  /** What scripts say where nothing better is known; a variable's own fallback counts only when these are empty. */
  scriptValues: z
    .object({
      coupon: z.string().trim().max(40).default(''),
      link: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]).default(''),
      appointment: z.string().trim().max(60).default(''),
    })
    .default({ coupon: '', link: '', appointment: '' }),
  /** The company's own, beside the list we ship. */
  forbiddenWords: z.object({ words: z.array(z.string().trim().min(1).max(20)).max(200) }).default({ words: [] }),
  /** What becomes of a step that falls on a day off; shops keep it, offices move it. */
  postpone: z.object({ policy: z.enum(POSTPONE_POLICIES) }).default({ policy: 'keep' }),
  /** When the house works and speaks. */
  times: z
    .object({
      lifecycle: clock.default(DEFAULT_TIMES.lifecycle),
      reconcile: clock.default(DEFAULT_TIMES.reconcile),
      stats: clock.default(DEFAULT_TIMES.stats),
      'group-digest': clock.default(DEFAULT_TIMES['group-digest']),
      'daily-reminders': clock.default(DEFAULT_TIMES['daily-reminders']),
      'daily-digest': clock.default(DEFAULT_TIMES['daily-digest']),
      'weekly-digest': clock.default(DEFAULT_TIMES['weekly-digest']),
      'monthly-digest': clock.default(DEFAULT_TIMES['monthly-digest']),
      'midday-reminder': clock.default(DEFAULT_TIMES['midday-reminder']),
      'wrap-up': clock.default(DEFAULT_TIMES['wrap-up']),
    })
    .default({ ...DEFAULT_TIMES }),
  /** Messages beside the one of the morning; a team asks for them. */
  dayMessages: z
    .object({ midday: no, wrapUp: no, allClear: no, leads: no })
    .default({ midday: false, wrapUp: false, allClear: false, leads: false }),
  /** What the card shows of a customer, in order: built-in facts, and `field:<id>` for the company's own. */
  cardFacts: z
    .object({
      keys: z
        .array(z.union([z.enum(BUILT_IN_FACTS), z.string().regex(/^field:\d{1,15}$/)]))
        .min(1)
        .max(CARD_FACTS)
        .refine((keys) => new Set<string>(keys).size === keys.length),
    })
    .default({ keys: [...DEFAULT_CARD_FACTS] }),
  /** `member` userid of the tag group's stage tags, found or made by us. */
  stageTags: z.record(z.string(), z.string()).default({}),
  /** Business time of the first start ever: what began in WeCom after it was ours to hear of. */
  firstStartAt: z.iso.datetime().optional(),
  trialSeeded: z.boolean().optional(),
  sessionSecret: z.string().min(32).optional(),
  /** Whose data this database holds. */
  corpId: z.string().min(1).optional(),
  /** Turns a customer's id into a pseudonym. Another one would bring everybody who was erased back. */
  pseudonymKey: z.string().min(32).optional(),
} as const
/** Texts that are sealed at rest. */
export const SEALED_SETTINGS = ['sessionSecret', 'pseudonymKey'] as const
const placeOf = (key: string): string | null => (SEALED_SETTINGS.some((one) => one === key) ? `settings.${key}` : null)

export type SettingKey = keyof typeof SETTINGS
export type SettingValue<K extends SettingKey> = z.output<(typeof SETTINGS)[K]>

export const readSetting = async <K extends SettingKey>(db: Db, key: K): Promise<SettingValue<K>> => {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
  const place = placeOf(key)
  return parseSetting(key, place !== null && typeof row?.value === 'string' ? open(row.value, place) : row?.value)
}

/** What a stored value means, for whoever reads several in one statement; not for sealed ones. */
export const parseSetting = <K extends SettingKey>(key: K, value: unknown): SettingValue<K> => {
  const parsed = SETTINGS[key].safeParse(value)
  return (parsed.success ? parsed.data : SETTINGS[key].parse(undefined)) as SettingValue<K>
}

/** Written by the first who comes; answers what is kept. Of replicas that start together all get the same. */
export const keepFirst = async <K extends SettingKey>(
  db: Db,
  key: K,
  given: { value: SettingValue<K>; at: Date },
): Promise<SettingValue<K>> => {
  await db
    .insert(settings)
    .values({ key, value: stored(key, given.value), setBy: 'system', setAt: given.at })
    .onConflictDoNothing()
  return readSetting(db, key)
}

const stored = (key: string, plain: unknown): unknown => {
  const place = placeOf(key)
  return place !== null && typeof plain === 'string' ? seal(plain, place) : plain
}

export const writeSetting = async <K extends SettingKey>(
  db: Db,
  key: K,
  { value: plain, by, at }: { value: SettingValue<K>; by: string; at: Date },
): Promise<void> => {
  const value = stored(key, plain)
  await db
    .insert(settings)
    .values({ key, value, setBy: by, setAt: at })
    .onConflictDoUpdate({ target: settings.key, set: { value, setBy: by, setAt: at } })
}
