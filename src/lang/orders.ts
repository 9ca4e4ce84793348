import { langFor } from './lang.ts'

const zhCN = {
  'no-such-customer': '没有这位客户',
  'no-such-member': '没有这位员工',
  'order-conflict': '这个订单号已登记给其他客户或金额不同',
  'paid-in-future': '付款时间不能晚于现在',
  'refund-too-big': '退款不能超过订单金额',
}

const en: typeof zhCN = {
  'no-such-customer': 'There is no such customer',
  'no-such-member': 'There is no such member',
  'order-conflict': 'This order number is recorded with another customer or amount',
  'paid-in-future': 'The time of payment cannot lie in the future',
  'refund-too-big': 'A refund cannot exceed the order',
}

export const orderWords = (lang: string): typeof zhCN => (langFor(lang) === 'en' ? en : zhCN)
