import type { PartMediaReply } from '../../../../src/features/scripts/shapes.ts'
import { api } from '../../api/routes.ts'
import type { MediaMessage } from '../../wecom/bridge.ts'
import { sendMessage } from '../../wecom/bridge.ts'
import type { Outcome } from '../../wecom/outcome.ts'
import type { IsHere, Piece } from './hand-over.ts'

const MAX_TITLE = 64

const messageOf = (piece: Piece, { mediaId, imageUrl }: PartMediaReply): MediaMessage => {
  if (piece.type === 'miniprogram') {
    const { appid = '', page = '', text } = piece
    const miniprogram = { appid, title: text.slice(0, MAX_TITLE), imgUrl: imageUrl ?? '', page }
    return { msgtype: 'miniprogram', miniprogram }
  }
  const mediaid = mediaId ?? ''
  return piece.type === 'image' ? { msgtype: 'image', image: { mediaid } } : { msgtype: 'file', file: { mediaid } }
}

/** Once more with a new id where the client knows the first one no longer: it took nothing, so nothing goes out twice. */
export const sendMedia = async (piece: Piece, isHere: IsHere): Promise<Outcome> => {
  const media = await api.partMedia(piece.scriptId, piece.part)
  if (!(await isHere())) return 'other-chat'
  const outcome = await sendMessage(messageOf(piece, media))
  if (outcome !== 'bad-media' || media.mediaId === null) return outcome
  const renewed = await api.partMedia(piece.scriptId, piece.part, { stale: media.mediaId })
  return (await isHere()) ? sendMessage(messageOf(piece, renewed)) : 'other-chat'
}
