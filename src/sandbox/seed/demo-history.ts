import { GOODS_FEN, PEOPLE, SHARES } from './demo-data.ts'
import { seededRandom } from './seeded-random.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BUYERS = 25
const DAY = 86_400_000

export type DemoCustomer = {
  externalUserid: string
  userid: string
  name: string
  remark: string
  gender: 0 | 1 | 2
  index: number
}
export type DemoOrder = {
  orderNo: string
  amount: number
  currency: 'CNY'
  paidAt: Date
  externalUserid: string
  userid: string
}
export type DemoTarget = { userid: string | null; month: string; amount: number; currency: 'CNY' }
export type DemoHistory = { orders: DemoOrder[]; targets: DemoTarget[] }

/** The ids come from a fixed seed: the same sixty people at every start, so that a restart loses nobody. */
export const demoCustomers = (): DemoCustomer[] => {
  const random = seededRandom(20_240)
  const owners = SHARES.flatMap(([userid, count]) => Array.from({ length: count }, () => userid))
  return PEOPLE.map(([name, remark, gender], index) => {
    let externalUserid = 'wm'
    while (externalUserid.length < 32) externalUserid += LETTERS[Math.floor(random() * LETTERS.length)]
    return { externalUserid, userid: owners[index] ?? 'wangmin', name, remark, gender, index }
  })
}

const chinaMonth = (now: Date): string => new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)

/** Ninety days of orders for some 25 customers: most buy every few weeks, a few have stopped, one just began. */
const ordersOf = (customer: DemoCustomer, now: Date, rank: number): DemoOrder[] => {
  const random = seededRandom(7_000 + rank)
  const rhythm = 18 + Math.floor(random() * 30)
  const quietSince = rank % 6 === 5 ? 50 + Math.floor(random() * 20) : Math.floor(random() * 12) + 1
  const orders: DemoOrder[] = []
  for (let daysAgo = quietSince; daysAgo <= 88; daysAgo += rhythm + Math.floor(random() * 8)) {
    const midnight = Math.floor((now.getTime() + 8 * 3_600_000) / DAY) * DAY - 8 * 3_600_000
    const paidAt = new Date(midnight - daysAgo * DAY + (9 * 60 + Math.floor(random() * 720)) * 60_000)
    const amount = (GOODS_FEN[Math.floor(random() * GOODS_FEN.length)] ?? 16_900) + (random() < 0.3 ? 9_900 : 0)
    const orderNo = `QM${String(customer.index + 1).padStart(3, '0')}${String(orders.length + 1).padStart(3, '0')}`
    orders.push({
      orderNo,
      amount,
      currency: 'CNY',
      paidAt,
      externalUserid: customer.externalUserid,
      userid: customer.userid,
    })
  }
  return orders
}

/** Every second customer or so is a buyer, so that each rep has some. `now` is business time at the first start. */
export const demoHistory = (now: Date): DemoHistory => {
  const buyers = demoCustomers()
    .filter((customer) => customer.index % 12 < 5)
    .slice(0, BUYERS)
  const month = chinaMonth(now)
  const orders = buyers.flatMap((customer, rank) => ordersOf(customer, now, rank))
  const share = (userid: string, count: number): DemoTarget => ({
    userid,
    month,
    amount: count * 40_000,
    currency: 'CNY',
  })
  const own = SHARES.map(([userid, count]) => share(userid, count))
  const whole: DemoTarget = {
    userid: null,
    month,
    amount: own.reduce((sum, target) => sum + target.amount, 0),
    currency: 'CNY',
  }
  return { orders: orders.sort((a, b) => a.paidAt.getTime() - b.paidAt.getTime()), targets: [whole, ...own] }
}
