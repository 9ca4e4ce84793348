import { type ApiContext, type Apis, type Body, fine, numberIn, type Reply, refuse, textIn } from '../api/replies.ts'
import { CHINA_OFFSET, chinaDay, type Kernel } from '../kernel.ts'
import { isAccount, type KfRow, usableAccount } from './state.ts'

const MAX_DAYS = 31
const MAX_BACK = 180
const READY_HOUR = 6

type Range = { from: number; to: number }

/** Days as China counts them. Yesterday is there from 06:00 on, today never. */
const rangeOf = (kernel: Kernel, body: Body): Range | null => {
  const [start, end] = [numberIn(body, 'start_time'), numberIn(body, 'end_time')]
  if (start === null || end === null || end < start) return null
  const [from, to, today] = [chinaDay(start), chinaDay(end), chinaDay(kernel.seconds())]
  return to - from >= MAX_DAYS || today - from > MAX_BACK ? null : { from, to }
}

const lastReadyDay = (kernel: Kernel): number => {
  const now = kernel.seconds()
  const hour = Math.floor(((now + CHINA_OFFSET) % 86_400) / 3600)
  return chinaDay(now) - (hour >= READY_HOUR ? 1 : 2)
}

const isEvent = (row: KfRow, type: string): boolean =>
  row.body.msgtype === 'event' && (row.body.event as Body | undefined)?.event_type === type

const figuresOf = (rows: readonly KfRow[], servicer: string): Body => {
  const said = rows.filter((row) => row.body.origin === 3)
  const answered = rows.filter(
    (row) => row.body.origin === 5 && (servicer === '' || row.body.servicer_userid === servicer),
  )
  const people = new Set(said.map((row) => row.externalUserid))
  if (servicer !== '') {
    const served = new Set(answered.map((row) => row.externalUserid))
    return { session_cnt: served.size, customer_cnt: served.size, servicer_msg_cnt: answered.length }
  }
  return {
    session_cnt: people.size,
    customer_cnt: people.size,
    customer_msg_cnt: said.length,
    enter_session_cnt: rows.filter((row) => isEvent(row, 'enter_session')).length,
    ai_session_reply_cnt: rows.filter((row) => !row.listed).length,
  }
}

const statistics = (context: ApiContext, servicer: string): Reply => {
  const { kernel, body } = context
  const account = usableAccount(context)
  if (!isAccount(account)) return account
  const range = rangeOf(kernel, body)
  if (range === null) return refuse(context, 40058)
  const list: Body[] = []
  for (let day = range.from; day <= Math.min(range.to, lastReadyDay(kernel)); day += 1) {
    const rows = kernel.kf.rows.filter((row) => row.openKfid === account.openKfid && chinaDay(row.at) === day)
    list.push({ stat_time: day * 86_400 - CHINA_OFFSET, statistic: figuresOf(rows, servicer) })
  }
  return fine({ statistic_list: list })
}

export const kfStatisticApis: Apis = {
  'kf/get_corp_statistic': {
    method: 'POST',
    empty: { statistic_list: [] },
    run: (context) => statistics(context, ''),
  },
  'kf/get_servicer_statistic': {
    method: 'POST',
    empty: { statistic_list: [] },
    run: (context) => statistics(context, textIn(context.body, 'servicer_userid')),
  },
}
