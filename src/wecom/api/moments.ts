import type { MomentAttachment, MomentInput, MomentJob, MomentSign } from '../client-data-growth.ts'
import type { WecomSends } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { dateOf, numberOf, numbersOf, textOf, wireReply } from '../types/common.ts'
import {
  type WireMomentSign,
  wireMomentComments,
  wireMomentCreated,
  wireMomentCustomers,
  wireMomentJob,
  wireMomentList,
  wireMomentTasks,
} from '../types/moments.ts'
import { atMost, pageBody, secondsOf, toPage } from './paging.ts'

export type MomentsApi = Pick<
  WecomSends,
  | 'createMoment'
  | 'momentJob'
  | 'moments'
  | 'momentTasks'
  | 'momentCustomers'
  | 'momentSeenBy'
  | 'momentReactions'
  | 'cancelMoment'
>

const MAKERS = { company: 0, rep: 1, both: 2 } as const
const DONE = 3

const wireOf = (item: MomentAttachment): Record<string, unknown> => {
  const part =
    item.kind === 'link' ? { title: item.title, url: item.url, media_id: item.mediaId } : { media_id: item.mediaId }
  return { msgtype: item.kind, [item.kind]: part }
}

const momentBody = ({ text, attachments, senders, tags }: MomentInput): Record<string, unknown> => {
  atMost('attachments', attachments?.length ?? 0, MOST.sendAttachments)
  const range = {
    sender_list:
      senders === undefined ? undefined : { user_list: senders.userids, department_list: senders.departments },
    external_contact_list: tags === undefined ? undefined : { tag_list: tags },
  }
  return {
    text: text === undefined ? undefined : { content: text },
    attachments: attachments?.length ? attachments.map(wireOf) : undefined,
    visible_range: senders === undefined && tags === undefined ? undefined : range,
  }
}

const readJob = async (ask: Ask, jobId: string): Promise<MomentJob> => {
  const reply = await ask('externalcontact/get_moment_task_result', wireMomentJob, { query: { jobid: jobId } })
  if (numberOf(reply.status) !== DONE) return { state: 'running' }
  const { result } = reply
  const errcode = numberOf(result?.errcode) ?? 0
  const momentId = textOf(result?.moment_id)
  if (errcode !== 0 || momentId === null) return { state: 'failed', errcode }
  return {
    state: 'done',
    momentId,
    invalidUserids: result?.invalid_sender_list?.user_list ?? [],
    invalidDepartments: numbersOf(result?.invalid_sender_list?.department_list),
    invalidTags: result?.invalid_external_contact_list?.tag_list ?? [],
  }
}

const toSign = (wire: WireMomentSign): MomentSign => {
  const externalUserid = textOf(wire.external_userid)
  const at = dateOf(wire.create_time)
  return externalUserid === null ? { by: 'rep', id: wire.userid ?? '', at } : { by: 'customer', id: externalUserid, at }
}

type MomentListsApi = Pick<MomentsApi, 'momentTasks' | 'momentCustomers' | 'momentSeenBy'>

const momentListsApi = (ask: Ask): MomentListsApi => ({
  momentTasks: async (momentId, input = {}) => {
    const body = { moment_id: momentId, ...pageBody(input, MOST.momentCustomerPage) }
    const reply = await ask('externalcontact/get_moment_task', wireMomentTasks, { body })
    return toPage(
      reply.task_list,
      (wire) => ({ userid: wire.userid, published: numberOf(wire.publish_status) === 1 }),
      reply.next_cursor,
    )
  },
  momentCustomers: async ({ momentId, userid }, input = {}) => {
    const body = { moment_id: momentId, userid, ...pageBody(input, MOST.momentCustomerPage) }
    const reply = await ask('externalcontact/get_moment_customer_list', wireMomentCustomers, { body })
    const toRow = (wire: { external_userid: string; userid?: string | null | undefined }) => ({
      userid: textOf(wire.userid) ?? userid,
      externalUserid: wire.external_userid,
    })
    return toPage(reply.customer_list, toRow, reply.next_cursor)
  },
  momentSeenBy: async ({ momentId, userid }, input = {}) => {
    const body = { moment_id: momentId, userid, ...pageBody(input, MOST.momentSeenPage) }
    const reply = await ask('externalcontact/get_moment_send_result', wireMomentCustomers, { body })
    return toPage(reply.customer_list, (wire) => wire.external_userid, reply.next_cursor)
  },
})

export const momentsApi = (ask: Ask): MomentsApi => ({
  ...momentListsApi(ask),
  createMoment: async (input) => {
    const reply = await ask('externalcontact/add_moment_task', wireMomentCreated, { body: momentBody(input) })
    return { jobId: reply.jobid }
  },
  momentJob: (jobId) => readJob(ask, jobId),
  moments: async (input) => {
    const body = {
      start_time: secondsOf(input.from),
      end_time: secondsOf(input.until),
      creator: input.creator,
      filter_type: MAKERS[input.by ?? 'both'],
      ...pageBody(input, MOST.momentPage),
    }
    const reply = await ask('externalcontact/get_moment_list', wireMomentList, { body })
    return toPage(
      reply.moment_list,
      (wire) => ({
        momentId: wire.moment_id,
        creator: textOf(wire.creator),
        createdAt: dateOf(wire.create_time),
        by: numberOf(wire.create_type) === MAKERS.rep ? ('rep' as const) : ('company' as const),
        text: textOf(wire.text?.content),
        images: wire.image?.length ?? 0,
        video: textOf(wire.video?.media_id) !== null,
        link: wire.link ? { title: textOf(wire.link.title), url: textOf(wire.link.url) } : null,
      }),
      reply.next_cursor,
    )
  },
  momentReactions: async ({ momentId, userid }) => {
    const body = { moment_id: momentId, userid }
    const reply = await ask('externalcontact/get_moment_comments', wireMomentComments, { body })
    return { comments: (reply.comment_list ?? []).map(toSign), likes: (reply.like_list ?? []).map(toSign) }
  },
  cancelMoment: async (momentId) => {
    await ask('externalcontact/cancel_moment_task', wireReply, { body: { moment_id: momentId } })
  },
})
