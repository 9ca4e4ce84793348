import { createHash } from 'node:crypto'
import type { XmlFields } from '../../wecom/xml.ts'
import { rememberGone, rememberLeaver } from '../growth/groups.ts'
import type { Kernel } from '../kernel.ts'
import type { CustomerGroup } from '../state.ts'
import type { SandboxPeople } from '../types.ts'
import { emitEvent } from './facts.ts'

type Keys =
  | 'createGroup'
  | 'customerJoinsGroup'
  | 'leavesGroup'
  | 'dismissGroup'
  | 'renameGroup'
  | 'changeNotice'
  | 'changeOwner'

/** Changes with every change of the member list, so that a client can tell whether it missed one. */
const versionOf = (group: CustomerGroup, number: number): string =>
  createHash('md5')
    .update(`${number}${group.members.map((member) => member.id).join()}`)
    .digest('hex')

const theGroup = (kernel: Kernel, chatId: string): CustomerGroup => {
  const group = kernel.state.groups.get(chatId)
  if (group === undefined) throw new Error(`no group ${chatId} in the sandbox`)
  return group
}

/** Kept before every change: readings that lag behind answer with it. */
const remember = (kernel: Kernel, group: CustomerGroup): void => {
  const { name, owner, notice, members, version } = group
  group.before = { at: kernel.seconds(), name, owner, notice, members: [...members], version }
}

const emit = (kernel: Kernel, chatId: string, fields: XmlFields): Promise<void> => {
  kernel.version += 1
  return emitEvent(kernel, 'change_external_chat', { ChatId: chatId, ...fields })
}

const membersChanged = (kernel: Kernel, group: CustomerGroup, who: string, fields: XmlFields): Promise<void> => {
  const before = group.version
  group.version = versionOf(group, kernel.nextNumber())
  return emit(kernel, group.chatId, {
    ChangeType: 'update',
    ...fields,
    MemChangeCnt: 1,
    MemChangeList: { Item: [who] },
    ...(kernel.switches.get('groupVersions') ? { LastMemVer: before, CurMemVer: group.version } : {}),
  })
}

export const makeGroup = (kernel: Kernel, wanted: Parameters<SandboxPeople['createGroup']>[0]): CustomerGroup => {
  const at = kernel.seconds()
  const join = { joinedAt: at, joinScene: 1 as const, invitor: wanted.owner }
  const group: CustomerGroup = {
    chatId: kernel.id('wr', 32),
    name: wanted.name,
    owner: wanted.owner,
    createdAt: at,
    notice: '',
    members: [
      { id: wanted.owner, type: 1, joinedAt: at, joinScene: 1, invitor: null },
      ...(wanted.userids ?? []).map((id) => ({ id, type: 1 as const, ...join })),
      ...wanted.externalUserids.map((id) => ({ id, type: 2 as const, ...join })),
    ],
    version: '',
    messages: [],
  }
  group.version = versionOf(group, kernel.nextNumber())
  kernel.state.groups.set(group.chatId, group)
  return group
}

const updated = (kernel: Kernel, chatId: string, detail: string, change: (group: CustomerGroup) => void) => {
  const group = theGroup(kernel, chatId)
  remember(kernel, group)
  change(group)
  return emit(kernel, chatId, { ChangeType: 'update', UpdateDetail: detail })
}

export const groupPeople = (kernel: Kernel): Pick<SandboxPeople, Keys> => ({
  createGroup: async (wanted) => {
    const { chatId } = makeGroup(kernel, wanted)
    await emit(kernel, chatId, { ChangeType: 'create' })
    return chatId
  },
  // The event and the reading count the ways in differently: 0 and 3 there, 1, 2 and 3 here.
  customerJoinsGroup: async (chatId, externalUserid, invitedBy) => {
    const group = theGroup(kernel, chatId)
    remember(kernel, group)
    const joinScene = invitedBy === undefined ? 3 : 1
    const type = kernel.state.members.has(externalUserid) ? 1 : 2
    const member = { id: externalUserid, type, joinedAt: kernel.seconds(), joinScene } as const
    group.members.push({ ...member, invitor: invitedBy ?? null })
    const scene = invitedBy === undefined ? 3 : 0
    await membersChanged(kernel, group, externalUserid, { UpdateDetail: 'add_member', JoinScene: scene })
  },
  renameGroup: (chatId, name) =>
    updated(kernel, chatId, 'change_name', (group) => {
      group.name = name
    }),
  changeNotice: (chatId, notice) =>
    updated(kernel, chatId, 'change_notice', (group) => {
      group.notice = notice
    }),
  changeOwner: (chatId, owner) =>
    updated(kernel, chatId, 'change_owner', (group) => {
      group.owner = owner
    }),
  leavesGroup: async (chatId, who, removed) => {
    const group = theGroup(kernel, chatId)
    remember(kernel, group)
    rememberLeaver(kernel, group, who)
    group.members = group.members.filter((member) => member.id !== who)
    await membersChanged(kernel, group, who, { UpdateDetail: 'del_member', QuitScene: removed === true ? 1 : 0 })
  },
  dismissGroup: async (chatId) => {
    rememberGone(kernel, theGroup(kernel, chatId))
    kernel.state.groups.delete(chatId)
    await emit(kernel, chatId, { ChangeType: 'dismiss' })
  },
})
