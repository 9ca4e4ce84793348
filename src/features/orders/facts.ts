import type { Fact } from '../../spine/core.ts'

/** `countValid`: the person's valid orders with this fact counted. */
export type OrdersFact =
  | Fact<'order-paid', { orderNo: string; amount: number; currency: string; countValid: number }>
  | Fact<'order-refunded', { orderNo: string; refunded: number; currency: string; fully: boolean; countValid: number }>
