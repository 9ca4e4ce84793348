import { computed, onUnmounted, ref } from 'vue'
import { api } from '../../api/routes.ts'
import { words } from '../../lang/lang.ts'
import { explain } from '../../lib/explain.ts'
import { isBlocked, unfilledIn } from '../../lib/format.ts'
import { forget, readStored, store } from '../../lib/storage.ts'
import type { Outcome } from '../../wecom/outcome.ts'
import type { Piece } from './hand-over.ts'
import { copyPiece } from './hand-over.ts'
import { forgetProgress, goneBefore, keepProgress } from './progress.ts'

export type SendPart = Omit<Piece, 'scriptId' | 'part'> & {
  missing: string[]
  /** Which part of the script it is. */
  index: number
}
type Sending = {
  /** The customer or the group it goes to. */
  place: string
  scriptId: string
  parts: readonly SendPart[]
  /** Open for editing at once. */
  editing?: boolean
  /** Forbidden words in the script as it was saved. */
  warnings: readonly string[]
  /** Puts one message into the chat and counts it. */
  hand: (piece: Piece) => Promise<Outcome>
  /** Everything went out. */
  done: () => void
}

const CHECK_AFTER_MS = 400

/** One script on its way into a chat: edited, checked, handed over part by part, and gone on with where it stopped. */
export const useSend = ({ place, scriptId, parts, editing, warnings, hand, done }: Sending) => {
  const draftKey = (index: number): string => `zg:draft:script:${place}:${scriptId}:${index}`
  const texts = ref(parts.map((part) => readStored<string>(draftKey(part.index)) ?? part.text))
  const edited = ref(
    parts.map((part, at) => part.file === undefined && (editing === true || texts.value[at] !== part.text)),
  )
  const gone = ref(goneBefore(place, scriptId, parts.length))
  const busy = ref(false)
  const trouble = ref('')
  /** What the rep was told must not be said; null before anybody looked. */
  const banned = ref<readonly string[] | null>(null)
  let known: { text: string; found: readonly string[] } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const textOf = (at: number): string => texts.value[at] ?? ''
  const blockedAt = (at: number): boolean => {
    const part = parts[at]
    return part === undefined || isBlocked(textOf(at), part.text, part.missing)
  }
  const open = computed(() => parts.map((_, at) => at).filter((at) => at >= gone.value))
  const blocked = computed(() => open.value.some(blockedAt))
  const missing = computed(() => [
    ...new Set(
      open.value.flatMap((at) => {
        const part = parts[at]
        if (part === undefined || !blockedAt(at)) return []
        return textOf(at) === part.text ? part.missing : [...part.missing, ...unfilledIn(textOf(at))]
      }),
    ),
  ])
  const label = computed(() => {
    if (busy.value) return words.scripts.part(Math.min(gone.value + 1, parts.length), parts.length)
    return gone.value > 0 ? words.scripts.resume(gone.value + 1) : words.scripts.sendAll(parts.length)
  })

  // What was changed here nobody has checked yet. A server that is away must not keep a rep from answering a customer,
  // but what is known of the script as it was saved still holds.
  const findBanned = async (): Promise<readonly string[]> => {
    if (parts.every((part, at) => textOf(at) === part.text)) return warnings
    const text = texts.value.join('\n')
    if (known?.text === text) return known.found
    const answer = await api.checkScript({ texts: texts.value, script: scriptId }).catch(() => null)
    if (answer === null) return warnings
    known = { text, found: answer.forbidden }
    return answer.forbidden
  }
  /** False when the rep has just been told; a second tap is her decision. */
  const isCleared = async (): Promise<boolean> => {
    if (banned.value !== null) return true
    const found = await findBanned()
    if (found.length > 0) banned.value = found
    return found.length === 0
  }
  // Looked up while she types: a phone gives the clipboard away only while the tap is fresh.
  const edit = (at: number, event: Event): void => {
    texts.value[at] = (event.target as HTMLTextAreaElement).value
    const part = parts[at]
    if (part !== undefined) store(draftKey(part.index), texts.value[at])
    banned.value = null
    clearTimeout(timer)
    timer = setTimeout(() => void findBanned(), CHECK_AFTER_MS)
  }
  onUnmounted(() => clearTimeout(timer))

  // In order and one after the other: the second half of an answer must never arrive before the first.
  const sendRest = async (): Promise<void> => {
    trouble.value = ''
    for (const at of open.value) {
      const part = parts[at]
      if (part === undefined) return
      const { missing: _, index, ...rest } = part
      const text = textOf(at)
      const stopped = await hand({ ...rest, scriptId, part: index, text, edited: text !== part.text }).then(
        (outcome) => words.scripts.stop[outcome],
        explain,
      )
      if (stopped !== '') {
        trouble.value = `${words.scripts.failed(at + 1, at)}${words.lang === 'en' ? '. ' : '。'}${stopped}`
        return
      }
      gone.value = at + 1
      keepProgress(place, scriptId, { gone: gone.value, of: parts.length })
      forget(draftKey(part.index))
    }
    done()
  }
  const send = async (): Promise<void> => {
    busy.value = true
    if (await isCleared()) await sendRest()
    busy.value = false
  }
  const copy = async (at: number): Promise<void> => {
    if (await isCleared()) await copyPiece({ text: textOf(at), url: parts[at]?.url ?? null })
  }
  const restart = (): void => {
    gone.value = 0
    forgetProgress(place, scriptId)
  }
  return { edited, gone, busy, trouble, banned, blocked, missing, label, textOf, blockedAt, edit, send, copy, restart }
}
