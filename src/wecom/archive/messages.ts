import type { z } from 'zod'
import { wireArchiveMessage } from '../types/archive.ts'
import { textOf } from '../types/common.ts'
import { contentOf } from './content.ts'
import { parseLossless } from './json.ts'
import type { ArchiveMessage, ArchiveSwitch } from './types.ts'
import { moment } from './values.ts'

type Wire = z.output<typeof wireArchiveMessage>

const switchOf = (wire: Wire, source: string): ArchiveSwitch => ({
  action: 'switch',
  msgid: wire.msgid,
  source,
  at: moment(wire.time),
  userid: wire.user ?? '',
})

const messageOf = (wire: Wire, source: string): ArchiveMessage => ({
  action: wire.action === 'recall' ? 'recall' : 'send',
  msgid: wire.msgid,
  source,
  at: moment(wire.msgtime),
  from: wire.from ?? '',
  to: [...(wire.tolist ?? [])],
  roomId: textOf(wire.roomid),
  external: wire.msgid.endsWith('_external'),
  msgtype: wire.msgtype ?? '',
  content: contentOf(wire),
})

/** One decrypted message in our words; null where it is no JSON object with an id. Types we do not know are kept. */
export const readArchiveMessage = (source: string): ArchiveMessage | ArchiveSwitch | null => {
  let value: unknown
  try {
    value = parseLossless(source)
  } catch {
    return null
  }
  const parsed = wireArchiveMessage.safeParse(value)
  if (!parsed.success) return null
  return parsed.data.action === 'switch' ? switchOf(parsed.data, source) : messageOf(parsed.data, source)
}
