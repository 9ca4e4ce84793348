import { type Checked, contentIn } from '../growth/common.ts'
import { customersIn, groupsIn } from '../growth/receivers.ts'
import type { GroupSend } from '../growth/state.ts'
import { memberOf } from '../state.ts'
import { type ApiContext, type Apis, fine, numberIn, pageOf, type Reply, refuse, textIn } from './replies.ts'

const DAY = 86_400
const REMINDERS = 3

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const kind = textIn(body, 'chat_type') || 'single'
  if (kind !== 'single' && kind !== 'group') return refuse(context, 86214)
  const content = contentIn(context)
  if (!content.ok) return content.reply
  const named = textIn(body, 'sender')
  const sender = named === '' ? null : memberOf(kernel.state, named)
  if (named !== '' && sender === null) return refuse(context, 60111)
  const receivers = (kind === 'single' ? customersIn : groupsIn)(context, sender?.userid ?? null)
  if (!receivers.ok) return receivers.reply
  const { tasks, failed } = receivers.value
  if (tasks.length === 0) return { ...refuse(context, 41048), fail_list: failed }
  const send: GroupSend = {
    ...{ msgid: kernel.id('msg', 32), kind, createdAt: kernel.seconds(), creator: null },
    ...{ allowSelect: body.allow_select === true, ...content.value, tasks, cancelled: false, reminders: [] },
  }
  kernel.state.growth.sends.set(send.msgid, send)
  kernel.version += 1
  return fine({ fail_list: failed, msgid: send.msgid })
}

const list = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const [kind, start, end] = [textIn(body, 'chat_type'), numberIn(body, 'start_time'), numberIn(body, 'end_time')]
  if (kind === '' || start === null || end === null) return refuse(context, 40063)
  if (end < start || end - start > 31 * DAY) return refuse(context, 40058)
  const filter = numberIn(body, 'filter_type') ?? 2
  const creator = textIn(body, 'creator')
  const rows = [...kernel.state.growth.sends.values()].filter(
    (send) =>
      send.kind === kind &&
      send.createdAt >= start &&
      send.createdAt <= end &&
      (creator === '' || send.creator === creator) &&
      (filter === 2 || (filter === 1) === (send.creator !== null)),
  )
  const asked = numberIn(body, 'limit') ?? 50
  // Beyond the largest page WeCom takes the default, not the largest.
  const limit = asked < 1 || asked > 100 ? 50 : asked
  const { page, nextCursor } = pageOf(rows, textIn(body, 'cursor'), limit)
  return fine({
    next_cursor: nextCursor,
    group_msg_list: page.map((send) => ({
      msgid: send.msgid,
      ...(send.creator === null ? {} : { creator: send.creator }),
      create_time: send.createdAt,
      create_type: send.creator === null ? 0 : 1,
      ...(send.text === '' ? {} : { text: { content: send.text } }),
      attachments: send.attachments,
    })),
  })
}

const sendIn = (context: ApiContext): Checked<GroupSend> => {
  const no = (errcode: number): Checked<GroupSend> => ({ ok: false, reply: refuse(context, errcode) })
  const { kernel, body } = context
  const msgid = textIn(body, 'msgid')
  if (msgid === '') return no(41046)
  const send = kernel.state.growth.sends.get(msgid)
  if (send === undefined) return no(41047)
  const dispatching = kernel.seconds() - send.createdAt < kernel.switches.get('groupSendDispatchSeconds')
  return dispatching ? no(41063) : { ok: true, value: send }
}

const limitIn = (context: ApiContext): number => {
  const asked = numberIn(context.body, 'limit') ?? 500
  return asked < 1 || asked > 1000 ? 500 : asked
}

const tasks = (context: ApiContext): Reply => {
  const found = sendIn(context)
  if (!found.ok) return found.reply
  const { page, nextCursor } = pageOf(found.value.tasks, textIn(context.body, 'cursor'), limitIn(context))
  return fine({
    next_cursor: nextCursor,
    task_list: page.map((task) => ({
      userid: task.userid,
      status: task.sentAt === null ? 0 : 2,
      ...(task.sentAt === null ? {} : { send_time: task.sentAt }),
    })),
  })
}

const results = (context: ApiContext): Reply => {
  const found = sendIn(context)
  if (!found.ok) return found.reply
  const send = found.value
  const member = memberOf(context.kernel.state, context.body.userid)
  const task = send.tasks.find((one) => one.userid === member?.userid)
  if (task === undefined) return refuse(context, 40003)
  const single = send.kind === 'single'
  const rows = single ? task.targets : task.targets.filter((target) => target.status === 1)
  const { page, nextCursor } = pageOf(rows, textIn(context.body, 'cursor'), limitIn(context))
  return fine({
    next_cursor: nextCursor,
    send_list: page.map((target) => ({
      ...(single ? { external_userid: target.id } : { chat_id: target.id }),
      userid: task.userid,
      status: target.status,
      ...(target.at === null ? {} : { send_time: target.at }),
    })),
  })
}

const remind = (context: ApiContext): Reply => {
  const found = sendIn(context)
  if (!found.ok) return found.reply
  if (found.value.cancelled) return refuse(context, 41093)
  const now = context.kernel.seconds()
  found.value.reminders = found.value.reminders.filter((at) => now - at < DAY)
  if (found.value.reminders.length >= REMINDERS) return refuse(context, 41094)
  found.value.reminders.push(now)
  return fine()
}

const cancel = (context: ApiContext): Reply => {
  const found = sendIn(context)
  if (!found.ok) return found.reply
  if (found.value.cancelled) return refuse(context, 41093)
  found.value.cancelled = true
  return fine()
}

export const groupSendApis: Apis = {
  'externalcontact/add_msg_template': { method: 'POST', empty: { fail_list: [] }, run: add },
  'externalcontact/get_groupmsg_list_v2': { method: 'POST', empty: { group_msg_list: [] }, run: list },
  'externalcontact/get_groupmsg_task': { method: 'POST', empty: { task_list: [] }, run: tasks },
  'externalcontact/get_groupmsg_send_result': { method: 'POST', empty: { send_list: [] }, run: results },
  'externalcontact/remind_groupmsg_send': { method: 'POST', run: remind },
  'externalcontact/cancel_groupmsg_send': { method: 'POST', run: cancel },
}
