import { z } from 'zod'

export const targetScope = z.enum(['company', 'department', 'member'])
export const target = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  scope: targetScope,
  /** Department id or userid; empty for the company. */
  scopeId: z.string().max(64).default(''),
  amount: z.number().int().min(0),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
})
export type Target = z.infer<typeof target>

export const targetView = target.extend({ name: z.string(), actual: z.number().int() })
export const targetList = z.object({ items: z.array(targetView), nextCursor: z.string().nullable() })
