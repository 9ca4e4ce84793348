import { computed, ref, shallowRef } from 'vue'
import { peopleIn, withinBudget } from '../../../../src/features/follow-ups/rules-day.ts'
import type { FollowUpView, Today } from '../../../../src/features/follow-ups/shapes.ts'
import type { FailureKind } from '../../api/client.ts'
import { isAway } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { failureKind } from '../../lib/explain.ts'
import { readStored, store } from '../../lib/storage.ts'
import type { Around } from '../card/follow-up-acts.ts'
import { loadMe } from '../me.ts'
import type { StoredToday } from './queue.ts'
import { todayKey } from './queue.ts'

const FIRST = 5

export const useToday = () => {
  const stored = readStored<StoredToday>(todayKey())
  const today = shallowRef<Today | null>(stored?.today ?? null)
  const storedAt = ref(stored?.at ?? 0)
  const failure = ref<FailureKind | null>(null)
  const busy = ref(true)

  const load = async (): Promise<void> => {
    busy.value = true
    try {
      const [found] = await Promise.all([api.today(), loadMe().catch(() => null)])
      today.value = found
      storedAt.value = Date.now()
      failure.value = null
      store(todayKey(), { at: storedAt.value, today: found })
    } catch (error) {
      failure.value = failureKind(error)
      if (!isAway(error)) today.value = null
    }
    busy.value = false
  }

  const open = computed(() => today.value?.open ?? [])
  // What is late or promised belongs to the first part however long it gets; else the first few do.
  const first = computed(() =>
    open.value.slice(0, Math.max(FIRST, open.value.filter((one) => one.overdueDays > 0 || one.promised).length)),
  )
  const everything = ref(false)
  const budget = computed(() =>
    Math.max(withinBudget(open.value.length, peopleIn(today.value?.doneToday ?? [])), first.value.length),
  )
  const rest = computed(() => open.value.slice(first.value.length, everything.value ? undefined : budget.value))
  const over = computed(() => open.value.length - first.value.length - rest.value.length)

  const around = (item: FollowUpView): Around => {
    const before = today.value
    return {
      hide: () => {
        if (today.value === null) return
        today.value = { ...today.value, open: today.value.open.filter((one) => one.id !== item.id) }
      },
      show: () => {
        today.value = before
      },
      settled: () => void load(),
    }
  }

  return { today, storedAt, failure, busy, load, open, first, rest, over, everything, around }
}
