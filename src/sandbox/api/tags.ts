import type { Kernel } from '../kernel.ts'
import { emitEvent } from '../people/facts.ts'
import { type Tag, type TagGroup, tagOf } from '../state.ts'
import { announceEdit, pairIn } from './pairs.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodiesIn,
  fine,
  numberIn,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'

const wireTag = (tag: Tag, withDeleted: boolean): Body => ({
  id: tag.id,
  name: tag.name,
  create_time: tag.createdAt,
  order: tag.order,
  ...(withDeleted ? { deleted: tag.deleted } : {}),
})

export const wireGroup = (group: TagGroup, tags: Tag[], withDeleted: boolean): Body => ({
  group_id: group.id,
  group_name: group.name,
  create_time: group.createdAt,
  order: group.order,
  ...(withDeleted ? { deleted: group.deleted } : {}),
  tag: tags.map((tag) => wireTag(tag, withDeleted)),
})

export const byOrder = <Item extends { order: number }>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => b.order - a.order)

/** Deleted ones show only when asked for by id; both lists given means the groups count and the tags are ignored. */
const list = ({ kernel, body }: ApiContext): Reply => {
  const groupIds = textsIn(body, 'group_id')
  const tagIds = groupIds.length > 0 ? [] : textsIn(body, 'tag_id')
  const byId = groupIds.length + tagIds.length > 0
  const groups = byOrder(kernel.state.tagGroups).flatMap((group) => {
    if (!byId && group.deleted) return []
    if (groupIds.length > 0 && !groupIds.includes(group.id)) return []
    const tags = byOrder(group.tags).filter((tag) =>
      tagIds.length > 0 ? tagIds.includes(tag.id) : byId || !tag.deleted,
    )
    return tagIds.length > 0 && tags.length === 0 ? [] : [wireGroup(group, tags, byId)]
  })
  return fine({ tag_group: groups })
}

/** `et` are the ids of corp tags, `st` those of a rule group. */
export const newTagGroup = (kernel: Kernel, name: string, order: number, prefix: 'et' | 'st'): TagGroup => ({
  ...{ id: kernel.id(prefix, 32), name, createdAt: kernel.seconds(), order, deleted: false },
  tags: [],
})

export const makeTagGroup = (kernel: Kernel, name: string, order = 0, byApp = false): TagGroup => {
  const made: TagGroup = { ...newTagGroup(kernel, name, order, 'et'), byApp }
  kernel.state.tagGroups.push(made)
  return made
}

/** A name that stands in the group already is not made twice, and is not answered as new. */
export const makeTags = (
  kernel: Kernel,
  group: TagGroup,
  wanted: { name: string; order: number }[],
  byApp = false,
  prefix: 'et' | 'st' = 'et',
): Tag[] => {
  const made: Tag[] = []
  for (const { name, order } of wanted) {
    if (group.tags.some((tag) => !tag.deleted && tag.name === name)) continue
    const tag: Tag = { id: kernel.id(prefix, 32), name, createdAt: kernel.seconds(), order, deleted: false, byApp }
    group.tags.push(tag)
    made.push(tag)
  }
  return made
}

const MAX_ORDER = 2 ** 32 - 1
export const orderIn = (body: Body): number | null => {
  const order = numberIn(body, 'order') ?? 0
  return Number.isInteger(order) && order >= 0 && order <= MAX_ORDER ? order : null
}

const tagCount = (kernel: Kernel): number =>
  kernel.state.tagGroups.reduce((sum, group) => sum + group.tags.filter((tag) => !tag.deleted).length, 0)

/** Off by default, as documented; some report that writes of an app are announced to it after all. */
const announce = (kernel: Kernel, change: string, id: string, type: 'tag' | 'tag_group'): void => {
  if (!kernel.switches.get('apiWritesCallBack')) return
  void emitEvent(kernel, 'change_external_tag', { ChangeType: change, Id: id, TagType: type })
}

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const asked = bodiesIn(body, 'tag')
  const wanted = asked.map((tag) => ({ name: textIn(tag, 'name'), order: orderIn(tag) ?? 0 }))
  const groupName = textIn(body, 'group_name')
  const groupId = textIn(body, 'group_id')
  if (wanted.length === 0 || wanted.some((tag) => tag.name === '')) return refuse(context, 40063)
  if (orderIn(body) === null || asked.some((tag) => orderIn(tag) === null)) return refuse(context, 40058)
  if ([...groupName].length > 30 || wanted.some((tag) => [...tag.name].length > 30)) return refuse(context, 40072)
  const present = kernel.state.tagGroups.filter((group) => !group.deleted)
  const known =
    groupId === '' ? present.find((group) => group.name === groupName) : present.find((group) => group.id === groupId)
  if (known === undefined && groupId !== '') return refuse(context, 40068)
  if (known === undefined && groupName === '') return refuse(context, 40063)
  if (tagCount(kernel) + wanted.length > kernel.switches.get('tagsPerCorp')) return refuse(context, 40126)
  const group = known ?? makeTagGroup(kernel, groupName, orderIn(body) ?? 0, true)
  const made = makeTags(kernel, group, wanted, true)
  if (known === undefined) announce(kernel, 'create', group.id, 'tag_group')
  for (const tag of made) announce(kernel, 'create', tag.id, 'tag')
  return fine({ tag_group: wireGroup(group, made, false) })
}

/** An app changes what it made itself; the rest is the administrator's. */
const mayChange = (kernel: Kernel, one: { byApp?: boolean }): boolean =>
  one.byApp === true || !kernel.switches.get('foreignTagsLocked')

const edit = (context: ApiContext): Reply => {
  const id = textIn(context.body, 'id')
  const group = context.kernel.state.tagGroups.find((one) => one.id === id && !one.deleted)
  const found = group ?? tagOf(context.kernel.state, id)?.tag
  if (found === undefined) return refuse(context, 40068)
  if (!mayChange(context.kernel, found)) return refuse(context, 81011)
  if (orderIn(context.body) === null) return refuse(context, 40058)
  const name = textIn(context.body, 'name')
  if ([...name].length > 30) return refuse(context, 40072)
  const siblings: { id: string; name: string; deleted: boolean }[] =
    group === undefined ? (tagOf(context.kernel.state, id)?.group.tags ?? []) : context.kernel.state.tagGroups
  if (name !== '' && siblings.some((one) => one.id !== id && !one.deleted && one.name === name))
    return refuse(context, 40071)
  if (name !== '') found.name = name
  found.order = numberIn(context.body, 'order') ?? found.order
  announce(context.kernel, 'update', id, group === undefined ? 'tag' : 'tag_group')
  return fine()
}

export const removeTag = (kernel: Kernel, id: string): boolean => {
  const found = tagOf(kernel.state, id)
  if (found === null) return false
  found.tag.deleted = true
  for (const relation of kernel.state.relations.values()) relation.tags = relation.tags.filter((one) => one !== id)
  const keeps = kernel.switches.get('emptyTagGroups')
  if (!keeps && found.group.tags.every((tag) => tag.deleted)) found.group.deleted = true
  return true
}

export const removeGroup = (kernel: Kernel, id: string): boolean => {
  const group = kernel.state.tagGroups.find((one) => one.id === id && !one.deleted)
  if (group === undefined) return false
  for (const tag of [...group.tags]) removeTag(kernel, tag.id)
  group.deleted = true
  return true
}

const remove = (context: ApiContext): Reply => {
  const { kernel } = context
  const tagIds = textsIn(context.body, 'tag_id')
  const groupIds = textsIn(context.body, 'group_id')
  if (tagIds.length + groupIds.length === 0) return refuse(context, 40063)
  const known = [
    ...tagIds.flatMap((id) => tagOf(kernel.state, id)?.tag ?? []),
    ...kernel.state.tagGroups.filter((group) => groupIds.includes(group.id) && !group.deleted),
  ]
  if (known.length === 0) return refuse(context, 40068)
  if (known.some((one) => !mayChange(kernel, one))) return refuse(context, 81011)
  for (const id of tagIds) if (removeTag(kernel, id)) announce(kernel, 'delete', id, 'tag')
  for (const id of groupIds) if (removeGroup(kernel, id)) announce(kernel, 'delete', id, 'tag_group')
  return fine()
}

/** Ids that are no corp tags beside good ones are dropped silently; only when none is good it says 40068. */
const mark = (context: ApiContext): Reply => {
  const adds = textsIn(context.body, 'add_tag')
  const removes = textsIn(context.body, 'remove_tag')
  if (adds.length + removes.length === 0) return refuse(context, 40063)
  const pair = pairIn(context)
  if (!pair.ok) return pair.reply
  const good = (ids: string[]): string[] => ids.filter((id) => tagOf(context.kernel.state, id) !== null)
  if (good([...adds, ...removes]).length === 0) return refuse(context, 40068)
  const kept = pair.relation.tags.filter((id) => !removes.includes(id))
  const after = [...new Set([...kept, ...good(adds)])]
  if (after.length > context.kernel.switches.get('tagsPerPair')) return refuse(context, 40058)
  pair.relation.tags = after
  announceEdit(context.kernel, pair.relation)
  return fine()
}

export const tagApis: Apis = {
  'externalcontact/get_corp_tag_list': { method: 'POST', empty: { tag_group: [] }, run: list },
  'externalcontact/add_corp_tag': { method: 'POST', run: add },
  'externalcontact/edit_corp_tag': { method: 'POST', run: edit },
  'externalcontact/del_corp_tag': { method: 'POST', run: remove },
  'externalcontact/mark_tag': { method: 'POST', run: mark },
}
