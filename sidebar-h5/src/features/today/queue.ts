import { peopleIn, withinBudget } from '../../../../src/features/follow-ups/rules-day.ts'
import type { FollowUpView, Today } from '../../../../src/features/follow-ups/shapes.ts'
import { api } from '../../api/routes.ts'
import { today } from '../../lib/clock.ts'
import { readStored, store } from '../../lib/storage.ts'
import { canOpenChat, openChat } from '../../wecom/bridge.ts'
import { lastUserid } from '../me.ts'

export type StoredToday = { at: number; today: Today }

export const todayKey = (): string => `zg:today:${lastUserid()}`

/** The list the rep is working through; null outside of it, or on another day. */
const listWith = (externalUserid: string): Today | null => {
  const stored = readStored<StoredToday>(todayKey())?.today ?? null
  if (stored === null || stored.day !== today()) return null
  const isIn = [...stored.open, ...stored.doneToday].some((one) => one.externalUserid === externalUserid)
  return isIn ? stored : null
}

/** Read where the list of the day was not opened on this device: a link of the morning message leads straight to a card. */
export const readQueue = async (): Promise<void> => {
  if (readStored<StoredToday>(todayKey())?.today.day === today()) return
  store(todayKey(), { at: Date.now(), today: await api.today() })
}

export type Queue = { next: FollowUpView | null; left: number }

/** Who comes after this customer; null where the customer is on no list of today. */
export const queueAfter = (externalUserid: string): Queue | null => {
  const list = listWith(externalUserid)
  if (list === null) return null
  const others = list.open.filter((one) => one.externalUserid !== externalUserid)
  return { next: others[0] ?? null, left: withinBudget(others.length, peopleIn(list.doneToday)) }
}

/** Done with this one: he is not offered again before the list is read anew. */
export const passBy = (externalUserid: string): void => {
  const stored = readStored<StoredToday>(todayKey())
  if (stored === null) return
  const isThis = (one: FollowUpView): boolean => one.externalUserid === externalUserid
  const { open, doneToday } = stored.today
  const today = {
    ...stored.today,
    open: open.filter((one) => !isThis(one)),
    doneToday: [...doneToday, ...open.filter(isThis)],
  }
  store(todayKey(), { ...stored, today })
}

/** Into the chat where the client can, else to the card. */
export const goTo = async (externalUserid: string, push: (path: string) => Promise<void>): Promise<void> => {
  if (canOpenChat.value && (await openChat(externalUserid)) === 'ok') return
  await push(`/customers/${encodeURIComponent(externalUserid)}`)
}
