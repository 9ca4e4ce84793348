import { bodyIn, textIn } from '../api/replies.ts'
import { makeTagGroup, makeTags, removeGroup, removeTag } from '../api/tags.ts'
import type { Kernel } from '../kernel.ts'
import { memberOf, tagOf } from '../state.ts'
import type { SandboxPeople } from '../types.ts'
import { emitAppEvent, emitEvent } from './facts.ts'

type Keys =
  | 'createTagGroup'
  | 'renameTag'
  | 'deleteTag'
  | 'shuffleTags'
  | 'memberJoins'
  | 'memberLeaves'
  | 'memberMoves'
  | 'createDepartment'
  | 'createMemberTag'
  | 'tapCard'
  | 'enterApp'
  | 'addRobot'
  | 'messagesTo'
  | 'robotMessages'
  | 'calls'

const tagEvent = (kernel: Kernel, change: string, id: string, type: 'tag' | 'tag_group'): Promise<void> => {
  kernel.version += 1
  return emitEvent(kernel, 'change_external_tag', { ChangeType: change, Id: id, TagType: type })
}

const memberEvent = (kernel: Kernel, fields: Record<string, string>): Promise<void> => {
  kernel.version += 1
  return emitEvent(kernel, 'change_contact', fields)
}

const hex = (kernel: Kernel, length: number): string => {
  let made = ''
  while (made.length < length) made += Math.floor(kernel.random() * 16).toString(16)
  return made
}

export const makeRobot = (kernel: Kernel, name: string, members?: string[]): string => {
  const key = [8, 4, 4, 4, 12].map((length) => hex(kernel, length)).join('-')
  kernel.state.robots.set(key, { key, name, members: members ?? null, messages: [] })
  kernel.version += 1
  return `/cgi-bin/webhook/send?key=${key}`
}

const tapCard: (kernel: Kernel) => SandboxPeople['tapCard'] = (kernel) => async (userid, msgid, key, selected) => {
  const message = kernel.state.appMessages.find((one) => one.msgid === msgid && one.userid === userid)
  const card = bodyIn(message?.body ?? {}, 'template_card')
  const code = kernel.id('', 43)
  kernel.state.cardCodes.set(code, { msgid, userid, at: kernel.seconds(), used: false })
  const items = Object.entries(selected ?? {}).map(([question, options]) => ({
    QuestionKey: question,
    OptionIds: { OptionId: options },
  }))
  await emitAppEvent(kernel, 'template_card_event', userid, {
    EventKey: key,
    TaskId: textIn(card, 'task_id'),
    CardType: textIn(card, 'card_type'),
    ResponseCode: code,
    ...(items.length === 0 ? {} : { SelectedItems: { SelectedItem: items } }),
  })
}

export const companyPeople = (kernel: Kernel): Pick<SandboxPeople, Keys> => ({
  createTagGroup: async (name, tags) => {
    const group = makeTagGroup(kernel, name)
    makeTags(
      kernel,
      group,
      tags.map((tag, index) => ({ name: tag, order: tags.length - index })),
    )
    await tagEvent(kernel, 'create', group.id, 'tag_group')
    return group.id
  },
  renameTag: async (id, name) => {
    const group = kernel.state.tagGroups.find((one) => one.id === id)
    const found = group ?? tagOf(kernel.state, id)?.tag
    if (found === undefined) throw new Error(`no tag ${id} in the sandbox`)
    found.name = name
    await tagEvent(kernel, 'update', id, group === undefined ? 'tag' : 'tag_group')
  },
  deleteTag: async (id) => {
    const tags = kernel.state.tagGroups.find((one) => one.id === id)?.tags.filter((tag) => !tag.deleted) ?? []
    const wasGroup = removeGroup(kernel, id)
    if (!wasGroup && !removeTag(kernel, id)) throw new Error(`no tag ${id} in the sandbox`)
    if (kernel.switches.get('tagCascade') === 'every-tag')
      for (const tag of tags) await tagEvent(kernel, 'delete', tag.id, 'tag')
    await tagEvent(kernel, 'delete', id, wasGroup ? 'tag_group' : 'tag')
  },
  shuffleTags: async (groupId) => {
    const { tagGroups } = kernel.state
    const items = groupId === undefined ? tagGroups : tagGroups.find((one) => one.id === groupId)?.tags
    if (items === undefined) throw new Error(`no tag group ${groupId} in the sandbox`)
    const shown = [...items].sort((left, right) => right.order - left.order)
    for (const [index, one] of shown.entries()) one.order = index + 1
    kernel.version += 1
    // No TagType here, and no id where the groups themselves were dragged.
    const named = kernel.switches.get('tagShuffleId') ? groupId : undefined
    await emitEvent(kernel, 'change_external_tag', { ChangeType: 'shuffle', Id: named ?? '' })
  },
  memberJoins: async ({ userid, name, departments, leaderIn, position }) => {
    const places = departments ?? [1]
    kernel.state.members.set(userid, {
      userid,
      name,
      departments: places,
      leaderIn: leaderIn ?? [],
      directLeader: [],
      position: position ?? '',
    })
    await memberEvent(kernel, { ChangeType: 'create_user', UserID: userid, Name: name, Department: places.join(',') })
  },
  memberLeaves: async (userid) => {
    const { members, growth } = kernel.state
    growth.left.set(userid, { name: members.get(userid)?.name ?? userid, at: kernel.seconds() })
    members.delete(userid)
    await memberEvent(kernel, { ChangeType: 'delete_user', UserID: userid })
  },
  memberMoves: async (userid, departments) => {
    const member = memberOf(kernel.state, userid)
    if (member === null) throw new Error(`no member ${userid} in the sandbox`)
    member.departments = departments
    await memberEvent(kernel, { ChangeType: 'update_user', UserID: userid, Department: departments.join(',') })
  },
  createDepartment: async ({ id, name, parentId }) => {
    kernel.state.departments.set(id, { id, name, parentId, order: id })
    await memberEvent(kernel, { ChangeType: 'create_party', Id: `${id}`, Name: name, ParentId: `${parentId}` })
  },
  createMemberTag: (name, { users = [], parties = [] }) => {
    const id = kernel.state.memberTags.size + 1
    kernel.state.memberTags.set(id, { id, name, users, parties })
    return id
  },
  tapCard: tapCard(kernel),
  enterApp: (userid) => emitAppEvent(kernel, 'enter_agent', userid, { EventKey: '' }),
  addRobot: (name, members) => makeRobot(kernel, name, members),
  messagesTo: (userid) => kernel.state.appMessages.filter((message) => message.userid === userid),
  robotMessages: (key) => [...(kernel.state.robots.get(key.replace(/^.*key=/, ''))?.messages ?? [])],
  calls: (api) => kernel.calls.filter((call) => api === undefined || call.api === api),
})
