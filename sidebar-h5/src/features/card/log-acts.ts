import type { Card } from '../../../../src/features/customers/shapes.ts'
import type { LogBody } from '../../api/routes.ts'
import { api } from '../../api/routes.ts'
import { words } from '../../lang/lang.ts'
import { toast } from '../../ui/toast.ts'
import type { CardDesk } from './use-card.ts'

/** Records a contact and offers five seconds to take all of it back. False: refused, and nothing happened. */
export const logContact = async (
  desk: CardDesk,
  body: LogBody,
  { said, guess = (card) => card }: { said: string; guess?: (card: Card) => Card },
): Promise<boolean> => {
  let undo = ''
  const logged = await desk.change(guess, async () => {
    const reply = await api.log(desk.id, body)
    undo = reply.undo
    return reply.card
  })
  if (!logged) return false
  const back = async (): Promise<void> => {
    const undone = await desk.change(
      (card) => card,
      () => api.undoLog(desk.id, undo),
    )
    if (undone) toast(words.log.undone)
  }
  toast(said, { label: words.common.undo, run: () => void back() })
  return true
}
