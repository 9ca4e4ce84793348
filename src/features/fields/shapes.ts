import { z } from 'zod'
import { FIELD_KINDS, LIMITS } from './rules.ts'

export const field = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(FIELD_KINDS),
  options: z.array(z.string()),
})
export const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
/** `value` is null where nobody has asked the customer yet. */
export const fieldWithValue = field.extend({ value: fieldValue.nullable() })
export type FieldWithValue = z.infer<typeof fieldWithValue>

export const fieldList = z.object({ items: z.array(field.extend({ retired: z.boolean(), answers: z.number().int() })) })
export type FieldList = z.infer<typeof fieldList>

export const addFieldBody = z.object({
  name: z.string().max(60),
  kind: z.enum(FIELD_KINDS),
  options: z.array(z.string().max(60)).max(60).default([]),
})
export const changeFieldBody = z.object({
  name: z.string().max(60).optional(),
  options: z.array(z.string().max(60)).max(60).optional(),
  retired: z.boolean().optional(),
  position: z.number().int().min(0).max(LIMITS.fields).optional(),
})
export const setValueBody = z.object({ value: fieldValue.nullable() })
