import { ApiFailure } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { readStored, store } from '../../lib/storage.ts'

type Sent = { id: string; externalUserid: string; part: number; key: string }

const KEPT = 'zg:sent'
const MAX_KEPT = 50

/** Names one hand-over, so that saying it twice counts once. */
const newKey = (): string => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`

const say = ({ id, ...body }: Sent): Promise<unknown> => api.scriptSent(id, body)

// What the server refused it will refuse again; only what it never heard is worth repeating.
const isHeard = (error: unknown): boolean => error instanceof ApiFailure && error.status >= 400 && error.status < 500

/** The message is out already: a lost count must not look like a lost message, and is said again later. */
export const countSent = async (scriptId: string, externalUserid: string, part: number): Promise<void> => {
  const sent = { id: scriptId, externalUserid, part, key: newKey() }
  try {
    await say(sent)
  } catch (error) {
    if (!isHeard(error)) store(KEPT, [...(readStored<Sent[]>(KEPT) ?? []), sent].slice(-MAX_KEPT))
  }
}

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
