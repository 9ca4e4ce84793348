import { CHINA_OFFSET, type Kernel } from './kernel.ts'
import type { Body } from './replies.ts'
import { type ChatMessage, memberOf, pairKey, type Relation, tagOf } from './state.ts'

/** The app and the robots stand on top until they have said something: a trial looks for them there. */
const PINNED = '9999'

const iso = (at: Date | undefined): string | null => at?.toISOString() ?? null

const lastOf = (messages: readonly ChatMessage[] | undefined): { text: string; at: string | null } => {
  const last = messages?.at(-1)
  return { text: last?.text ?? '', at: iso(last?.at) }
}

const customerRow = (kernel: Kernel, relation: Relation): Body => {
  const chat = kernel.state.chats.get(pairKey(relation.userid, relation.externalUserid))
  const name = kernel.state.customers.get(relation.externalUserid)?.name ?? ''
  const last = lastOf(chat)
  return {
    kind: 'customer',
    id: relation.externalUserid,
    name,
    remark: relation.remark,
    text: last.at === null ? '我通过了你的好友请求' : last.text,
    at: last.at ?? new Date(relation.createdAt * 1000).toISOString(),
    alive: relation.alive,
    tags: relation.tags.flatMap((id) => tagOf(kernel.state, id)?.tag.name ?? []),
  }
}

const rowsOf = (kernel: Kernel, rep: string): Body[] => {
  const { state } = kernel
  const mine = [...state.relations.values()].filter(
    (relation) => relation.userid === rep && (relation.alive || state.chats.has(pairKey(rep, relation.externalUserid))),
  )
  const app = state.appMessages.filter((message) => message.userid === rep).at(-1)
  const robots = [...state.robots.values()].filter((robot) => robot.members === null || robot.members.includes(rep))
  const groups = [...state.groups.values()].filter((group) => group.members.some((member) => member.id === rep))
  return [
    ...mine.map((relation) => customerRow(kernel, relation)),
    { kind: 'app', id: 'app', name: '掌柜助手', text: app?.text ?? '', at: iso(app?.at) },
    ...robots.map((robot) => ({
      kind: 'robot',
      id: robot.key,
      name: robot.name,
      text: robot.messages.at(-1)?.text ?? '',
      at: iso(robot.messages.at(-1)?.at),
    })),
    ...groups.map((group) => ({
      kind: 'group',
      id: group.chatId,
      name: `${group.name}（${group.members.length}）`,
      ...lastOf(group.messages),
      at: iso(group.messages.at(-1)?.at) ?? new Date(group.createdAt * 1000).toISOString(),
    })),
  ].sort((a, b) => `${b.at ?? PINNED}`.localeCompare(`${a.at ?? PINNED}`))
}

/** What the page shows outside the open chat. */
export const pageState = (kernel: Kernel, asked: string): Body => {
  const { state, options } = kernel
  const rep = memberOf(state, asked)?.userid ?? memberOf(state, 'wangmin')?.userid ?? options.adminUserid
  return {
    rep,
    reps: [...state.members.values()].map(({ userid, name, position }) => ({ userid, name, position })),
    rows: rowsOf(kernel, rep),
    robots: [...state.robots.values()].map(({ key, name }) => ({
      name,
      url: new URL(`/cgi-bin/webhook/send?key=${key}`, options.appUrl()).toString(),
    })),
    canAdvance: options.advance !== undefined,
    canOrder: options.onOrder !== undefined,
    faults: kernel.faults.list().map((fault) => ({
      kind: fault.kind,
      api: fault.api === undefined ? null : `${fault.api}`,
      errcode: fault.errcode ?? null,
    })),
    mode: kernel.sender?.mode() ?? 'normal',
    bridge: kernel.bridgeFailure,
  }
}

const plain = (message: ChatMessage): Body => ({
  id: message.id,
  at: message.at.toISOString(),
  from: message.from,
  kind: message.kind,
  text: message.text,
  link: message.link ?? null,
})

/** The messages of the open chat, oldest first. */
export const pageChat = (kernel: Kernel, rep: string, kind: string, id: string): Body[] => {
  const { state } = kernel
  if (kind === 'customer') return (state.chats.get(pairKey(rep, id)) ?? []).map(plain)
  if (kind === 'group') return (state.groups.get(id)?.messages ?? []).map(plain)
  const messages =
    kind === 'robot'
      ? (state.robots.get(id)?.messages ?? [])
      : state.appMessages.filter((message) => message.userid === rep)
  return messages.slice(-80).map((message, index) => ({
    id: 'msgid' in message ? message.msgid : index,
    at: message.at.toISOString(),
    from: kind,
    kind: message.msgtype,
    text: message.text,
    body: message.body[message.msgtype] ?? null,
  }))
}

/** 08:50 of tomorrow, as China counts days. */
export const tomorrowMorning = (kernel: Kernel): Date => {
  const day = Math.floor((kernel.seconds() + CHINA_OFFSET) / 86_400) + 1
  return new Date((day * 86_400 - CHINA_OFFSET + (8 * 60 + 50) * 60) * 1000)
}
