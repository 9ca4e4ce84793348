import { z } from 'zod'
import { isoTime, page } from '../settings/shapes.ts'

export const orderBody = z.object({
  orderNo: z.string().trim().min(1).max(64),
  /** Minor units: 56900 is ¥569.00. */
  amount: z.number().int().min(0).max(1_000_000_000_000),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  paidAt: isoTime,
})
export type OrderBody = z.infer<typeof orderBody>

export const order = z.object({
  orderNo: z.string(),
  externalUserid: z.string(),
  userid: z.string().nullable(),
  amount: z.number().int(),
  currency: z.string(),
  refundedAmount: z.number().int(),
  paidAt: isoTime,
})
export const orderList = page(order)
export type OrderView = z.infer<typeof order>

/** The open API's order: names its customer, may name the rep, may report a refund so far. */
export const openOrder = orderBody.extend({
  externalUserid: z.string().min(1).max(64),
  userid: z.string().min(1).max(64).optional(),
  refundedAmount: z.number().int().min(0).default(0),
})
export const openOrdersBody = z.object({ orders: z.array(openOrder).min(1).max(500) })
export const openOrdersReply = z.object({
  results: z.array(
    z.object({
      orderNo: z.string(),
      outcome: z.enum(['created', 'unchanged', 'updated', 'rejected']),
      why: z.string().optional(),
    }),
  ),
})
