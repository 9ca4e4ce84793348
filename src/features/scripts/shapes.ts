import { z } from 'zod'
import { stageKey } from '../lifecycle/shapes.ts'
import { fileView } from '../media/shapes.ts'
import { isoTime, page, pageQuery } from '../settings/shapes.ts'

import { SCRIPT_STATES, SHELVES } from './rules-life.ts'
import { APPID, PAGE_PATH } from './rules-miniprogram.ts'

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
  'group',
] as const
export type ScriptCategory = (typeof SCRIPT_CATEGORIES)[number]

const fileId = z.string().regex(/^\d{1,15}$/)

export const scriptPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().trim().min(1).max(1300) }),
  z.object({
    type: z.literal('link'),
    title: z.string().trim().min(1).max(64),
    url: z.url({ protocol: /^https?$/ }).max(500),
    description: z.string().trim().max(120).default(''),
    /** The picture of the link's card in the chat; without it the client shows its own. */
    imageUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  }),
  z.object({ type: z.literal('image'), fileId }),
  z.object({ type: z.literal('file'), fileId }),
  z.object({
    type: z.literal('miniprogram'),
    appid: z.string().trim().regex(APPID, 'is wx and 16 digits or letters a–f'),
    title: z.string().trim().min(1).max(64),
    page: z.string().trim().max(500).regex(PAGE_PATH, 'is a path that ends in .html'),
    coverFileId: fileId,
  }),
])

export const scriptBody = z.object({
  title: z.string().trim().min(1).max(60),
  category: z.enum(SCRIPT_CATEGORIES),
  stages: z.array(stageKey).max(7).default([]),
  tags: z.array(z.string().trim().min(1).max(20)).max(10).default([]),
  parts: z.array(scriptPart).min(1).max(9),
  scope: z.enum(['company', 'personal']).default('personal'),
  /** The last day it may be said; null or left out: for ever. */
  validUntil: z.iso.date().nullable().default(null),
  /** Of a company script: for one department and those below it; null or left out: for everybody. */
  departmentId: z.number().int().positive().nullable().default(null),
  /** Of a company script: a draft is for those who look after the library. */
  state: z.enum(['draft', 'live']).optional(),
  /** Why forbidden words may stand in a company script; kept with its version and in the audit log. */
  allowWhy: z.string().trim().min(2).max(200).optional(),
})

/** Without defaults: a field that is left out stays as it is. */
export const scriptPatch = z.object({
  title: scriptBody.shape.title.optional(),
  category: scriptBody.shape.category.optional(),
  stages: z.array(stageKey).max(7).optional(),
  tags: z.array(z.string().trim().min(1).max(20)).max(10).optional(),
  parts: scriptBody.shape.parts.optional(),
  scope: z.enum(['company', 'personal']).optional(),
  validUntil: z.iso.date().nullable().optional(),
  departmentId: z.number().int().positive().nullable().optional(),
  state: scriptBody.shape.state,
  allowWhy: scriptBody.shape.allowWhy,
})

const effectShare = z.object({ customers: z.number().int(), share: z.number().nullable() })

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
      type: z.enum(['text', 'link', 'image', 'file', 'miniprogram']),
      /** The name of a picture or a file. */
      text: z.string(),
      url: z.string().nullable(),
      /** Variables without a value: sending is blocked while there is one. */
      missing: z.array(z.string()),
      /** Links and mini programs only; `text` repeats the title. */
      title: z.string().optional(),
      description: z.string().optional(),
      imageUrl: z.string().optional(),
      /** Mini programs only. */
      appid: z.string().optional(),
      page: z.string().optional(),
      /** The picture, the file, or the cover of the mini program's card; `problem`: why WeCom did not take it. */
      file: fileView.extend({ problem: z.string().optional() }).optional(),
    }),
  ),
  mine: z.boolean(),
  /** The department a company script is for; null for everybody's. */
  team: z.object({ id: z.number().int(), name: z.string() }).nullable(),
  state: z.enum(SCRIPT_STATES),
  /** Counts up with every change of title or text. */
  version: z.number().int(),
  validUntil: z.iso.date().nullable(),
  /** Its last day is past: nobody finds it in a chat any more. */
  over: z.boolean(),
  /** Who wrote it; only on what waits for a decision or came back from one. */
  author: z.string().optional(),
  /** Why it came back. */
  reviewNote: z.string().optional(),
  uses30d: z.number().int(),
  /** Different customers it was handed over to in those days. */
  customers30d: z.number().int(),
  /** Hand-overs of those with words changed before. */
  edited30d: z.number().int(),
  /** Within the last 90 days. */
  lastUsedAt: isoTime.nullable(),
  /**
   * Customers who got it in the last 30 days and had 48 hours to answer, and the share that did. The share is null
   * while there are too few, or while nobody's answers are seen at all. It goes with the script; it proves no cause.
   */
  replies: effectShare,
  /** The same for a stage that moved on within seven days. */
  advances: effectShare,
  /**
   * The same for an order within 30 days, of the customers who got it 30 to 90 days ago, and what they paid, in the
   * smallest unit of each currency, the largest first.
   */
  orders: effectShare.extend({ sums: z.array(z.object({ amount: z.number().int(), currency: z.string() })) }),
  favourite: z.boolean(),
  /** Forbidden words in it: a company script cannot be saved with one, a personal one can. */
  warnings: z.array(z.string()).optional(),
})
export const scriptList = page(scriptView)
export type ScriptView = z.infer<typeof scriptView>

export const scriptQuery = pageQuery.extend({
  q: z.string().trim().max(60).optional(),
  stage: stageKey.optional(),
  category: z.enum(SCRIPT_CATEGORIES).optional(),
  scope: z.enum(['company', 'personal']).optional(),
  /**
   * Only the caller's latest, newest first, or favourites. Or what is not simply in use, oldest first: offered, drafts,
   * soon over, out of use; everybody's for who looks after the library, the caller's own for others.
   */
  list: z.enum(['recent', 'favourite', ...SHELVES]).optional(),
  customer: z.string().optional(),
  /** `group` fills the variables for many readers at once. */
  audience: z.literal('group').optional(),
})
export const favouriteBody = z.object({ on: z.boolean() })
export const submitBody = z.object({ on: z.boolean() })
/** `version`: what was read; a script that was changed meanwhile is not decided. */
export const decideBody = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('publish'), version: z.number().int(), allowWhy: scriptBody.shape.allowWhy }),
  z.object({ decision: z.literal('return'), version: z.number().int(), note: z.string().trim().min(2).max(200) }),
])
/** What a script said, newest first. */
export const scriptVersions = z.object({
  items: z.array(
    z.object({
      version: z.number().int(),
      title: z.string(),
      parts: z.array(scriptView.shape.parts.element.pick({ type: true, text: true, url: true })),
      /** null for the library we ship. */
      by: z.string().nullable(),
      at: isoTime,
      /** Forbidden words somebody let stand. */
      allowed: z.object({ words: z.array(z.string()), by: z.string().nullable(), why: z.string() }).nullable(),
    }),
  ),
})
export type ScriptVersions = z.infer<typeof scriptVersions>
export const sentBody = z.object({
  externalUserid: z.string().min(1),
  part: z.number().int().min(0).max(8).optional(),
  /** The sender's own name for this hand-over: a repeated request with it counts once, whenever it comes. */
  key: z.string().min(8).max(64).optional(),
  /** The words were changed before they went out. */
  edited: z.boolean().optional(),
})

export const partParams = z.object({
  id: z.coerce.number().int().positive(),
  part: z.coerce.number().int().min(0).max(8),
})
/** `stale`: an id the client has just refused. */
export const partMediaBody = z.object({ stale: z.string().max(200).optional() })
/** For pictures and files WeCom's id, good until then; for a mini program the address of its cover. */
export const partMediaReply = z.object({
  mediaId: z.string().nullable(),
  until: isoTime.nullable(),
  imageUrl: z.string().nullable(),
})
export type PartMediaReply = z.infer<typeof partMediaReply>

export const checkBody = z.object({
  texts: z.array(z.string().max(1300)).min(1).max(20),
  /** Fills the variables for this customer; without it for an invented one. */
  customer: z.string().optional(),
  /** The script they come from: words that were let stand in it are not named again. */
  script: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
})
/** Texts as a customer would read them, and what speaks against sending or saving them. */
export const checkReply = z.object({
  texts: z.array(z.object({ text: z.string(), missing: z.array(z.string()) })),
  forbidden: z.array(z.string()),
  unknown: z.array(z.string()),
})
export type ScriptCheck = z.infer<typeof checkReply>
