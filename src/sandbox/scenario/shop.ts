import type { ShopOrder } from './actor.ts'
import type { Ledger } from './ledger.ts'

export type Placed = { ok: true } | { ok: false; why: string }
export type PlaceOrder = (order: ShopOrder) => Promise<Placed>

/** A shop system reports an order until it is taken: a customer may be bought for before the product knows her. */
export const createShop = (ledger: Ledger, place: PlaceOrder | null) => {
  let waiting: ShopOrder[] = []
  const report = async (order: ShopOrder): Promise<void> => {
    const answer = place === null ? null : await place(order)
    if (answer?.ok === true) {
      ledger.orders.taken += 1
    } else {
      waiting.push(order)
      if (answer !== null) ledger.orders.refused[answer.why] = (ledger.orders.refused[answer.why] ?? 0) + 1
    }
    ledger.orders.waiting = waiting.length
  }
  return {
    order: (order: ShopOrder): Promise<void> => {
      ledger.orders.made += 1
      return report(order)
    },
    again: async (): Promise<void> => {
      if (place === null) return
      const list = waiting
      waiting = []
      for (const order of list) await report(order)
      ledger.orders.waiting = waiting.length
    },
  }
}
