import { z } from 'zod'
import { MOMENT } from './moments.ts'

const at = z.string().regex(MOMENT, 'a moment is written "Tue 10:00" or "day 2 10:00"')
/** The n-th rep, the n-th person whom the company ever meets (old friends first), counted from 1. */
const rep = z.int().min(1)
const customer = z.int().min(1)
/** A name within the script: `create-group` gives it, later steps use it. */
const group = z.string().min(1)
const name = z.string().min(1).max(30)
const pair = { at, rep, customer }

/** What people do on purpose, at a moment, beside everything that happens by itself. */
export const scriptStep = z.discriminatedUnion(
  'do',
  [
    z.strictObject({ do: z.literal('add-customer'), ...pair }),
    /** From `rep` to the colleague `to`; of whoever has left by then it is an assignment. */
    z.strictObject({ do: z.literal('hand-over'), at, rep, to: rep, customers: z.array(customer).min(1) }),
    z.strictObject({ do: z.literal('accept-transfer'), ...pair }),
    z.strictObject({ do: z.literal('refuse-transfer'), ...pair }),
    z.strictObject({ do: z.literal('exceed-transfer-limit'), ...pair }),
    z.strictObject({ do: z.literal('agree-archive'), ...pair }),
    z.strictObject({ do: z.literal('send-media'), ...pair, kind: z.enum(['image', 'video', 'file']) }),
    z.strictObject({ do: z.literal('member-leaves'), at, rep }),
    z.strictObject({ do: z.literal('tap-card'), at, rep, key: z.string().min(1) }),
    z.strictObject({
      do: z.literal('company-moment'),
      at,
      text: z.string().min(1).max(2000),
      reps: z.array(rep).min(1),
    }),
    z.strictObject({ do: z.literal('cancel-moments'), at }),
    z.strictObject({ do: z.literal('publish-moments'), at, rep }),
    z.strictObject({ do: z.literal('create-tag-group'), at, tagGroup: name, tags: z.array(name).min(1) }),
    z.strictObject({ do: z.literal('rename-tag'), at, tag: name, name }),
    z.strictObject({ do: z.literal('delete-tag'), at, tag: name }),
    z.strictObject({ do: z.literal('delete-tag-group'), at, tagGroup: name }),
    z.strictObject({ do: z.literal('shuffle-tags'), at, tagGroup: name.optional() }),
    z.strictObject({ do: z.literal('create-group'), at, group, rep, name, customers: z.array(customer).min(1) }),
    z.strictObject({ do: z.literal('join-group'), at, group, customer }),
    z.strictObject({ do: z.literal('leave-group'), at, group, customer, removed: z.boolean().optional() }),
    z.strictObject({ do: z.literal('rename-group'), at, group, name }),
    z.strictObject({ do: z.literal('group-owner'), at, group, rep }),
    z.strictObject({ do: z.literal('dismiss-group'), at, group }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? `there is no such deed; ${SCRIPT_DEEDS.join(', ')}` : undefined,
  },
)

export type ScriptStep = z.infer<typeof scriptStep>

export const SCRIPT_DEEDS: readonly string[] = scriptStep.options.map((option) => option.shape.do.value)
