import type { EvidenceKind } from '../../../../src/features/follow-ups/rules-ending.ts'
import { isAway } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { words } from '../../lang/lang.ts'
import { dropDraft, reasonKey } from '../../lib/draft.ts'
import { explain } from '../../lib/explain.ts'
import { shortDay } from '../../lib/format.ts'
import { toast, toastHurt } from '../../ui/toast.ts'

/** `hide` shows the step as gone before the server says so, `show` brings it back where it refuses. */
export type Around = { hide: () => void; show: () => void; settled: () => void }

const run = async (ask: () => Promise<unknown>, around: Around): Promise<boolean> => {
  around.hide()
  try {
    await ask()
    return true
  } catch (error) {
    around.show()
    toastHurt(explain(error))
    // Refused because somebody was quicker: what is shown is no more.
    if (!isAway(error)) around.settled()
    return false
  }
}

const takeBack = (id: string, around: Around) => async (): Promise<void> => {
  around.show()
  try {
    await api.reopen(id)
  } catch (error) {
    toastHurt(explain(error))
  }
  around.settled()
}

export const completeFollowUp = async (
  id: string,
  body: { evidence?: EvidenceKind; note?: string },
  around: Around,
): Promise<boolean> => {
  const done = await run(() => api.complete(id, body), around)
  if (!done) return false
  toast(words.done.toast, { label: words.common.undo, run: takeBack(id, around) })
  around.settled()
  return true
}

export const dismissFollowUp = async (
  id: string,
  reason: string,
  around: Around,
  said: string = words.dismiss.toast,
): Promise<boolean> => {
  if (!(await run(() => api.dismiss(id, reason), around))) return false
  toast(said, { label: words.common.undo, run: takeBack(id, around) })
  around.settled()
  return true
}

export const snoozeFollowUp = async (
  id: string,
  body: { until: string; reason: string },
  around: Around,
): Promise<void> => {
  if (!(await run(() => api.snooze(id, body), around))) return
  dropDraft(reasonKey(`snooze:${id}`), body.reason)
  toast(words.snooze.toast(shortDay(body.until)), { label: words.common.undo, run: takeBack(id, around) })
  around.settled()
}
