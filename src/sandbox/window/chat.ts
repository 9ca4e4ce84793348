import type { Body } from '../api/replies.ts'
import { CHINA_OFFSET, type Kernel } from '../kernel.ts'
import { type ChatMessage, pairKey, type Relation, tagOf } from '../state.ts'
import { extraLines } from './extra-chats.ts'
import { nameOf } from './names.ts'

const KEPT_LINES = 120

const plain =
  (kernel: Kernel) =>
  (message: ChatMessage): Body => ({
    id: message.id,
    at: message.at.toISOString(),
    from: message.from,
    name: message.from === 'note' ? '' : nameOf(kernel, message.from),
    kind: message.kind,
    text: message.text,
    link: message.link ?? null,
    file: message.file ?? null,
    mini: message.mini ?? null,
  })

/** The messages of the open chat, oldest first. */
export const pageChat = (kernel: Kernel, rep: string, kind: string, id: string): Body[] => {
  const { state } = kernel
  if (kind === 'customer') return (state.chats.get(pairKey(rep, id)) ?? []).slice(-KEPT_LINES).map(plain(kernel))
  if (kind === 'group') return (state.groups.get(id)?.messages ?? []).slice(-KEPT_LINES).map(plain(kernel))
  if (kind !== 'robot' && kind !== 'app')
    return extraLines(kernel, rep, kind, id)
      .slice(-KEPT_LINES)
      .map((line) => ({ ...line, at: line.at.toISOString() }))
  const messages =
    kind === 'robot'
      ? (state.robots.get(id)?.messages ?? [])
      : state.appMessages.filter((message) => message.userid === rep)
  return messages.slice(-KEPT_LINES).map((message, index) => ({
    id: 'msgid' in message ? message.msgid : index,
    at: message.at.toISOString(),
    from: kind,
    name: kind === 'robot' ? (state.robots.get(id)?.name ?? '') : '掌柜助手',
    kind: message.msgtype,
    text: message.text,
    body: message.body[message.msgtype] ?? null,
  }))
}

const chinaDate = (seconds: number): string =>
  new Date((seconds + CHINA_OFFSET) * 1000).toISOString().slice(0, 16).replace('T', ' ')

const tagsOf = (kernel: Kernel, relation: Relation): string[] =>
  relation.tags.filter((id) => tagOf(kernel.state, id) !== null)

/** As the client shows them: the greatest order first. */
const inOrder = <Item extends { order: number; deleted: boolean }>(items: readonly Item[]): Item[] =>
  items.filter((one) => !one.deleted).sort((a, b) => b.order - a.order)

/** What WeCom's own page about a customer shows to that rep; null for somebody he never had. */
export const pageCustomer = (kernel: Kernel, rep: string, id: string): Body | null => {
  const { state } = kernel
  const relation = state.relations.get(pairKey(rep, id))
  if (relation === undefined) return null
  const colleagues = [...state.relations.values()].filter((one) => one.externalUserid === id && one.userid !== rep)
  return {
    id,
    name: nameOf(kernel, id),
    remark: relation.remark,
    description: relation.description,
    alive: relation.alive,
    addedAt: chinaDate(relation.createdAt),
    addWay: relation.addWay,
    state: relation.state,
    tags: tagsOf(kernel, relation),
    tagGroups: inOrder(state.tagGroups).map((group) => ({
      id: group.id,
      name: group.name,
      tags: inOrder(group.tags).map((tag) => ({ id: tag.id, name: tag.name })),
    })),
    colleagues: colleagues.map((one) => ({ userid: one.userid, name: nameOf(kernel, one.userid), alive: one.alive })),
    groups: [...state.groups.values()]
      .filter((group) => group.members.some((member) => member.id === id))
      .map((group) => group.name),
  }
}
