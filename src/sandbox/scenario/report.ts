import type { DeedKind } from './deeds.ts'
import type { Hour } from './hours.ts'
import type { Ledger } from './ledger.ts'
import { isoOf, weekdayOf } from './moments.ts'

const LABELS: Record<DeedKind, string> = {
  'half-added': '申请',
  added: '新增',
  returned: '回流',
  'customer-said': '客户说',
  complained: '投诉',
  'rep-said': '导购说',
  remarked: '备注',
  tagged: '打标签',
  'intent-tagged': '标意向',
  ordered: '下单',
  'customer-deleted': '被删',
  'rep-deleted': '删客户',
  'app-opened': '进应用',
  'send-confirmed': '确认群发',
  'group-created': '建群',
  'group-joined': '进群',
  'group-left': '退群',
  switched: '开关',
  scripted: '剧本',
}
const KINDS = Object.keys(LABELS) as DeedKind[]

const deedsText = (deeds: Ledger['deeds']): string =>
  KINDS.flatMap((kind) => (deeds[kind] === undefined ? [] : [`${LABELS[kind]} ${deeds[kind]}`])).join('  ')

/** One line per simulated hour. */
export const hourText = ({ at, deeds, callbacks, calls }: Hour): string => {
  const when = `${isoOf(at).slice(5, 10)} 周${'一二三四五六日'[weekdayOf(at) - 1]} ${isoOf(at).slice(11, 13)}时`
  return `${when} | ${deedsText(deeds) || '—'} | 回调 ${callbacks} 接口 ${calls}`
}

const codesText = (codes: Record<string, number>): string =>
  Object.entries(codes)
    .map(([code, count]) => `${code === 'none' ? '无应答 no answer' : code}×${count}`)
    .join(' ')

/** The summary at the end: what was sent, how it was taken, what came back. */
export const ledgerText = ({ deeds, callbacks, calls, effects, welcomesLate, orders, unseen }: Ledger): string => {
  const refused = Object.keys(orders.refused).length === 0 ? '' : `  (${codesText(orders.refused)})`
  const lines = [
    '—— 账本 · ledger ——',
    `发生 happened      ${deedsText(deeds) || '—'}`,
    `回调 callbacks     发出 sent ${callbacks.sent}  已应答 acknowledged ${callbacks.acknowledged}  重试 retried ${callbacks.retried}  放弃 given up ${callbacks.givenUp}  丢失 lost ${callbacks.lost}`,
    `效果 effects       欢迎语 welcomes ${effects.welcomes}  标签 tag writes ${effects.stageTags}  应用消息 app messages ${effects.appMessages}  群机器人 robot messages ${effects.robotMessages}`,
    `欢迎语迟到或没有 without a welcome in time  ${welcomesLate}`,
    `订单 orders        下单 made ${orders.made}  已收 taken ${orders.taken}  未收 not taken ${orders.waiting}${refused}`,
    '接口 API calls (name  errcode×count)',
    ...Object.entries(calls)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, codes]) => `  ${name.padEnd(44)} ${codesText(codes)}`),
  ]
  if (unseen > 0) lines.push(`未计入 not counted, too fast to be read: ${unseen}`)
  return lines.join('\n')
}
