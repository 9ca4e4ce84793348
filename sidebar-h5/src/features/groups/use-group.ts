import { onUnmounted, ref, shallowRef } from 'vue'
import type { GroupView } from '../../../../src/features/groups/shapes.ts'
import type { FailureKind } from '../../api/client.ts'
import { isAway } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { explain, failureKind } from '../../lib/explain.ts'
import { toastHurt } from '../../ui/toast.ts'
import { loadMe } from '../me.ts'

/** The server asks WeCom for a group it does not know; that takes a few seconds. */
const ASK_AGAIN_MS = 2500
const ASKS = 4

export const useGroup = (chatId: string) => {
  const group = shallowRef<GroupView | null>(null)
  const failure = ref<FailureKind | null>(null)
  const state = ref<'loading' | 'reading' | 'shown' | 'failed'>('loading')
  let turn = 0
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const fail = (error: unknown): void => {
    failure.value = failureKind(error)
    // Offline what was shown still stands; what one may no longer see does not.
    if (!isAway(error)) group.value = null
    asked += 1
    const mayCome = failure.value === 'missing' && asked < ASKS
    state.value = mayCome ? 'reading' : group.value === null ? 'failed' : 'shown'
    if (mayCome) timer = setTimeout(load, ASK_AGAIN_MS)
  }
  const accept = (found: GroupView): void => {
    group.value = found
    failure.value = null
    state.value = 'shown'
  }
  const load = async (): Promise<void> => {
    clearTimeout(timer)
    turn += 1
    const mine = turn
    try {
      const [found] = await Promise.all([api.group(chatId), loadMe().catch(() => null)])
      if (mine === turn) accept(found)
    } catch (error) {
      if (mine === turn) fail(error)
    }
  }
  const again = (): void => {
    asked = 0
    state.value = group.value === null ? 'loading' : 'shown'
    void load()
  }
  /** Shown as done before the server says so; a refusal brings back what was there. */
  const change = async (guess: (now: GroupView) => GroupView, ask: () => Promise<GroupView>): Promise<boolean> => {
    const before = group.value
    if (before === null) return false
    // An answer asked for before this step would take the step back on the screen.
    turn += 1
    group.value = guess(before)
    try {
      accept(await ask())
      return true
    } catch (error) {
      group.value = before
      toastHurt(explain(error))
      return false
    }
  }
  onUnmounted(() => clearTimeout(timer))
  return { group, failure, state, load, again, change }
}
export type GroupDesk = ReturnType<typeof useGroup>
