import { pinyin } from 'pinyin-pro'
import type { Body } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { type ChatMessage, memberOf, pairKey, type Relation, tagOf } from '../state.ts'
import { companyMoments } from './console.ts'
import { extraChats } from './extra-chats.ts'
import { nameOf } from './names.ts'
import type { ChatKind, Unread } from './unread.ts'

/** The app and the robots stand on top until they have said something: a trial looks for them there. */
const PINNED = '9999'

const iso = (at: Date | undefined): string | null => at?.toISOString() ?? null

const lastOf = (messages: readonly ChatMessage[] | undefined): { text: string; at: string | null } => {
  const last = messages?.at(-1)
  return { text: last?.text ?? '', at: iso(last?.at) }
}

const spelled = new Map<string, string>()

/** What a search by letters looks at: the initials and the whole spelling. */
const letters = (name: string): string => {
  const known = spelled.get(name)
  if (known !== undefined) return known
  const initials = pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('')
  const whole = pinyin(name, { toneType: 'none', type: 'array' }).join('')
  const made = `${initials} ${whole}`.toLowerCase()
  if (spelled.size > 5_000) spelled.clear()
  spelled.set(name, made)
  return made
}

const customerRow = (kernel: Kernel, relation: Relation): Body => {
  const chat = kernel.state.chats.get(pairKey(relation.userid, relation.externalUserid))
  const name = nameOf(kernel, relation.externalUserid)
  const last = lastOf(chat)
  return {
    kind: 'customer',
    id: relation.externalUserid,
    name,
    remark: relation.remark,
    letters: letters(`${name} ${relation.remark}`),
    text: last.at === null ? '我通过了你的好友请求' : last.text,
    at: last.at ?? new Date(relation.createdAt * 1000).toISOString(),
    alive: relation.alive,
    half: relation.half,
    tags: relation.tags.flatMap((id) => tagOf(kernel.state, id)?.tag.name ?? []),
  }
}

const groupRows = (kernel: Kernel, rep: string): Body[] =>
  [...kernel.state.groups.values()]
    .filter((group) => group.members.some((member) => member.id === rep))
    .map((group) => ({
      kind: 'group',
      id: group.chatId,
      name: group.name,
      owner: group.owner,
      size: group.members.length,
      letters: letters(group.name),
      ...lastOf(group.messages),
      at: iso(group.messages.at(-1)?.at) ?? new Date(group.createdAt * 1000).toISOString(),
      people: group.members.map((member) => ({
        id: member.id,
        name: nameOf(kernel, member.id),
        customer: member.type === 2,
      })),
    }))

const extraRows = (kernel: Kernel, rep: string): Body[] =>
  extraChats(kernel, rep).map(({ lines, ...chat }) => {
    const robot = kernel.smartRobots.robots.get(chat.id)
    const address = new URL('/openws', kernel.options.appUrl()).toString().replace(/^http/, 'ws')
    const reached = robot === undefined ? {} : { secret: robot.secret, connected: robot.link !== null, address }
    const last = lines.at(-1)
    return { ...chat, ...reached, letters: letters(chat.name), text: last?.text ?? '', at: iso(last?.at) }
  })

const rowsOf = (kernel: Kernel, rep: string, unread: Unread): Body[] => {
  const { state } = kernel
  const mine = [...state.relations.values()].filter(
    (relation) => relation.userid === rep && (relation.alive || state.chats.has(pairKey(rep, relation.externalUserid))),
  )
  const app = state.appMessages.filter((message) => message.userid === rep).at(-1)
  const robots = [...state.robots.values()].filter((robot) => robot.members === null || robot.members.includes(rep))
  const rows: Body[] = [
    ...mine.map((relation) => customerRow(kernel, relation)),
    { kind: 'app', id: 'app', name: '掌柜助手', letters: 'zgzs', text: app?.text ?? '', at: iso(app?.at) },
    ...robots.map((robot) => ({
      kind: 'robot',
      id: robot.key,
      name: robot.name,
      size: (robot.members?.length ?? state.members.size) + 1,
      letters: letters(robot.name),
      text: robot.messages.at(-1)?.text ?? '',
      at: iso(robot.messages.at(-1)?.at),
    })),
    ...groupRows(kernel, rep),
    ...extraRows(kernel, rep),
  ]
  return rows
    .map((row): Body => ({ ...row, unread: unread.count(rep, row.kind as ChatKind, `${row.id}`) }))
    .sort((a, b) => `${b.at ?? PINNED}`.localeCompare(`${a.at ?? PINNED}`))
}

/** What the page shows outside the open chat. */
export const pageState = (kernel: Kernel, asked: string, unread: Unread): Body => {
  const { state, options } = kernel
  const rep = memberOf(state, asked)?.userid ?? memberOf(state, 'wangmin')?.userid ?? options.adminUserid
  return {
    rep,
    company: state.departments.get(1)?.name ?? '',
    reps: [...state.members.values()].map(({ userid, name, position, departments }) => ({
      userid,
      name,
      position,
      department: state.departments.get(departments[0] ?? 1)?.name ?? '',
    })),
    rows: rowsOf(kernel, rep, unread),
    robots: [...state.robots.values()].map(({ key, name }) => ({
      name,
      url: new URL(`/cgi-bin/webhook/send?key=${key}`, options.appUrl()).toString(),
    })),
    moments: companyMoments(kernel),
    canAdvance: options.advance !== undefined,
    canOrder: options.onOrder !== undefined,
    faults: kernel.faults.list().map((fault) => ({
      kind: fault.kind,
      api: fault.api === undefined ? null : `${fault.api}`,
      errcode: fault.errcode ?? null,
    })),
    bridge: kernel.switches.get('bridge'),
    identity: kernel.switches.get('bridgeIdentity'),
  }
}
