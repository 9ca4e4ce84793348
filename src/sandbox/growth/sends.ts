import type { Body } from '../api/replies.ts'
import { CHINA_OFFSET, chinaDay, type Kernel } from '../kernel.ts'
import { say } from '../people/facts.ts'
import { aliveRelation, pairKey, type Relation, tagOf } from '../state.ts'
import { attachmentText } from './common.ts'
import type { GroupSend, SendTarget, SendTask } from './state.ts'

/** `2026-11` and its number of days, as China counts them. */
export const monthOf = (seconds: number): { name: string; days: number } => {
  const local = new Date((seconds + CHINA_OFFSET) * 1000)
  const days = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate()
  return { name: local.toISOString().slice(0, 7), days }
}

/** Has a customer or group had what a month, or where a day is counted a day, allows? Looks at the sends once. */
export const enoughOf = (kernel: Kernel): ((id: string) => boolean) => {
  const now = kernel.seconds()
  const [month, today] = [monthOf(now), chinaDay(now)]
  const [inMonth, inDay] = [new Map<string, number>(), new Map<string, number>()]
  const count = (map: Map<string, number>, id: string): unknown => map.set(id, (map.get(id) ?? 0) + 1)
  const targets = [...kernel.state.growth.sends.values()].flatMap((send) => send.tasks.flatMap((task) => task.targets))
  for (const { id, status, at } of targets) {
    if (status !== 1 || at === null) continue
    if (monthOf(at).name === month.name) count(inMonth, id)
    if (chinaDay(at) === today) count(inDay, id)
  }
  const perMonth = kernel.switches.get('groupSendsPerMonth') ?? month.days
  const perDay = kernel.switches.get('groupSendsPerDay')
  return (id) => (inMonth.get(id) ?? 0) >= perMonth || (perDay !== 0 && (inDay.get(id) ?? 0) >= perDay)
}

const lastTalk = (kernel: Kernel, relation: Relation): number => {
  const chat = kernel.state.chats.get(pairKey(relation.userid, relation.externalUserid)) ?? []
  const last = chat.findLast((message) => message.kind !== 'note')
  return last === undefined ? relation.createdAt : Math.floor(last.at.getTime() / 1000)
}

/** One sender a customer: whoever talked with them last. */
export const senderFor = (kernel: Kernel, relations: readonly Relation[]): Relation | null =>
  relations.reduce<Relation | null>(
    (best, one) => (best === null || lastTalk(kernel, one) > lastTalk(kernel, best) ? one : best),
    null,
  )

/** Lists are joined by "and", what stands in one of them by "or". */
export const fitsTags = (kernel: Kernel, relation: Relation, groups: readonly (readonly string[])[]): boolean =>
  groups.every((tags) => tags.some((id) => relation.tags.includes(id) && tagOf(kernel.state, id) !== null))

const deliverToCustomer = (kernel: Kernel, send: GroupSend, task: SendTask, id: string): void => {
  const pair = { userid: task.userid, externalUserid: id }
  if (send.text !== '') say(kernel, pair, { from: task.userid, kind: 'text', text: send.text })
  for (const attachment of send.attachments)
    say(kernel, pair, { from: task.userid, kind: chatKind(attachment), text: attachmentText(attachment) })
}

const chatKind = (attachment: Body): 'image' | 'video' | 'file' | 'news' | 'miniprogram' => {
  switch (attachment.msgtype) {
    case 'video':
    case 'file':
    case 'miniprogram':
      return attachment.msgtype
    case 'link':
      return 'news'
    default:
      return 'image'
  }
}

const deliverToGroup = (kernel: Kernel, send: GroupSend, task: SendTask, id: string): void => {
  const group = kernel.state.groups.get(id)
  if (group === undefined) return
  const post = (kind: ReturnType<typeof chatKind> | 'text', text: string): void => {
    group.messages.push({ id: kernel.nextNumber(), at: kernel.now(), from: task.userid, kind, text })
  }
  if (send.text !== '') post('text', send.text)
  for (const attachment of send.attachments) post(chatKind(attachment), attachmentText(attachment))
}

const gone = (kernel: Kernel, send: GroupSend, task: SendTask, id: string): boolean =>
  send.kind === 'group'
    ? kernel.state.groups.get(id)?.owner !== task.userid
    : aliveRelation(kernel.state, task.userid, id) === null

/** The rep's confirmation decides for every receiver anew: friends may have gone since the task was made. */
export const confirmTask = (
  kernel: Kernel,
  send: GroupSend,
  { task, chosen }: { task: SendTask; chosen: readonly string[] | null },
): void => {
  const now = kernel.seconds()
  const hadEnough = enoughOf(kernel)
  const settle = (target: SendTarget): void => {
    if (chosen !== null && !chosen.includes(target.id)) return
    if (gone(kernel, send, task, target.id)) target.status = 2
    else if (hadEnough(target.id)) target.status = 3
    else {
      target.status = 1
      target.at = now
      if (send.kind === 'group') deliverToGroup(kernel, send, task, target.id)
      else deliverToCustomer(kernel, send, task, target.id)
    }
  }
  for (const target of task.targets) settle(target)
  task.sentAt = now
  kernel.version += 1
}
