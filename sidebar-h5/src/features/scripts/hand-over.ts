import type { ScriptView } from '../../../../src/features/scripts/shapes.ts'
import { words } from '../../lang/lang.ts'
import { copyText } from '../../lib/copy.ts'
import { toast, toastHurt, toastOffer } from '../../ui/toast.ts'
import { canOpenChat, chatPartner, isBeside, isInChat, openChat, sendLink, sendText } from '../../wecom/bridge.ts'
import type { Outcome } from '../../wecom/outcome.ts'
import { countSent } from './count.ts'

type Part = ScriptView['parts'][number]

export type Piece = Pick<Part, 'type' | 'file' | 'appid' | 'page'> & {
  scriptId: string
  part: number
  text: string
  url: string | null
  description?: string | undefined
  imageUrl?: string | undefined
  /** The rep changed the words. */
  edited?: boolean
}

/** The one question before a message for one customer: is it this customer's chat that is open? Else go there, or copy. */
export const canSendTo = (externalUserid: string): boolean => isInChat.value && chatPartner.value === externalUserid

/** Asked last, right before the message leaves: a file may take seconds, and the rep may have moved on meanwhile. */
export type IsHere = () => Promise<boolean>

/** Into the chat the page stands beside, if that is the right one. Throws where the server has no file to send. */
export const putIntoChat = async (piece: Piece, isHere: IsHere): Promise<Outcome> => {
  if (piece.file !== undefined) return (await import('./send-media.ts')).sendMedia(piece, isHere)
  if (!(await isHere())) return 'other-chat'
  if (piece.url === null) return sendText(piece.text)
  return sendLink({
    link: piece.url,
    title: piece.text.slice(0, 64),
    desc: piece.description ?? '',
    imgUrl: piece.imageUrl ?? '',
  })
}

/** Counted only once the client took the message: a copied text may never be sent. Resolves when both are known. */
export const sendPiece = async (externalUserid: string, piece: Piece): Promise<Outcome> => {
  const outcome = await putIntoChat(piece, () => isBeside(externalUserid))
  if (outcome === 'ok') await countSent(piece.scriptId, externalUserid, piece.part, piece.edited)
  return outcome
}

export const copyPiece = async (
  piece: { text: string; url: string | null },
  goTo: string | null = null,
): Promise<void> => {
  const done = await copyText(piece.url === null ? piece.text : `${piece.text}\n${piece.url}`)
  if (done)
    toast(
      words.common.copied,
      goTo === null || !canOpenChat.value ? null : { label: words.today.go, run: () => void openChat(goTo) },
    )
  else toastHurt(words.common.copyFailed)
}

export const offerDone = (settle: () => void): void =>
  toastOffer(words.done.offer, { label: words.done.offerYes, run: settle })

/** One message in one tap: into the chat where there is one, else onto the clipboard. */
export const handOver = async (externalUserid: string, piece: Piece, settle: () => void): Promise<void> => {
  if (!canSendTo(externalUserid)) return copyPiece(piece, externalUserid)
  const outcome = await sendPiece(externalUserid, piece)
  if (outcome === 'ok') settle()
  else toastHurt(words.scripts.stop[outcome])
}
