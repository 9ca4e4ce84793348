import { ApiFailure } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { readStored, store } from '../../lib/storage.ts'

/** Handed over to one customer or to one group. */
type Sent = { id: string; part: number; key: string } & (
  | { externalUserid: string; edited?: boolean }
  | { chatId: string }
)

const KEPT = 'zg:sent'
const MAX_KEPT = 50

/** Names one hand-over, so that saying it twice counts once. */
const newKey = (): string => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`

const say = (sent: Sent): Promise<unknown> => {
  const { id, part, key } = sent
  if ('chatId' in sent) return api.groupSent(sent.chatId, { scriptId: id, part, key })
  const { externalUserid, edited } = sent
  return api.scriptSent(id, { externalUserid, part, key, ...(edited === true ? { edited } : {}) })
}

// What the server refused it will refuse again; only what it never heard is worth repeating.
const isHeard = (error: unknown): boolean => error instanceof ApiFailure && error.status >= 400 && error.status < 500

/** The message is out already: a lost count must not look like a lost message, and is said again later. */
const count = async (sent: Sent): Promise<void> => {
  try {
    await say(sent)
  } catch (error) {
    if (!isHeard(error)) store(KEPT, [...(readStored<Sent[]>(KEPT) ?? []), sent].slice(-MAX_KEPT))
  }
}

export const countSent = (id: string, externalUserid: string, part: number, edited = false): Promise<void> =>
  count({ id, externalUserid, part, key: newKey(), edited })

export const countSentToGroup = (id: string, chatId: string, part: number): Promise<void> =>
  count({ id, chatId, part, key: newKey() })

/** Says what could not be said before; the server counts each once by its key. */
export const sendLeftOver = async (): Promise<void> => {
  const left = readStored<Sent[]>(KEPT) ?? []
  if (left.length === 0) return
  const still: Sent[] = []
  for (const sent of left) {
    await say(sent).catch((error: unknown) => {
      if (!isHeard(error)) still.push(sent)
    })
  }
  store(KEPT, still)
}
