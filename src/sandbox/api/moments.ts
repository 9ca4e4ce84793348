import { type Checked, letters } from '../growth/common.ts'
import { attachmentsProblem, cancelMoment, makeMoment, rangeOf } from '../growth/moments.ts'
import type { Moment, MomentSign, MomentTask } from '../growth/state.ts'
import { memberOf } from '../state.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodiesIn,
  bodyIn,
  fine,
  numberIn,
  pageOf,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'

const DAY = 86_400
const USERS = 100_000

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const text = textIn(bodyIn(body, 'text'), 'content')
  const attachments = bodiesIn(body, 'attachments')
  if (text === '' && attachments.length === 0) return refuse(context, 41089)
  if (letters(text) > 2000) return refuse(context, 40058, 'invalid text size')
  const problem = attachmentsProblem(context, attachments)
  if (problem !== null) return problem
  if (textsIn(bodyIn(bodyIn(body, 'visible_range'), 'sender_list'), 'user_list').length > USERS)
    return refuse(context, 40058)
  const range = rangeOf(kernel, body)
  const jobId = kernel.id('', 32)
  const { growth } = kernel.state
  if (range.senders.length === 0) {
    const result = { errcode: 40031, errmsg: 'invalid userid list', ...range.invalid }
    growth.momentJobs.set(jobId, { jobId, at: kernel.seconds(), asked: 0, momentId: null, result })
    return fine({ jobid: jobId })
  }
  const { momentId } = makeMoment(kernel, { by: 'company', creator: null, text, attachments, ...range })
  const result = { errcode: 0, errmsg: 'ok', moment_id: momentId, ...range.invalid }
  growth.momentJobs.set(jobId, { jobId, at: kernel.seconds(), asked: 0, momentId, result })
  return fine({ jobid: jobId })
}

/** Never done at the first look: a client that does not ask again would not be noticed otherwise. */
const jobResult = (context: ApiContext): Reply => {
  const { kernel, query } = context
  const job = kernel.state.growth.momentJobs.get(query.jobid ?? '')
  if (job === undefined || kernel.seconds() - job.at > DAY) return refuse(context, 40058)
  job.asked += 1
  if (job.asked === 1) return fine({ status: 2, type: 'add_moment_task' })
  return fine({ status: 3, type: 'add_moment_task', result: job.result })
}

const wireMoment = (moment: Moment): Body => {
  const parts = (kind: string): Body[] =>
    moment.attachments.filter((one) => textIn(one, 'msgtype') === kind).map((one) => bodyIn(one, kind))
  const [video] = parts('video')
  const [link] = parts('link')
  return {
    moment_id: moment.momentId,
    ...(moment.creator === null ? {} : { creator: moment.creator }),
    create_time: `${moment.createdAt}`,
    create_type: moment.by === 'company' ? 0 : 1,
    visible_type: moment.open ? 1 : 0,
    ...(moment.text === '' ? {} : { text: { content: moment.text } }),
    ...(parts('image').length === 0 ? {} : { image: parts('image') }),
    ...(video === undefined ? {} : { video: { ...video, thumb_media_id: textIn(video, 'media_id') } }),
    ...(link === undefined ? {} : { link: { title: textIn(link, 'title'), url: textIn(link, 'url') } }),
  }
}

const list = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const [start, end] = [numberIn(body, 'start_time'), numberIn(body, 'end_time')]
  if (start === null || end === null) return refuse(context, 40063)
  const limit = numberIn(body, 'limit') ?? 20
  if (end < start || end - start > 30 * DAY || limit < 1 || limit > 20) return refuse(context, 40058)
  const filter = numberIn(body, 'filter_type') ?? 2
  const creator = textIn(body, 'creator')
  const rows = [...kernel.state.growth.moments.values()].filter(
    (moment) =>
      moment.createdAt >= start &&
      moment.createdAt <= end &&
      (creator === '' || moment.creator === creator) &&
      (filter === 2 || (filter === 1) === (moment.by === 'rep')),
  )
  const { page, nextCursor } = pageOf(rows, textIn(body, 'cursor'), limit)
  return fine({ next_cursor: nextCursor, moment_list: page.map(wireMoment) })
}

const momentIn = (context: ApiContext): Checked<Moment> => {
  const momentId = textIn(context.body, 'moment_id')
  if (momentId === '') return { ok: false, reply: refuse(context, 41059) }
  const moment = context.kernel.state.growth.moments.get(momentId)
  return moment === undefined ? { ok: false, reply: refuse(context, 41060) } : { ok: true, value: moment }
}

const taskIn = (context: ApiContext): Checked<{ moment: Moment; task: MomentTask }> => {
  const found = momentIn(context)
  if (!found.ok) return found
  const member = memberOf(context.kernel.state, context.body.userid)
  const task = found.value.tasks.find((one) => one.userid === member?.userid)
  if (task === undefined) return { ok: false, reply: refuse(context, 41061) }
  return { ok: true, value: { moment: found.value, task } }
}

const paged = <Row>(context: ApiContext, rows: readonly Row[], sizes: { usual: number; most: number }) => {
  const asked = numberIn(context.body, 'limit') ?? sizes.usual
  return pageOf(rows, textIn(context.body, 'cursor'), Math.min(Math.max(asked, 1), sizes.most))
}

const tasks = (context: ApiContext): Reply => {
  const found = momentIn(context)
  if (!found.ok) return found.reply
  const { page, nextCursor } = paged(context, found.value.tasks, { usual: 500, most: 1000 })
  const rows = page.map((task) => ({ userid: task.userid, publish_status: task.publishedAt === null ? 0 : 1 }))
  return fine({ next_cursor: nextCursor, task_list: rows })
}

const customers = (context: ApiContext): Reply => {
  const found = taskIn(context)
  if (!found.ok) return found.reply
  const { task } = found.value
  const { page, nextCursor } = paged(context, task.customers, { usual: 500, most: 1000 })
  const rows = page.map((id) => ({ userid: task.userid, external_userid: id }))
  return fine({ next_cursor: nextCursor, customer_list: rows })
}

const sendResult = (context: ApiContext): Reply => {
  const found = taskIn(context)
  if (!found.ok) return found.reply
  const { task } = found.value
  if (task.publishedAt === null) return refuse(context, 41062)
  const { page, nextCursor } = paged(context, task.customers, { usual: 3000, most: 5000 })
  return fine({ next_cursor: nextCursor, customer_list: page.map((id) => ({ external_userid: id })) })
}

const wireSign = (sign: MomentSign): Body => ({
  ...(sign.who === 'customer' ? { external_userid: sign.id } : { userid: sign.id }),
  create_time: sign.at,
})

const comments = (context: ApiContext): Reply => {
  const found = taskIn(context)
  if (!found.ok) return found.reply
  const { moment, task } = found.value
  if (task.publishedAt === null) return refuse(context, 41062)
  return fine({
    comment_list: (moment.comments.get(task.userid) ?? []).map(wireSign),
    like_list: (moment.likes.get(task.userid) ?? []).map(wireSign),
  })
}

/** Takes back what nobody has published yet; a moment of a rep's own is not the company's to stop. */
const cancel = (context: ApiContext): Reply => {
  const found = momentIn(context)
  if (!found.ok) return found.reply
  if (found.value.by === 'rep') return refuse(context, 41067)
  cancelMoment(context.kernel, found.value)
  return fine()
}

export const momentApis: Apis = {
  'externalcontact/add_moment_task': { method: 'POST', run: add },
  'externalcontact/get_moment_task_result': { method: 'GET', run: jobResult },
  'externalcontact/get_moment_list': { method: 'POST', empty: { moment_list: [] }, run: list },
  'externalcontact/get_moment_task': { method: 'POST', empty: { task_list: [] }, run: tasks },
  'externalcontact/get_moment_customer_list': { method: 'POST', empty: { customer_list: [] }, run: customers },
  'externalcontact/get_moment_send_result': { method: 'POST', empty: { customer_list: [] }, run: sendResult },
  'externalcontact/get_moment_comments': { method: 'POST', empty: { comment_list: [], like_list: [] }, run: comments },
  'externalcontact/cancel_moment_task': { method: 'POST', run: cancel },
}
