import { createHash } from 'node:crypto'
import { byteLength } from '../../wecom/bytes.ts'
import { type Body, bodiesIn, bodyIn, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import {
  type Interaction,
  placeOf,
  type RobotSaid,
  type SmartRobot,
  STREAM_SECONDS,
  speak,
  WELCOME_SECONDS,
} from './state.ts'

const CONTENT_BYTES = 20_480
const FEEDBACK_BYTES = 256
const PICTURES = 10
const PICTURE_BYTES = 10 * 1024 * 1024
const CARDS = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']
const MEDIA = ['file', 'image', 'voice', 'video']

/** An error in WeCom's numbers; null when all is well. */
export type Problem = { errcode: number; errmsg: string } | null
const no = (errcode: number, errmsg: string): Problem => ({ errcode, errmsg })

/** The card the caller gave may be nearly empty beside a stream, as a published sample shows. */
export const cardProblem = (card: Body): Problem => {
  if (!CARDS.includes(textIn(card, 'card_type'))) return no(42031, 'invalid card_type')
  const needsTask = textIn(card, 'card_type').endsWith('_interaction') || 'action_menu' in card
  if (needsTask && !/^[0-9A-Za-z_\-@]{1,128}$/.test(textIn(card, 'task_id'))) return no(42014, 'invalid task_id')
  return null
}

export const contentProblem = (content: string): Problem => {
  if (content === '') return no(44004, 'content is empty')
  return byteLength(content) > CONTENT_BYTES ? no(40058, `content exceed max length ${CONTENT_BYTES}`) : null
}

const pictureProblem = (item: Body): Problem => {
  const image = bodyIn(item, 'image')
  const bytes = Buffer.from(textIn(image, 'base64'), 'base64')
  if (bytes.length === 0 || bytes.length > PICTURE_BYTES) return no(40009, 'invalid image size')
  const md5 = createHash('md5').update(bytes).digest('hex')
  return md5 === textIn(image, 'md5') ? null : no(40058, 'image.md5 not match')
}

const streamProblem = (kernel: Kernel, interaction: Interaction, body: Body): Problem => {
  const stream = bodyIn(body, 'stream')
  const id = textIn(stream, 'id')
  if (interaction.finished || kernel.seconds() - interaction.at > STREAM_SECONDS)
    return no(846608, 'stream message update expired')
  if (id === '' || (interaction.streamId !== null && interaction.streamId !== id)) return no(40058, 'invalid stream.id')
  if (byteLength(textIn(stream, 'content')) > CONTENT_BYTES) return contentProblem(textIn(stream, 'content'))
  const pictures = bodiesIn(stream, 'msg_item')
  if (pictures.length > 0 && stream.finish !== true) return no(40058, 'msg_item needs finish')
  if (pictures.length > PICTURES) return no(40058, 'too many msg_item')
  const bad = pictures.map(pictureProblem).find((one) => one !== null)
  if (bad !== undefined) return bad
  const feedback = textIn(bodyIn(stream, 'feedback'), 'id')
  return byteLength(feedback) > FEEDBACK_BYTES ? no(40058, 'feedback.id too long') : null
}

const takeStream = (kernel: Kernel, robot: SmartRobot, interaction: Interaction, body: Body): Problem => {
  const problem = streamProblem(kernel, interaction, body)
  if (problem !== null) return problem
  const stream = bodyIn(body, 'stream')
  const card = bodyIn(body, 'template_card')
  if (Object.keys(card).length > 0) {
    if (interaction.cardSent) return no(40058, 'template_card replied already')
    const wrong = cardProblem(card)
    if (wrong !== null) return wrong
    interaction.cardSent = true
    speak(kernel, robot, { to: placeOf(interaction), how: 'reply', msgtype: 'template_card', body: { ...card } })
  }
  interaction.streamId = textIn(stream, 'id')
  interaction.finished = stream.finish === true
  const said: Omit<RobotSaid, 'at'> = { to: placeOf(interaction), how: 'reply', msgtype: 'stream', body: stream }
  // Each frame carries the whole text so far, so the newest takes the place of the one before.
  if (interaction.said === null) interaction.said = speak(kernel, robot, said)
  else interaction.said.body = stream
  return null
}

const takeOnce = (kernel: Kernel, robot: SmartRobot, interaction: Interaction, body: Body): Problem => {
  const msgtype = textIn(body, 'msgtype')
  if (interaction.finished || interaction.streamId !== null) return no(846605, 'invalid req_id')
  if (kernel.seconds() - interaction.at > STREAM_SECONDS) return no(846605, 'invalid req_id')
  const part = bodyIn(body, msgtype)
  if (msgtype === 'template_card') {
    const problem = cardProblem(part)
    if (problem !== null) return problem
  } else if (!MEDIA.includes(msgtype) || robot.callback !== null) return no(40008, 'invalid message type')
  else if (!robot.media.has(textIn(part, 'media_id'))) return no(40007, 'invalid media_id')
  interaction.finished = true
  speak(kernel, robot, { to: placeOf(interaction), how: 'reply', msgtype, body: part })
  return null
}

/** The robot's answer to what somebody wrote. */
export const takeReply = (kernel: Kernel, robot: SmartRobot, interaction: Interaction, body: Body): Problem => {
  if (interaction.kind !== 'message') return no(846605, 'invalid req_id')
  const stream = textIn(body, 'msgtype') === 'stream' || textIn(body, 'msgtype') === 'stream_with_template_card'
  return stream ? takeStream(kernel, robot, interaction, body) : takeOnce(kernel, robot, interaction, body)
}

const isLate = (kernel: Kernel, interaction: Interaction): boolean =>
  kernel.seconds() - interaction.at > WELCOME_SECONDS

/** The answer to somebody who opened the chat for the first time that day: text or card, once, within five seconds. */
export const takeWelcome = (kernel: Kernel, robot: SmartRobot, interaction: Interaction, body: Body): Problem => {
  if (interaction.kind !== 'enter' || interaction.finished || isLate(kernel, interaction))
    return no(846605, 'invalid req_id')
  const msgtype = textIn(body, 'msgtype')
  const part = bodyIn(body, msgtype)
  const problem = msgtype === 'text' ? contentProblem(textIn(part, 'content')) : cardProblem(part)
  if (msgtype !== 'text' && msgtype !== 'template_card') return no(40008, 'invalid message type')
  if (problem !== null) return problem
  interaction.finished = true
  speak(kernel, robot, { to: placeOf(interaction), how: 'welcome', msgtype, body: part })
  return null
}

/** The answer to a tap on a card: the new card under the same task id, once, within five seconds. */
export const takeUpdate = (kernel: Kernel, robot: SmartRobot, interaction: Interaction, body: Body): Problem => {
  if (interaction.kind !== 'card' || interaction.finished || isLate(kernel, interaction))
    return no(846605, 'invalid req_id')
  const card = bodyIn(body, 'template_card')
  if (textIn(body, 'response_type') !== 'update_template_card') return no(40058, 'invalid response_type')
  const problem = cardProblem(card)
  if (problem !== null) return problem
  if (textIn(card, 'task_id') !== interaction.taskId) return no(42014, 'invalid task_id')
  interaction.finished = true
  for (const one of robot.said)
    if (one.msgtype === 'template_card' && textIn(one.body, 'task_id') === interaction.taskId) one.body = card
  kernel.version += 1
  return null
}
