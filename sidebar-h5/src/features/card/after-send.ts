import type { FollowUpView } from '../../../../src/features/follow-ups/shapes.ts'
import { api } from '../../api/routes.ts'
import { words } from '../../lang/lang.ts'
import { dayOf, today } from '../../lib/clock.ts'
import { explain } from '../../lib/explain.ts'
import { toast, toastHurt } from '../../ui/toast.ts'
import { offerDone } from '../scripts/hand-over.ts'
import { completeFollowUp } from './follow-up-acts.ts'
import type { CardDesk } from './use-card.ts'

/** The server closes what is due by itself; a promise, or a step of a later day, only the rep can settle. */
const closesItself = (step: FollowUpView): boolean => !step.promised && dayOf(step.dueAt) <= today()

/** What a message that went out means for the step on the card: settled, with a way back, or asked about. */
export const afterSend = (desk: CardDesk): void => {
  const step = desk.card.value?.nextStep ?? null
  if (step === null) {
    toast(words.scripts.toast)
    void desk.look()
    return
  }
  if (!closesItself(step)) {
    offerDone(() => void completeFollowUp(step.id, { evidence: 'script-sent' }, desk.around()))
    return
  }
  const back = async (): Promise<void> => {
    await api.reopen(step.id).catch((error: unknown) => toastHurt(explain(error)))
    await desk.look()
  }
  toast(words.card.settled, { label: words.common.undo, run: () => void back() })
  void desk.look()
}
