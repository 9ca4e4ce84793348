import { readableText } from '../api/message-text.ts'
import { type Body, bodyIn, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { sessionKey } from '../kf/state.ts'
import type { SmartRobot } from '../smart-robot/state.ts'
import { nameOf } from './names.ts'

/** A line as the page draws it; `task` is a card whose buttons are deeds of this page, or how it ended. */
export type ExtraLine = {
  id: string
  at: Date
  from: string
  name: string
  kind: string
  text: string
  body?: Body
  task?: { title: string; note: string; ending: string | null; buttons: { act: string; id: string; other: string }[] }
}
/** Chats that are neither with a friend nor in a customer group. */
export type ExtraChat = {
  kind: 'tasks' | 'smart' | 'kf'
  id: string
  name: string
  customer?: string
  lines: ExtraLine[]
}

const atSeconds = (seconds: number): Date => new Date(seconds * 1000)
const NOTICE = { from: 'app', name: '企业通知', kind: 'task' }

const sendLines = (kernel: Kernel, rep: string): ExtraLine[] =>
  [...kernel.state.growth.sends.values()].flatMap((send) => {
    const task = send.tasks.find((one) => one.userid === rep)
    if (task === undefined || send.creator !== null) return []
    const title = send.kind === 'group' ? 'group-send' : 'customer-send'
    const names = task.targets.slice(0, 3).map(({ id }) => kernel.state.groups.get(id)?.name ?? nameOf(kernel, id))
    const note = `${names.join('、')}${task.targets.length > 3 ? ` … (${task.targets.length})` : ''}`
    const ending = task.sentAt !== null ? 'sent' : send.cancelled ? 'cancelled' : null
    const buttons = ending === null ? [{ act: 'confirm-send', id: send.msgid, other: '' }] : []
    const card = { title, note, ending, buttons }
    return [{ ...NOTICE, id: send.msgid, at: atSeconds(send.createdAt), text: send.text, task: card }]
  })

const momentLines = (kernel: Kernel, rep: string): ExtraLine[] =>
  [...kernel.state.growth.moments.values()].flatMap((moment) => {
    const task = moment.tasks.find((one) => one.userid === rep)
    if (task === undefined) return []
    const ending = task.publishedAt !== null ? 'published' : moment.cancelled ? 'cancelled' : null
    const buttons = ending === null ? [{ act: 'publish-moment', id: moment.momentId, other: '' }] : []
    const card = { title: 'moment', note: `${task.customers.length}`, ending, buttons }
    return [{ ...NOTICE, id: moment.momentId, at: atSeconds(moment.createdAt), text: moment.text, task: card }]
  })

const TRANSFER_ENDINGS = { 1: 'accepted', 2: null, 3: 'refused', 4: 'taker-full' } as const

const transferLines = (kernel: Kernel, rep: string): ExtraLine[] =>
  kernel.state.growth.transfers
    .filter((one) => one.from === rep || one.to === rep)
    .map((one) => {
      const about = { id: one.externalUserid, other: one.from }
      const acts = one.status === 2 ? ['accept-transfer', 'refuse-transfer', 'exceed-transfer-limit'] : []
      const note = `${nameOf(kernel, one.from)} → ${nameOf(kernel, one.to)}`
      return {
        ...{ ...NOTICE, id: `${one.externalUserid} ${one.at}`, at: atSeconds(one.at) },
        text: nameOf(kernel, one.externalUserid),
        task: {
          ...{ title: 'transfer', note, ending: TRANSFER_ENDINGS[one.status] },
          buttons: acts.map((act) => ({ act, ...about })),
        },
      }
    })

const robotLines = (robot: SmartRobot, rep: string, kernel: Kernel): ExtraLine[] => [
  ...robot.heard
    .filter((one) => one.userid === rep)
    .map((one, at) => ({ ...one, id: `h${at}`, from: rep, name: nameOf(kernel, rep), kind: 'text' })),
  ...robot.said
    .filter((one) => one.to === rep)
    .map(({ at, msgtype, body }, index) => ({
      ...{ id: `s${index}`, at, from: 'robot', name: robot.name, body },
      kind: msgtype === 'stream' ? 'markdown' : msgtype,
      text: msgtype === 'stream' ? textIn(body, 'content') : readableText(msgtype, { [msgtype]: body }),
    })),
]

const KF_NOTES: Readonly<Record<string, string>> = {
  enter_session: '客户进入会话',
  session_status_change: '会话状态变了',
  servicer_status_change: '接待状态变了',
  msg_send_fail: '消息没有送达',
  user_recall_msg: '客户撤回了一条消息',
}

const kfLine = (kernel: Kernel, account: string, body: Body, at: number): ExtraLine => {
  const msgtype = textIn(body, 'msgtype')
  const head = { id: textIn(body, 'msgid'), at: atSeconds(at) }
  if (msgtype === 'event') {
    const type = textIn(bodyIn(body, 'event'), 'event_type')
    return { ...head, from: 'note', name: '', kind: 'note', text: KF_NOTES[type] ?? type }
  }
  const text = readableText(msgtype, body)
  const [customer, servicer] = [textIn(body, 'external_userid'), textIn(body, 'servicer_userid')]
  if (body.origin === 3)
    return { ...head, from: customer, name: kernel.kf.customers.get(customer)?.nickname ?? '', kind: msgtype, text }
  if (servicer !== '') return { ...head, from: servicer, name: nameOf(kernel, servicer), kind: msgtype, text }
  return { ...head, from: 'app', name: account, kind: msgtype, text }
}

/** An account without servicers is everybody's. */
const kfChats = (kernel: Kernel, rep: string): ExtraChat[] =>
  [...kernel.kf.sessions.values()].flatMap(({ openKfid, externalUserid }) => {
    const account = kernel.kf.accounts.get(openKfid)
    if (account === undefined || account.deleted || (account.servicers.size > 0 && !account.servicers.has(rep)))
      return []
    const lines = kernel.kf.rows
      .filter((row) => row.openKfid === openKfid && row.externalUserid === externalUserid)
      .map((row) => kfLine(kernel, account.name, row.body, row.at))
    const name = kernel.kf.customers.get(externalUserid)?.nickname ?? externalUserid
    return [{ kind: 'kf', id: sessionKey(openKfid, externalUserid), name, customer: externalUserid, lines }]
  })

const byTime = (lines: ExtraLine[]): ExtraLine[] => lines.sort((a, b) => a.at.getTime() - b.at.getTime())

/** Notices of the company (once there are any), smart robots, and the customers of service accounts. */
export const extraChats = (kernel: Kernel, rep: string): ExtraChat[] => {
  const notices = byTime([...sendLines(kernel, rep), ...momentLines(kernel, rep), ...transferLines(kernel, rep)])
  return [
    ...(notices.length === 0 ? [] : [{ kind: 'tasks' as const, id: 'tasks', name: '企业通知', lines: notices }]),
    ...[...kernel.smartRobots.robots.values()].map(
      (robot): ExtraChat => ({
        ...{ kind: 'smart', id: robot.botId, name: robot.name },
        lines: byTime(robotLines(robot, rep, kernel)),
      }),
    ),
    ...kfChats(kernel, rep),
  ]
}

export const extraLines = (kernel: Kernel, rep: string, kind: string, id: string): ExtraLine[] =>
  extraChats(kernel, rep).find((chat) => chat.kind === kind && chat.id === id)?.lines ?? []
