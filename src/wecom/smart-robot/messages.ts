import type { z } from 'zod'
import { dateOf, numberOf, textOf } from '../types/common.ts'
import { wireRobotIncoming } from '../types/smart-robot.ts'
import type { RobotContent, RobotEvent, RobotFile, RobotIncoming } from './types.ts'

type Wire = z.output<typeof wireRobotIncoming>
type WireFile = NonNullable<Wire['image']>

const fileOf = (file: WireFile): RobotFile => ({ url: file.url, aeskey: textOf(file.aeskey) })

const mixedOf = (wire: Wire): RobotContent => {
  const items: Extract<RobotContent, { kind: 'mixed' }>['items'] = []
  for (const item of wire.mixed?.msg_item ?? []) {
    if (item.msgtype === 'text' && item.text) items.push({ kind: 'text', text: item.text.content })
    if (item.msgtype === 'image' && item.image) items.push({ kind: 'image', file: fileOf(item.image) })
  }
  return { kind: 'mixed', items }
}

const contentOf = (wire: Wire): RobotContent => {
  const { msgtype } = wire
  if (msgtype === 'text' && wire.text) return { kind: 'text', text: wire.text.content }
  if (msgtype === 'voice' && wire.voice) return { kind: 'voice', text: wire.voice.content }
  if (msgtype === 'mixed' && wire.mixed) return mixedOf(wire)
  if (msgtype === 'image' || msgtype === 'file' || msgtype === 'video') {
    const file = wire[msgtype]
    if (file) return { kind: msgtype, file: fileOf(file) }
  }
  return { kind: 'other', msgtype }
}

const VERDICTS = { 1: 'good', 2: 'bad', 3: 'withdrawn' } as const
const verdictOf = (type: number | null) =>
  type === 1 || type === 2 || type === 3 ? VERDICTS[type] : ('unknown' as const)

const eventOf = (wire: Wire, event: NonNullable<Wire['event']>): RobotEvent['event'] => {
  switch (event.eventtype) {
    case 'enter_chat':
      return { kind: 'entered' }
    case 'disconnected_event':
      return { kind: 'replaced' }
    case 'template_card_event': {
      // The vendor's own types put key and task beside the type, its documents one level deeper.
      const card = event.template_card_event ?? event
      const selected = event.template_card_event?.selected_items?.selected_item ?? []
      return {
        kind: 'card-clicked',
        cardType: textOf(event.template_card_event?.card_type),
        key: card.event_key ?? '',
        taskId: card.task_id ?? '',
        selected: selected.map((one) => ({ question: one.question_key, options: one.option_ids?.option_id ?? [] })),
        responseUrl: textOf(wire.response_url),
      }
    }
    case 'feedback_event': {
      const { id, type, content, inaccurate_reason_list: reasons } = event.feedback_event ?? {}
      const verdict = verdictOf(numberOf(type))
      return { kind: 'feedback', id: id ?? '', verdict, text: textOf(content), reasons: reasons ?? [] }
    }
    default:
      return { kind: 'other', eventType: event.eventtype }
  }
}

/** One decrypted callback or one body of the long connection; null where it is neither. Unknown types are kept. */
export const readRobotIncoming = (body: unknown): RobotIncoming | null => {
  const parsed = wireRobotIncoming.safeParse(body)
  if (!parsed.success) return null
  const wire = parsed.data
  const head = {
    msgid: wire.msgid,
    robotId: textOf(wire.aibotid),
    userid: wire.from?.userid ?? '',
    corpId: textOf(wire.from?.corpid),
    chatId: textOf(wire.chatid),
    source: { ...wire },
  }
  if (wire.msgtype === 'event' && wire.event) {
    return { ...head, type: 'event', at: dateOf(wire.create_time), event: eventOf(wire, wire.event) }
  }
  if (wire.msgtype === 'stream' && wire.stream) return { ...head, type: 'refresh', streamId: wire.stream.id }
  const quote = wire.quote ? { ...wire.quote } : null
  return { ...head, type: 'message', content: contentOf(wire), quote, responseUrl: textOf(wire.response_url) }
}
