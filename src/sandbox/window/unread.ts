import type { Kernel } from '../kernel.ts'
import { pairKey } from '../state.ts'
import { extraLines } from './extra-chats.ts'

export type ChatKind = 'customer' | 'group' | 'robot' | 'app' | 'tasks' | 'smart' | 'kf'

type Line = { at: Date; from?: string | undefined }

const linesOf = (kernel: Kernel, rep: string, kind: ChatKind, id: string): readonly Line[] => {
  const { state } = kernel
  if (kind === 'customer') return state.chats.get(pairKey(rep, id)) ?? []
  if (kind === 'group') return state.groups.get(id)?.messages ?? []
  if (kind === 'robot') return state.robots.get(id)?.messages ?? []
  if (kind !== 'app') return extraLines(kernel, rep, kind, id)
  return state.appMessages.filter((message) => message.userid === rep)
}

/** What is older than the sandbox itself was read long ago; lines about the chat are nobody's message. */
export const createUnread = (kernel: Kernel) => {
  const startedAt = kernel.now().getTime()
  const seen = new Map<string, number>()
  const key = (...parts: string[]): string => parts.join('\n')
  const incoming = (rep: string, kind: ChatKind, id: string): number =>
    linesOf(kernel, rep, kind, id).filter(
      (line) => line.at.getTime() > startedAt && line.from !== rep && line.from !== 'note',
    ).length
  return {
    count: (rep: string, kind: ChatKind, id: string): number =>
      Math.max(0, incoming(rep, kind, id) - (seen.get(key(rep, kind, id)) ?? 0)),
    read: (rep: string, kind: ChatKind, id: string): void => {
      const count = incoming(rep, kind, id)
      if ((seen.get(key(rep, kind, id)) ?? 0) === count) return
      seen.set(key(rep, kind, id), count)
      kernel.version += 1
    },
  }
}

export type Unread = ReturnType<typeof createUnread>
