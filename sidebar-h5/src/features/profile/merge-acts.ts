import { api } from '../../api/routes.ts'
import { words } from '../../lang/lang.ts'
import { mergeWords } from '../../lang/merges.ts'
import { toast } from '../../ui/toast.ts'
import type { CardDesk } from '../card/use-card.ts'

type Merge = { other: string; primary: 'this' | 'other' }

/** The card comes back with what the server says; a guess would have to add up two people's figures. */
const ask = (desk: CardDesk, call: () => ReturnType<typeof api.merge>): Promise<boolean> =>
  desk.change((card) => card, call)

/** Five seconds to take it back here; later from the row of the account. */
export const mergeAccounts = async (desk: CardDesk, merge: Merge): Promise<boolean> => {
  if (!(await ask(desk, () => api.merge(desk.id, merge)))) return false
  const back = async (): Promise<void> => {
    if (await ask(desk, () => api.separate(desk.id, merge.other))) toast(mergeWords.separated)
  }
  toast(mergeWords.merged, { label: words.common.undo, run: () => void back() })
  return true
}

export const separateAccounts = async (desk: CardDesk, merge: Merge): Promise<boolean> => {
  if (!(await ask(desk, () => api.separate(desk.id, merge.other)))) return false
  const back = async (): Promise<void> => {
    if (await ask(desk, () => api.merge(desk.id, merge))) toast(mergeWords.merged)
  }
  toast(mergeWords.separated, { label: words.common.undo, run: () => void back() })
  return true
}
