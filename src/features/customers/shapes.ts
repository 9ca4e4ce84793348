import { z } from 'zod'
import { fieldWithValue } from '../fields/shapes.ts'
import { OUTCOME_KEYS } from '../follow-ups/outcomes-data.ts'
import { followUp } from '../follow-ups/shapes.ts'
import { stageKey } from '../lifecycle/shapes.ts'
import { me } from '../members/shapes.ts'
import { scriptView } from '../scripts/shapes.ts'
import { isoTime, money, page, pageBy } from '../settings/shapes.ts'
import { TIMELINE_FILTERS } from './rules-timeline.ts'

export const customerListQuery = pageBy((cursor) => /^\d{1,16}_.+$/.test(cursor)).extend({
  stage: stageKey.optional(),
  tag: z.string().optional(),
  q: z.string().trim().max(60).optional(),
})

export const customerRow = z.object({
  externalUserid: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  stage: z.object({ key: z.string(), label: z.string() }),
  owners: z.array(z.string()),
  /** Of a merged person, as far as the caller sees them; 1 for everybody else. */
  accounts: z.number().int(),
  lastContactAt: isoTime.nullable(),
})
const account = z.object({ externalUserid: z.string(), name: z.string() })
export const customerList = page(customerRow)
export type CustomerRow = z.infer<typeof customerRow>

export const tagView = z.object({ id: z.string(), name: z.string(), group: z.string() })

const usedOf = z.object({ used: z.number().int(), allowed: z.number().int() })

/** What the sidebar shows before anything is tapped, in one call. */
export const card = z.object({
  externalUserid: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  remark: z.string().nullable(),
  corpName: z.string().nullable(),
  gender: z.enum(['unknown', 'male', 'female']),
  stage: z.object({ key: z.string(), label: z.string(), since: isoTime, manual: z.boolean() }),
  tags: z.array(tagView),
  followers: z.array(
    z.object({ userid: z.string(), name: z.string(), since: isoTime, lastContactAt: isoTime.nullable() }),
  ),
  facts: z.object({
    /** 未联系: our last contact. */
    lastContactAt: isoTime.nullable(),
    /** 沉默: the customer's last sign of life. */
    lastInboundAt: isoTime.nullable(),
    silentDays: z.number().int(),
    lastOrderAt: isoTime.nullable(),
    orderCount: z.number().int(),
    /** One per currency; currencies are never added up. */
    orderTotals: z.array(money),
    cycleDays: z.number().int().nullable(),
    source: z.string(),
    addedAt: isoTime,
    mobiles: z.array(z.string()),
    description: z.string().nullable(),
  }),
  /**
   * The open follow-up to do now, with the script that fits; null when nothing is due or planned. A reader who follows
   * the customer gets his own, a lead or an admin the most urgent of all, which only its `userid` may settle.
   */
  nextStep: followUp
    .extend({
      script: z
        .object({
          id: z.string(),
          title: z.string(),
          /** All of it, in the order in which it goes out. */
          parts: scriptView.shape.parts,
          /** Forbidden words in it: shown before it is sent. */
          warnings: z.array(z.string()),
        })
        .nullable(),
      /** The rule that planned it, in words; null for what a person planned. */
      rule: z.object({ id: z.string(), text: z.string() }).nullable(),
    })
    .nullable(),
  /** What a colleague is about to do here, to be read: only its owner may settle a follow-up. */
  colleagueStep: z.object({ userid: z.string(), name: z.string(), text: z.string(), dueAt: isoTime }).nullable(),
  /** Talks we began, of how many a customer is spared; `over`: the next one is too many. */
  budget: z.object({ today: usedOf, week: usedOf, over: z.boolean() }),
  /** What this company shows of a customer, at most six: built-in facts and `field:<id>`. */
  shown: z.array(z.string()),
  fields: z.array(fieldWithValue),
  /** Open opportunities, and the day the next of them should close. */
  deals: z.object({ open: z.number().int(), nextOn: z.iso.date().nullable() }),
  /** Days of the next five weeks on which the team does not work: a proposed date passes over them. */
  restDays: z.array(z.iso.date()),
  risks: z.array(z.object({ code: z.string(), text: z.string() })),
  flags: z.array(z.string()),
  /** False once nobody of ours is a friend of this customer any more. */
  reachable: z.boolean(),
  /**
   * One of several accounts of one person; null for everybody else. `part`: another one stands for the person, which
   * is null where the caller may not see it.
   */
  merged: z
    .object({ role: z.enum(['primary', 'part']), primary: account.nullable(), accounts: z.array(account) })
    .nullable(),
})
export type Card = z.infer<typeof card>
/** What the page opens with, in one call. */
export const cardOpening = card.extend({
  me: me.omit({ department: true }),
  /** The first three that fit the stage. */
  scripts: z.array(scriptView),
})
export type CardOpening = z.infer<typeof cardOpening>

/** One line of the merged history; `text` is ready to read. */
export const timelineEntry = z.object({
  id: z.string(),
  kind: z.string(),
  at: isoTime,
  actor: z.object({ kind: z.enum(['member', 'customer', 'rule', 'system']), name: z.string() }),
  text: z.string(),
  detail: z.string().nullable(),
  /** Id of the rule that decided, where one did. */
  rule: z.string().nullable(),
  /** The same in words. */
  why: z.string().nullable(),
  /** The other account of a merged person with which it happened; null for this one. */
  account: account.nullable(),
})
export const timeline = page(timelineEntry)
export const timelineQuery = pageBy((cursor) => /^\d{1,15}_\d{1,15}$/.test(cursor)).extend({
  filter: z.enum(TIMELINE_FILTERS).default('all'),
})
export type TimelineEntry = z.infer<typeof timelineEntry>

export const moveStageBody = z.object({ stage: stageKey, reason: z.string().trim().max(200).optional() })
export const changeTagsBody = z.object({
  add: z.array(z.string()).max(50).default([]),
  remove: z.array(z.string()).max(50).default([]),
})
export const noteBody = z.object({
  text: z.string().trim().min(1).max(2000),
  nextStepOn: z.iso.date().optional(),
})
export const flagsBody = z.object({ flag: z.enum(['dnd', 'complaint', 'vip']), on: z.boolean() })

/** A contact with what follows from it, in one step. Something must be said: an outcome, words, a promise or a stage. */
export const logBody = z
  .object({
    outcome: z.enum(OUTCOME_KEYS).optional(),
    text: z.string().trim().max(2000).default(''),
    nextStepOn: z.iso.date().optional(),
    promise: z
      .object({
        on: z.iso.date(),
        at: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
          .default('18:00'),
      })
      .optional(),
    /** The follow-up this settles. */
    followUpId: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
    stage: stageKey.optional(),
    /** Why the stage goes backwards; the outcome's name and the text do as well. */
    reason: z.string().trim().max(200).optional(),
  })
  .refine((log) => log.outcome ?? log.stage ?? log.promise ?? (log.text === '' ? undefined : log.text), {
    path: ['outcome'],
    message: 'say an outcome, some text, a promise or a stage',
  })
/** `undo` is the name of what was logged, for `POST …/log/:id/undo` within ten minutes. */
export const logReply = z.object({ card, undo: z.string() })
/** Numbers in full; who read them is on the timeline and in the audit log. */
export const mobilesReply = z.object({ mobiles: z.array(z.string()) })
export type LogReply = z.infer<typeof logReply>
