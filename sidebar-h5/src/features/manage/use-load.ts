import type { Ref } from 'vue'
import { onMounted, ref, shallowRef } from 'vue'
import { explain } from '../../lib/explain.ts'
import { toast, toastHurt } from '../../ui/toast.ts'

export type Loaded<T> = {
  data: Ref<T | null>
  trouble: Ref<string>
  load: () => Promise<void>
  busy: Ref<boolean>
  act: (ask: () => Promise<unknown>, said: string) => Promise<boolean>
}

export const useLoad = <T>(ask: () => Promise<T>): Loaded<T> => {
  const data = shallowRef<T | null>(null) as Ref<T | null>
  const trouble = ref('')
  const busy = ref(false)
  const load = async (): Promise<void> => {
    trouble.value = ''
    try {
      data.value = await ask()
    } catch (error) {
      trouble.value = explain(error)
    }
  }
  const act = async (work: () => Promise<unknown>, said: string): Promise<boolean> => {
    busy.value = true
    try {
      await work()
      toast(said)
      await load()
      return true
    } catch (error) {
      toastHurt(explain(error))
      return false
    } finally {
      busy.value = false
    }
  }
  onMounted(load)
  return { data, trouble, load, busy, act }
}
