import type { TagGroup } from '../state.ts'
import { type ApiContext, type Apis, bodiesIn, fine, numberIn, type Reply, refuse, textIn, textsIn } from './replies.ts'
import { byOrder, makeTags, newTagGroup, orderIn, wireGroup } from './tags.ts'

type Row = { strategyId: number; group: TagGroup }

const present = (context: ApiContext): Row[] =>
  context.kernel.state.growth.strategyTags.filter(({ group }) => !group.deleted)

const wire = ({ strategyId, group }: Row, tags = group.tags): Reply => ({
  ...wireGroup(group, byOrder(tags.filter((tag) => !tag.deleted)), false),
  strategy_id: strategyId,
})

/** By rule group, by tags or by groups; here a deleted tag never shows. Groups named make the tags named idle. */
const list = (context: ApiContext): Reply => {
  const { body } = context
  const strategyId = numberIn(body, 'strategy_id')
  const groupIds = textsIn(body, 'group_id')
  const tagIds = groupIds.length > 0 ? [] : textsIn(body, 'tag_id')
  const rows = present(context).flatMap((row) => {
    if (strategyId !== null && strategyId !== 0 && row.strategyId !== strategyId) return []
    if (groupIds.length > 0 && !groupIds.includes(row.group.id)) return []
    const tags = row.group.tags.filter((tag) => tagIds.length === 0 || tagIds.includes(tag.id))
    return tags.length === 0 ? [] : [wire(row, tags)]
  })
  return fine({ tag_group: rows })
}

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const strategyId = numberIn(body, 'strategy_id') ?? 0
  if (!kernel.state.growth.strategies.has(strategyId)) return refuse(context, 40058)
  const asked = bodiesIn(body, 'tag')
  const wanted = asked.map((tag) => ({ name: textIn(tag, 'name'), order: orderIn(tag) ?? 0 }))
  const [groupId, groupName] = [textIn(body, 'group_id'), textIn(body, 'group_name')]
  if (wanted.length === 0 || wanted.some(({ name }) => name === '')) return refuse(context, 40063)
  if ([groupName, ...wanted.map(({ name }) => name)].some((name) => [...name].length > 30))
    return refuse(context, 40072)
  if ([body, ...asked].some((part) => orderIn(part) === null)) return refuse(context, 40058)
  const mine = present(context).filter((row) => row.strategyId === strategyId)
  const known = mine.find(({ group }) => (groupId === '' ? group.name === groupName : group.id === groupId))
  if (known === undefined && groupName === '') return refuse(context, groupId === '' ? 40063 : 40068)
  if (known === undefined && groupId !== '') return refuse(context, 40068)
  const row = known ?? { strategyId, group: newTagGroup(kernel, groupName, orderIn(body) ?? 0, 'st') }
  if (known === undefined) kernel.state.growth.strategyTags.push(row)
  return fine({ tag_group: wire(row, makeTags(kernel, row.group, wanted, true, 'st')) })
}

const edit = (context: ApiContext): Reply => {
  const id = textIn(context.body, 'id')
  const groups = present(context).map(({ group }) => group)
  const found =
    groups.find((group) => group.id === id) ??
    groups.flatMap((group) => group.tags).find((tag) => tag.id === id && !tag.deleted)
  if (found === undefined) return refuse(context, 40068)
  if (orderIn(context.body) === null) return refuse(context, 40058)
  const name = textIn(context.body, 'name')
  if ([...name].length > 30) return refuse(context, 40072)
  if (name !== '') found.name = name
  found.order = numberIn(context.body, 'order') ?? found.order
  return fine()
}

const remove = (context: ApiContext): Reply => {
  const [tagIds, groupIds] = [textsIn(context.body, 'tag_id'), textsIn(context.body, 'group_id')]
  if (tagIds.length + groupIds.length === 0) return refuse(context, 40063)
  const groups = present(context).map(({ group }) => group)
  const doomed = groups.flatMap((group) => [
    ...(groupIds.includes(group.id) ? [group] : []),
    ...group.tags.filter((tag) => !tag.deleted && (tagIds.includes(tag.id) || groupIds.includes(group.id))),
  ])
  if (doomed.length === 0) return refuse(context, 40068)
  for (const one of doomed) one.deleted = true
  for (const group of groups) group.deleted ||= group.tags.every((tag) => tag.deleted)
  return fine()
}

export const strategyTagApis: Apis = {
  'externalcontact/get_strategy_tag_list': { method: 'POST', empty: { tag_group: [] }, run: list },
  'externalcontact/add_strategy_tag': { method: 'POST', run: add },
  'externalcontact/edit_strategy_tag': { method: 'POST', run: edit },
  'externalcontact/del_strategy_tag': { method: 'POST', run: remove },
}
