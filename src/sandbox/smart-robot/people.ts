import type { Body } from '../api/replies.ts'
import { CHINA_OFFSET, type Kernel } from '../kernel.ts'
import { callRobot, followStream, verifyRobotUrl } from './callbacks.ts'
import { offerFile } from './files.ts'
import {
  type Interaction,
  isBusy,
  newInteraction,
  placeOf,
  type RobotCallback,
  type RobotSaid,
  type SmartRobot,
} from './state.ts'

export type RobotUtterance = { userid: string; chatid?: string; quote?: Body } & (
  | { text: string }
  | { voice: string }
  | { image: Buffer }
  | { file: Buffer; name: string }
  | { mixed: (string | Buffer)[] }
)

export type SmartRobotPeople = {
  /** A robot as the console makes one: over the long connection, or with a callback address. */
  add: (robot: { name: string; callback?: RobotCallback }) => { botId: string; secret: string }
  joinsChat: (botId: string, chatid: string) => void
  /** False when nobody could be reached, null when the person already has three questions open. */
  says: (botId: string, utterance: RobotUtterance) => Promise<{ msgid: string; delivered: boolean } | null>
  /** Opens the single chat; only the first time a day makes an event. */
  enters: (botId: string, userid: string) => Promise<boolean>
  tapsCard: (
    botId: string,
    tap: {
      userid: string
      chatid?: string
      taskId: string
      key: string
      cardType: string
      selected?: Record<string, string[]>
    },
  ) => Promise<boolean>
  judges: (
    botId: string,
    userid: string,
    feedback: { id: string; type: 1 | 2 | 3; content?: string },
  ) => Promise<boolean>
  /** What people saw of the robot. */
  said: (botId: string) => RobotSaid[]
  connected: (botId: string) => boolean
  /** The line breaks without a word. */
  dropLine: (botId: string) => void
  /** The line stays open and nothing answers any more. */
  deafen: (botId: string) => void
  verifyUrl: (botId: string) => Promise<boolean>
}

const STREAM_POLL_MS = 200

const theRobot = (kernel: Kernel, botId: string): SmartRobot => {
  const robot = kernel.smartRobots.robots.get(botId)
  if (robot === undefined) throw new Error(`no smart robot ${botId} in the sandbox`)
  return robot
}

const headOf = (robot: SmartRobot, interaction: Interaction): Body => ({
  msgid: interaction.msgid,
  aibotid: robot.botId,
  ...(interaction.chatid === null ? {} : { chatid: interaction.chatid }),
  chattype: interaction.chatid === null ? 'single' : 'group',
  from: { userid: interaction.userid },
})

const responseUrl = (kernel: Kernel, robot: SmartRobot, interaction: Interaction): string => {
  const code = kernel.id('', 43)
  const facts = { botId: robot.botId, to: placeOf(interaction), group: interaction.chatid !== null, used: false }
  kernel.smartRobots.responseCodes.set(code, { ...facts, at: kernel.seconds() })
  return `${kernel.options.appUrl()}/cgi-bin/aibot/response?response_code=${code}`
}

const contentOf = (kernel: Kernel, robot: SmartRobot, said: RobotUtterance): Body => {
  if ('text' in said) return { msgtype: 'text', text: { content: said.text } }
  if ('voice' in said) return { msgtype: 'voice', voice: { content: said.voice } }
  if ('image' in said)
    return { msgtype: 'image', image: offerFile(kernel, robot, { bytes: said.image, name: 'p.png' }) }
  if ('file' in said) return { msgtype: 'file', file: offerFile(kernel, robot, { bytes: said.file, name: said.name }) }
  const items = said.mixed.map((part) =>
    typeof part === 'string'
      ? { msgtype: 'text', text: { content: part } }
      : { msgtype: 'image', image: offerFile(kernel, robot, { bytes: part, name: 'p.png' }) },
  )
  return { msgtype: 'mixed', mixed: { msg_item: items } }
}

const deliver = async (kernel: Kernel, robot: SmartRobot, interaction: Interaction, body: Body): Promise<boolean> => {
  if (robot.callback !== null) {
    const { delivered } = await callRobot(kernel, robot, interaction, body)
    if (interaction.streamId !== null)
      void followStream(kernel, robot, interaction, headOf(robot, interaction), STREAM_POLL_MS)
    return delivered
  }
  const cmd = interaction.kind === 'message' ? 'aibot_msg_callback' : 'aibot_event_callback'
  robot.link?.send({ cmd, headers: { req_id: interaction.reqId }, body })
  const detail = { request: body, response: robot.link === null ? '机器人没有连接' : '已送达' }
  kernel.note({ kind: 'callback', name: cmd, ok: robot.link !== null, errcode: null, attempts: 1, detail })
  return robot.link !== null
}

const emit = (
  kernel: Kernel,
  robot: SmartRobot,
  interaction: Interaction,
  event: Body,
  more: Body = {},
): Promise<boolean> =>
  deliver(kernel, robot, interaction, {
    ...headOf(robot, interaction),
    create_time: kernel.seconds(),
    ...more,
    msgtype: 'event',
    event,
  })

const says = async (kernel: Kernel, robot: SmartRobot, said: RobotUtterance) => {
  const chatid = said.chatid ?? null
  const onlySingle = !('text' in said) && !('mixed' in said)
  if (chatid !== null && onlySingle) throw new Error('in a group a robot hears text and mixed messages only')
  if (isBusy(kernel, robot, said.userid)) return null
  const interaction = newInteraction(kernel, robot, { kind: 'message', userid: said.userid, chatid })
  if (chatid === null && 'text' in said) robot.heard.push({ at: kernel.now(), userid: said.userid, text: said.text })
  kernel.version += 1
  const body = {
    ...headOf(robot, interaction),
    response_url: responseUrl(kernel, robot, interaction),
    ...contentOf(kernel, robot, said),
    ...(said.quote === undefined ? {} : { quote: said.quote }),
  }
  return { msgid: interaction.msgid, delivered: await deliver(kernel, robot, interaction, body) }
}

const enters = (kernel: Kernel, robot: SmartRobot, userid: string): Promise<boolean> => {
  const today = Math.floor((kernel.seconds() + CHINA_OFFSET) / 86_400)
  if (robot.enteredOn.get(userid) === today) return Promise.resolve(false)
  robot.enteredOn.set(userid, today)
  const interaction = newInteraction(kernel, robot, { kind: 'enter', userid, chatid: null })
  return emit(kernel, robot, interaction, { eventtype: 'enter_chat' })
}

const tapsCard: (
  kernel: Kernel,
  robot: SmartRobot,
  tap: Parameters<SmartRobotPeople['tapsCard']>[1],
) => Promise<boolean> = (kernel, robot, { userid, chatid = null, taskId, key, cardType, selected }) => {
  const interaction = newInteraction(kernel, robot, { kind: 'card', userid, chatid, taskId })
  const items = Object.entries(selected ?? {}).map(([question, options]) => ({
    question_key: question,
    option_ids: { option_id: options },
  }))
  const card = {
    card_type: cardType,
    event_key: key,
    task_id: taskId,
    ...(selected === undefined ? {} : { selected_items: { selected_item: items } }),
  }
  const more = selected === undefined ? {} : { response_url: responseUrl(kernel, robot, interaction) }
  return emit(kernel, robot, interaction, { eventtype: 'template_card_event', template_card_event: card }, more)
}

/** What members do with a smart robot in their clients. */
export const smartRobotPeople = (kernel: Kernel): SmartRobotPeople => ({
  add: ({ name, callback = null }) => {
    const [botId, secret] = [kernel.id('aib', 32), kernel.id('', 43)]
    const empty = { chats: new Set<string>(), said: [], heard: [], interactions: new Map(), enteredOn: new Map() }
    const files = { uploads: new Map(), media: new Map() }
    kernel.smartRobots.robots.set(botId, { botId, secret, name, callback, link: null, ...empty, ...files })
    return { botId, secret }
  },
  joinsChat: (botId, chatid) => {
    theRobot(kernel, botId).chats.add(chatid)
  },
  says: (botId, utterance) => says(kernel, theRobot(kernel, botId), utterance),
  enters: (botId, userid) => enters(kernel, theRobot(kernel, botId), userid),
  tapsCard: (botId, tap) => tapsCard(kernel, theRobot(kernel, botId), tap),
  judges: (botId, userid, feedback) => {
    const robot = theRobot(kernel, botId)
    const interaction = newInteraction(kernel, robot, { kind: 'feedback', userid, chatid: null })
    return emit(kernel, robot, interaction, { eventtype: 'feedback_event', feedback_event: feedback })
  },
  said: (botId) => [...theRobot(kernel, botId).said],
  connected: (botId) => theRobot(kernel, botId).link !== null,
  dropLine: (botId) => theRobot(kernel, botId).link?.cut(),
  deafen: (botId) => {
    const { link } = theRobot(kernel, botId)
    if (link !== null) link.answersPings = false
  },
  verifyUrl: async (botId) => {
    const { callback } = theRobot(kernel, botId)
    return callback !== null && verifyRobotUrl(kernel, callback)
  },
})
