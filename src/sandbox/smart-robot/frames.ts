import { type Body, bodyIn, isBody, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { memberOf } from '../state.ts'
import { cardProblem, contentProblem, type Problem, takeReply, takeUpdate, takeWelcome } from './replies.ts'
import { type Frame, type Link, type SmartRobot, speak } from './state.ts'
import { beginUpload, endUpload, takeChunk, type UploadAnswer } from './uploads.ts'

const MEDIA = ['file', 'image', 'voice', 'video']
const no = (errcode: number, errmsg: string): Problem => ({ errcode, errmsg })

/** One socket: nobody until it has subscribed. */
export type Peer = { robot: SmartRobot | null; link: Link }

export const readFrame = (text: string): Frame | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (!isBody(value)) return null
    const reqId = textIn(bodyIn(value, 'headers'), 'req_id')
    return reqId === '' ? null : { cmd: textIn(value, 'cmd'), headers: { req_id: reqId }, body: bodyIn(value, 'body') }
  } catch {
    return null
  }
}

/** The newest connection is the one that lives: the one before is told and cut off. */
const subscribe = (kernel: Kernel, peer: Peer, body: Body): Problem => {
  const robot = kernel.smartRobots.robots.get(textIn(body, 'bot_id'))
  if (robot === undefined || robot.secret !== textIn(body, 'secret')) return no(40001, 'invalid credential')
  if (robot.callback !== null) return no(48002, 'api forbidden: the robot is in callback mode')
  const before = robot.link
  robot.link = peer.link
  peer.robot = robot
  if (before !== null && before !== peer.link) {
    const from = { userid: '' }
    const event = { msgtype: 'event', event: { eventtype: 'disconnected_event' } }
    const head = { msgid: kernel.id('CAI', 32), create_time: kernel.seconds(), aibotid: robot.botId, from }
    before.send({ cmd: 'aibot_event_callback', headers: { req_id: kernel.id('', 32) }, body: { ...head, ...event } })
    before.close()
  }
  return null
}

const push = (kernel: Kernel, robot: SmartRobot, body: Body): Problem => {
  const chatid = textIn(body, 'chatid')
  const member = memberOf(kernel.state, chatid)
  if (member === null && !robot.chats.has(chatid)) return no(93006, 'invalid chatid')
  const msgtype = textIn(body, 'msgtype')
  const part = bodyIn(body, msgtype)
  if (msgtype === 'markdown') {
    const problem = contentProblem(textIn(part, 'content'))
    if (problem !== null) return problem
  } else if (msgtype === 'template_card') {
    const problem = cardProblem(part)
    if (problem !== null) return problem
  } else if (!MEDIA.includes(msgtype)) return no(40008, 'invalid message type')
  else if (!robot.media.has(textIn(part, 'media_id'))) return no(40007, 'invalid media_id')
  speak(kernel, robot, { to: member?.userid ?? chatid, how: 'push', msgtype, body: part })
  return null
}

const onInteraction =
  (take: typeof takeReply) =>
  (kernel: Kernel, robot: SmartRobot, frame: Frame): UploadAnswer => {
    const interaction = robot.interactions.get(frame.headers.req_id)
    if (interaction === undefined) return { problem: no(846605, 'invalid req_id') }
    return { problem: take(kernel, robot, interaction, frame.body ?? {}) }
  }

type Command = (kernel: Kernel, robot: SmartRobot, frame: Frame) => UploadAnswer

const COMMANDS: Readonly<Record<string, Command>> = {
  aibot_respond_msg: onInteraction(takeReply),
  aibot_respond_welcome_msg: onInteraction(takeWelcome),
  aibot_respond_update_msg: onInteraction(takeUpdate),
  aibot_send_msg: (kernel, robot, frame) => ({ problem: push(kernel, robot, frame.body ?? {}) }),
  aibot_upload_media_init: (kernel, robot, frame) => beginUpload(kernel, robot, frame.body ?? {}),
  aibot_upload_media_chunk: (_kernel, robot, frame) => takeChunk(robot, frame.body ?? {}),
  aibot_upload_media_finish: (kernel, robot, frame) => endUpload(kernel, robot, frame.body ?? {}),
}

const run = (kernel: Kernel, peer: Peer, frame: Frame): UploadAnswer => {
  if (frame.cmd === 'aibot_subscribe') return { problem: subscribe(kernel, peer, frame.body ?? {}) }
  const command = Object.hasOwn(COMMANDS, frame.cmd ?? '') ? COMMANDS[frame.cmd ?? ''] : undefined
  if (peer.robot === null || peer.robot.link !== peer.link) return { problem: no(40001, 'not subscribed') }
  return command === undefined ? { problem: no(40058, 'unknown cmd') } : command(kernel, peer.robot, frame)
}

/** One frame in, its receipt out; null where the robot is to believe that the line is dead. */
export const answerFrame = (kernel: Kernel, peer: Peer, frame: Frame): Frame | null => {
  const { headers } = frame
  if (frame.cmd === 'ping') return peer.link.answersPings ? { headers, errcode: 0, errmsg: 'ok' } : null
  const { problem, body } = run(kernel, peer, frame)
  const { errcode, errmsg } = problem ?? { errcode: 0, errmsg: 'ok' }
  const { secret: _secret, base64_data: _data, ...shown } = frame.body ?? {}
  const detail = { request: shown, response: { errcode, errmsg } }
  kernel.note({ kind: 'api', name: frame.cmd ?? '', ok: errcode === 0, errcode, attempts: 1, detail })
  return { headers, errcode, errmsg, ...(body === undefined ? {} : { body }) }
}
