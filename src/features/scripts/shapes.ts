import { z } from 'zod'
import { page, pageQuery } from '../settings/shapes.ts'

export const SCRIPT_CATEGORIES = [
  'welcome',
  'needs',
  'value',
  'offer',
  'objection',
  'closing',
  'after-sales',
  'satisfaction',
  'repurchase',
  'wake-up',
  'care',
  'complaint',
  'festival',
] as const

export const scriptPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().trim().min(1).max(1300) }),
  z.object({
    type: z.literal('link'),
    title: z.string().min(1).max(64),
    url: z.url(),
    description: z.string().max(120).default(''),
  }),
])

export const scriptBody = z.object({
  title: z.string().trim().min(1).max(60),
  category: z.enum(SCRIPT_CATEGORIES),
  stages: z.array(z.string()).max(7).default([]),
  tags: z.array(z.string().trim().min(1).max(20)).max(10).default([]),
  parts: z.array(scriptPart).min(1).max(9),
  scope: z.enum(['company', 'personal']).default('personal'),
})

/** Without defaults: a field that is left out stays as it is. */
export const scriptPatch = z.object({
  title: scriptBody.shape.title.optional(),
  category: scriptBody.shape.category.optional(),
  stages: z.array(z.string()).max(7).optional(),
  tags: z.array(z.string().trim().min(1).max(20)).max(10).optional(),
  parts: scriptBody.shape.parts.optional(),
  scope: z.enum(['company', 'personal']).optional(),
})

/** One script as the rep sees it; with `?customer=` the variables are filled in. */
export const scriptView = z.object({
  id: z.string(),
  title: z.string(),
  scope: z.enum(['company', 'personal']),
  category: z.string(),
  categoryLabel: z.string(),
  stages: z.array(z.string()),
  tags: z.array(z.string()),
  parts: z.array(
    z.object({
      type: z.enum(['text', 'link']),
      text: z.string(),
      url: z.string().nullable(),
      /** Variables without a value: sending is blocked while there is one. */
      missing: z.array(z.string()),
      /** Links only; `text` repeats the title. */
      title: z.string().optional(),
      description: z.string().optional(),
    }),
  ),
  mine: z.boolean(),
  uses30d: z.number().int(),
  /** Forbidden words in a personal script, in the answer to saving it. */
  warnings: z.array(z.string()).optional(),
})
export const scriptList = page(scriptView)
export type ScriptView = z.infer<typeof scriptView>

export const scriptQuery = pageQuery.extend({
  q: z.string().trim().max(60).optional(),
  stage: z.string().optional(),
  category: z.enum(SCRIPT_CATEGORIES).optional(),
  customer: z.string().optional(),
})
export const sentBody = z.object({ externalUserid: z.string().min(1), part: z.number().int().min(0).max(8).optional() })
