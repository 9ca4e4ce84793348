import { byteLength } from '../../wecom/bytes.ts'
import { usableMedia } from '../api/media.ts'
import {
  type ApiContext,
  type Body,
  bodiesIn,
  bodyIn,
  numberIn,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from '../api/replies.ts'
import { chinaDay, type Kernel } from '../kernel.ts'
import { departmentsBelow, memberOf } from '../state.ts'

export type Checked<Value> = { ok: true; value: Value } | { ok: false; reply: Reply }

export const letters = (text: string): number => [...text].length

export const numbersIn = (body: Body, name: string): number[] =>
  (Array.isArray(body[name]) ? body[name] : []).map(Number).filter(Number.isFinite)

/** The members of a range, departments with everything below them, nobody twice. */
export const expanded = (kernel: Kernel, users: readonly string[], parties: readonly number[]): string[] => {
  const below = new Set(parties.flatMap((id) => [...departmentsBelow(kernel.state, id)]))
  const inside = [...kernel.state.members.values()].filter((member) => member.departments.some((id) => below.has(id)))
  return [...new Set([...users, ...inside.map((member) => member.userid)])]
}

/** A range as WeCom reads it: unknown members are 60111, unknown departments 60123. */
export const rangeIn = (
  context: ApiContext,
  body: Body,
  names: { users: string; parties: string },
): Checked<{ users: string[]; parties: number[] }> => {
  const { state } = context.kernel
  const members = textsIn(body, names.users).map((userid) => memberOf(state, userid))
  if (members.includes(null)) return { ok: false, reply: refuse(context, 60111) }
  const parties = numbersIn(body, names.parties)
  if (parties.some((id) => !state.departments.has(id))) return { ok: false, reply: refuse(context, 60123) }
  return { ok: true, value: { users: members.flatMap((member) => member?.userid ?? []), parties } }
}

const MEDIA: Record<string, string> = {
  image: 'media_id',
  video: 'media_id',
  file: 'media_id',
  miniprogram: 'pic_media_id',
}

const partProblem = (kernel: Kernel, type: string, part: Body): number | null => {
  const name = MEDIA[type]
  const mediaId = name === undefined ? '' : textIn(part, name)
  if (mediaId !== '') {
    const file = usableMedia(kernel, mediaId)
    if (file === null) return 40007
    return file.use === 'moment' || file.use === 'album' ? 41072 : null
  }
  if (type === 'image') return textIn(part, 'pic_url') === '' ? 40058 : null
  if (type === 'link') {
    const fits = textIn(part, 'title') !== '' && textIn(part, 'url') !== '' && byteLength(textIn(part, 'title')) <= 128
    return fits && byteLength(textIn(part, 'desc')) <= 512 && byteLength(textIn(part, 'url')) <= 2048 ? null : 40058
  }
  return 40058
}

/** One attachment under its own name, as templates carry it. */
export const PARTS = ['image', 'link', 'miniprogram', 'video', 'file'] as const

export const partsProblem = (kernel: Kernel, parts: Body): number | null => {
  for (const type of PARTS)
    if (parts[type] !== undefined) {
      const problem = partProblem(kernel, type, bodyIn(parts, type))
      if (problem !== null) return problem
    }
  return null
}

/** What a group send may say: text up to 4,000 bytes and nine attachments, not both empty. */
export const contentIn = (context: ApiContext): Checked<{ text: string; attachments: Body[] }> => {
  const no = (errcode: number, words?: string) => ({ ok: false as const, reply: refuse(context, errcode, words) })
  const text = textIn(bodyIn(context.body, 'text'), 'content')
  const attachments = bodiesIn(context.body, 'attachments')
  if (text === '' && attachments.length === 0) return no(40063)
  if (byteLength(text) > 4000) return no(40058, 'text.content exceed max length 4000. invalid Request Parameter')
  if (attachments.length > 9) return no(41064)
  for (const attachment of attachments) {
    const type = textIn(attachment, 'msgtype')
    if (!PARTS.some((known) => known === type)) return no(41065)
    const problem = partProblem(context.kernel, type, bodyIn(attachment, type))
    if (problem !== null) return no(problem)
  }
  return { ok: true, value: { text, attachments } }
}

/** What stands in a chat for an attachment. */
export const attachmentText = (attachment: Body): string => {
  const type = textIn(attachment, 'msgtype')
  const title = textIn(bodyIn(attachment, type), 'title')
  return title === '' ? `[${type}]` : title
}

/** Whole days of China, both ends inside: at most 30, not before 180 days ago, never today. */
export const daysIn = (context: ApiContext, from: string, to: string, onlyFinished = true): number[] | null => {
  const start = numberIn(context.body, from)
  if (start === null) return null
  const first = chinaDay(start)
  const last = chinaDay(numberIn(context.body, to) ?? start)
  const today = chinaDay(context.kernel.seconds())
  const tooLate = onlyFinished ? last >= today : last > today
  if (last < first || last - first + 1 > 30 || today - first > 180 || tooLate) return null
  return Array.from({ length: last - first + 1 }, (_day, index) => first + index)
}

/** A picture of the code, on this machine: an invented address would send every trial to somebody else's server. */
export const qrOf = (context: ApiContext, id: string): string => `http://${context.host}/sandbox/code/${id}`
