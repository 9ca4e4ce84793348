import type { ShallowRef } from 'vue'
import type { ScriptView } from '../../../../src/features/scripts/shapes.ts'
import { api } from '../../api/routes.ts'
import { explain } from '../../lib/explain.ts'
import { toastHurt } from '../../ui/toast.ts'

/** Shown at once, and taken back when the server did not hear it. The row stays where it is: it may be a slip. */
export const toggleStar = async (items: ShallowRef<ScriptView[] | null>, { id, favourite }: ScriptView) => {
  const show = (on: boolean): void => {
    items.value = (items.value ?? []).map((one) => (one.id === id ? { ...one, favourite: on } : one))
  }
  show(!favourite)
  try {
    await api.favouriteScript(id, !favourite)
  } catch (error) {
    show(favourite)
    toastHurt(explain(error))
  }
}
