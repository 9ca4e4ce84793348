import { z } from 'zod'
import { BadSwitch, createSwitches, type SwitchName } from '../switches/switches.ts'
import { SWITCHES } from '../switches/switches-data.ts'
import { MOMENT } from './moments.ts'
import { scriptStep } from './script.ts'

const SWITCH_NAMES = Object.keys(SWITCHES) as SwitchName[]

const share = z.number().min(0).max(1)
const weight = z.number().positive()
/** Half of the draws lie below the median, two thirds between median ÷ spread and median × spread. */
const around = z.strictObject({ median: z.number().positive(), spread: z.number().min(1) })
const moment = z.string().regex(MOMENT, 'a moment is written "Tue 10:00" or "day 2 10:00"')

export const channelShape = z.strictObject({
  name: z.string().min(1),
  weight,
  /** How the pair met: WeCom's `add_way`. */
  addWay: z.number().int().min(0).max(255),
  /** The contact way's State; at most 30 bytes come back in the callback. */
  state: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 30, 'a State has 30 bytes at most')
    .optional(),
  /** How many ask first and are accepted later. */
  half: share.default(0),
})

export const personaShape = z.strictObject({
  name: z.string().min(1),
  weight,
  /** How many write at all; without a greeting half as many. */
  answers: share,
  answerMinutes: around,
  /** How likely one line of the rep brings another of the customer. */
  talkative: share,
  writesPerWeek: z.number().min(0).max(100),
  buys: z.strictObject({ chance: share, afterDays: around, again: share, againDays: around }),
  /** Amounts of one order in fen. */
  tickets: z.array(z.number().int().positive()).min(1),
  complains: share,
  fallsSilent: share,
  deletes: z.strictObject({ chance: share, afterHours: around }),
  /** Activity at weekends beside that of a working day. */
  weekend: share,
})

export const temperamentShape = z.strictObject({
  name: z.string().min(1),
  weight,
  replyMinutes: around,
  hours: z.tuple([z.number().int().min(0).max(23), z.number().int().min(1).max(24)]).refine(([a, b]) => a < b),
  /** Working days, Monday 1 to Sunday 7. */
  days: z.array(z.number().int().min(1).max(7)).min(1),
  forgets: share,
  remarks: share,
  tags: share,
  /** How many promising customers this rep tags 意向 by hand in WeCom. */
  marksIntent: share,
  readsReminder: share,
  deletesQuiet: share,
})

const knownSwitches = (value: Record<string, unknown>, context: z.RefinementCtx): void => {
  try {
    createSwitches().setUnknown(value)
  } catch (error) {
    const problems = error instanceof BadSwitch ? error.problems : [`${error}`]
    for (const message of problems) context.addIssue({ code: 'custom', message })
  }
}

/** Any of the sandbox's switches by name, a return to their defaults, the end of all access tokens, or callbacks. */
const faultShape = z
  .strictObject({
    at: moment,
    switches: z.record(z.string(), z.unknown()).superRefine(knownSwitches).optional(),
    reset: z.array(z.enum(SWITCH_NAMES)).optional(),
    tokens: z.enum(['expire', 'invalidate']).optional(),
    /** Sends what is held back, or checks the callback address as the console does. */
    callbacks: z.enum(['flush', 'verify-url']).optional(),
  })
  .refine(({ at: _at, ...rest }) => Object.values(rest).some((one) => one !== undefined), {
    message: 'says nothing: give it switches, reset, tokens or callbacks',
  })

export const scenarioShape = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  about: z.string(),
  hours: z
    .number()
    .positive()
    .max(24 * 92),
  company: z.strictObject({
    teams: z.number().int().min(1).max(100),
    reps: z.number().int().min(1).max(10_000),
    /** Friends the reps have before the scenario starts. */
    customers: z.number().int().min(0).max(1_000_000),
  }),
  arrivals: z.strictObject({
    perDay: z.number().min(0).max(1_000_000),
    byHour: z.array(z.number().min(0)).length(24),
    /** Monday first; 1 is an ordinary day. */
    byWeekday: z.array(z.number().min(0)).length(7),
    /** How many add a second rep some days later. */
    second: share,
    /** How many of those who deleted come back. */
    return: share,
  }),
  channels: z.array(channelShape).min(1),
  personas: z.array(personaShape).min(1),
  temperaments: z.array(temperamentShape).min(1),
  groups: z.boolean(),
  faults: z.array(faultShape),
  /** What is done on purpose; nothing where it is left out. */
  script: z.array(scriptStep).optional(),
})

export type Scenario = z.infer<typeof scenarioShape>
export type Channel = z.infer<typeof channelShape>
export type Persona = z.infer<typeof personaShape>
export type Temperament = z.infer<typeof temperamentShape>
export type Fault = z.infer<typeof faultShape>

export type ReadScenario = { ok: true; scenario: Scenario } | { ok: false; problems: string[] }

/** Every problem at once, each with the place in the file. */
export const readScenario = (value: unknown): ReadScenario => {
  const read = scenarioShape.safeParse(value)
  if (read.success) return { ok: true, scenario: read.data }
  const problems = read.error.issues.map((issue) => `${issue.path.join('.') || 'the scenario'}: ${issue.message}`)
  return { ok: false, problems }
}
