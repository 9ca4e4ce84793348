import { onUnmounted, ref, shallowRef } from 'vue'
import type { GroupView } from '../../../../src/features/groups/shapes.ts'
import type { FailureKind } from '../../api/client.ts'
import { isAway } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { explain, failureKind } from '../../lib/explain.ts'
import { holdBack } from '../../ui/hold-back.ts'
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
  /** What the server said last. */
  let truth: GroupView | null = null
  let line: Promise<unknown> = Promise.resolve()
  const accept = (found: GroupView): void => {
    truth = found
    group.value = found
    failure.value = null
    state.value = 'shown'
  }
  const load = async (): Promise<void> => {
    clearTimeout(timer)
    turn += 1
    const mine = turn
    // Read while a step is still on its way, the group would come without it.
    await line
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
  /** Shown as done before the server says so, one step after the other; a refusal brings back what the server knows. */
  const change = async (guess: (now: GroupView) => GroupView, ask: () => Promise<GroupView>): Promise<boolean> => {
    if (group.value === null) return false
    // An answer asked for before this step would take the step back on the screen.
    turn += 1
    const mine = turn
    group.value = guess(group.value)
    const asked = line.then(ask)
    line = asked.catch(() => undefined)
    try {
      const answer = await asked
      if (mine === turn) accept(answer)
      return true
    } catch (error) {
      toastHurt(explain(error))
      if (mine === turn) {
        group.value = truth
        void load()
      }
      return false
    }
  }
  /** Shown at once, asked for when the seconds to take it back are over: for steps that have no exact way back. */
  const hold = (said: string, guess: (now: GroupView) => GroupView, ask: () => Promise<GroupView>): void => {
    if (group.value === null) return
    turn += 1
    group.value = guess(group.value)
    const back = (): void => {
      group.value = truth
      void load()
    }
    holdBack(said, { run: () => change((now) => now, ask), back })
  }
  onUnmounted(() => clearTimeout(timer))
  return { group, failure, state, load, again, change, hold }
}
export type GroupDesk = ReturnType<typeof useGroup>
