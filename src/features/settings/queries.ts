import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { settings } from './tables.ts'

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
  /** `member` userid of the tag group's stage tags, found or made by us. */
  stageTags: z.record(z.string(), z.string()).default({}),
  trialSeeded: z.boolean().optional(),
  sessionSecret: z.string().min(32).optional(),
  sync: z
    .object({
      running: z.boolean(),
      done: z.number(),
      total: z.number().nullable(),
      cursor: z.string().nullable(),
      batch: z.number(),
      lastError: z.string().nullable(),
      finishedAt: z.string().nullable(),
    })
    .optional(),
} as const
export type SettingKey = keyof typeof SETTINGS
export type SettingValue<K extends SettingKey> = z.output<(typeof SETTINGS)[K]>

export const readSetting = async <K extends SettingKey>(db: Db, key: K): Promise<SettingValue<K>> => {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
  const parsed = SETTINGS[key].safeParse(row?.value)
  return (parsed.success ? parsed.data : SETTINGS[key].parse(undefined)) as SettingValue<K>
}

export const writeSetting = async <K extends SettingKey>(
  db: Db,
  key: K,
  { value, by, at }: { value: SettingValue<K>; by: string; at: Date },
): Promise<void> => {
  await db
    .insert(settings)
    .values({ key, value, setBy: by, setAt: at })
    .onConflictDoUpdate({ target: settings.key, set: { value, setBy: by, setAt: at } })
}
