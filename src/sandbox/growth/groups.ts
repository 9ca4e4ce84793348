import type { Kernel } from '../kernel.ts'
import type { CustomerGroup } from '../state.ts'

/** Figures of past days count those who have left since. */
export const rememberLeaver = (kernel: Kernel, group: CustomerGroup, id: string): void => {
  const member = group.members.find((one) => one.id === id)
  if (member === undefined) return
  const { chatId, owner } = group
  kernel.state.growth.groupLeavers.push({ chatId, owner, id, joinedAt: member.joinedAt, leftAt: kernel.seconds() })
}

export const rememberGone = (kernel: Kernel, group: CustomerGroup): void => {
  kernel.state.growth.goneGroups.push({
    chatId: group.chatId,
    owner: group.owner,
    createdAt: group.createdAt,
    goneAt: kernel.seconds(),
    members: group.members.map(({ id, joinedAt }) => ({ id, joinedAt })),
    messages: group.messages.filter(({ kind }) => kind !== 'note').map(({ at, from }) => ({ at, from })),
  })
}

/** 0 the owner is here, 1 has left, 3 the group was passed on after its owner left. */
export const followStatus = ({ state }: Kernel, group: CustomerGroup): 0 | 1 | 3 => {
  if (!state.members.has(group.owner)) return 1
  const moved = state.growth.groupTransfers.findLast((one) => one.chatId === group.chatId)
  return moved?.kind === 'resigned' && moved.to === group.owner ? 3 : 0
}
