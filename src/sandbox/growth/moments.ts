import { usableMedia } from '../api/media.ts'
import { type ApiContext, type Body, bodyIn, isBody, type Reply, refuse, textIn, textsIn } from '../api/replies.ts'
import { seesUserid } from '../api/scopes.ts'
import type { Kernel } from '../kernel.ts'
import { memberOf, relationsOf, tagOf } from '../state.ts'
import { expanded, numbersIn } from './common.ts'
import type { Moment, MomentTask } from './state.ts'

const MOST: Record<string, number> = { image: 9, video: 1, link: 1 }

/** One kind only; media from `media/upload_attachment` with attachment type 1 only. */
export const attachmentsProblem = (context: ApiContext, attachments: readonly Body[]): Reply | null => {
  const kinds = new Set(attachments.map((one) => textIn(one, 'msgtype')))
  const [kind = ''] = kinds
  if (attachments.length > 0 && (kinds.size > 1 || MOST[kind] === undefined))
    return refuse(context, 40058, 'invalid attachments msgtype')
  if (attachments.length > (MOST[kind] ?? 9)) return refuse(context, 41064)
  for (const attachment of attachments) {
    const part = bodyIn(attachment, kind)
    const file = usableMedia(context.kernel, textIn(part, 'media_id'))
    if (file === null) return refuse(context, 40007)
    if (file.use !== 'moment') return refuse(context, 41072)
    if (kind === 'link' && textIn(part, 'url') === '') return refuse(context, 40058)
  }
  return null
}

type Range = { senders: string[]; tags: string[] | null; invalid: Body }

/** Who cannot be asked is named in the result of the job; the rest is asked all the same. */
export const rangeOf = (kernel: Kernel, body: Body): Range => {
  const range = bodyIn(body, 'visible_range')
  const senders = bodyIn(range, 'sender_list')
  const users = textsIn(senders, 'user_list')
  const parties = numbersIn(senders, 'department_list')
  // Whoever the app does not see is no sender, named or not.
  const inRange = (userid: string): boolean => memberOf(kernel.state, userid) !== null && seesUserid(kernel, userid)
  const known = users.filter(inRange).flatMap((userid) => memberOf(kernel.state, userid)?.userid ?? [])
  const knownParties = parties.filter((id) => kernel.state.departments.has(id))
  const everybody = users.length + parties.length === 0
  const tags = isBody(range.external_contact_list) ? textsIn(range.external_contact_list, 'tag_list') : null
  return {
    senders: (everybody ? [...kernel.state.members.keys()] : expanded(kernel, known, knownParties)).filter(inRange),
    tags: tags?.filter((id) => tagOf(kernel.state, id) !== null) ?? null,
    invalid: {
      invalid_sender_list: {
        user_list: users.filter((userid) => !inRange(userid)),
        department_list: parties.filter((id) => !kernel.state.departments.has(id)),
      },
      invalid_external_contact_list: { tag_list: (tags ?? []).filter((id) => tagOf(kernel.state, id) === null) },
    },
  }
}

const taskOf = (kernel: Kernel, userid: string, tags: string[] | null): MomentTask => ({
  userid,
  publishedAt: null,
  customers: relationsOf(kernel.state, userid)
    .filter((relation) => tags === null || tags.some((id) => relation.tags.includes(id)))
    .map((relation) => relation.externalUserid),
})

type Wanted = Pick<Moment, 'by' | 'creator' | 'text' | 'attachments'> & { senders: string[]; tags: string[] | null }

/** A task for every sender; who of their customers sees it is settled now, not when it is published. */
export const makeMoment = (kernel: Kernel, { senders, tags, ...wanted }: Wanted): Moment => {
  const made: Moment = {
    ...{ ...wanted, momentId: kernel.id('mom', 32), createdAt: kernel.seconds(), open: tags === null },
    tasks: senders.map((userid) => taskOf(kernel, userid, tags)),
    ...{ comments: new Map(), likes: new Map(), cancelled: false },
  }
  kernel.state.growth.moments.set(made.momentId, made)
  kernel.version += 1
  return made
}

/** Nobody publishes it from now on. What was published stays, with its likes and comments. */
export const cancelMoment = (kernel: Kernel, moment: Moment): void => {
  moment.cancelled = true
  kernel.version += 1
}
