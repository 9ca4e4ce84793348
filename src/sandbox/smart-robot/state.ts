import type { Body } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'

export const STREAM_SECONDS = 360
export const WELCOME_SECONDS = 5
export const RESPONSE_URL_SECONDS = 3600
export const FILE_SECONDS = 300
const IN_PROGRESS = 3

/** What a person in the chat sees of the robot. A stream is one entry whose body grows. */
export type RobotSaid = {
  at: Date
  to: string
  how: 'reply' | 'welcome' | 'push' | 'response-url'
  msgtype: string
  body: Body
}

/** One thing a person did and what the robot answered so far. */
export type Interaction = {
  reqId: string
  msgid: string
  kind: 'message' | 'enter' | 'card' | 'feedback'
  userid: string
  chatid: string | null
  at: number
  taskId: string
  streamId: string | null
  finished: boolean
  cardSent: boolean
  said: RobotSaid | null
}

export type Frame = { cmd?: string; headers: { req_id: string }; body?: Body; errcode?: number; errmsg?: string }
/** `close` says goodbye, `cut` does not. */
export type Link = { send: (frame: Frame) => void; close: () => void; cut: () => void; answersPings: boolean }
export type Upload = {
  type: string
  filename: string
  size: number
  chunks: number
  md5: string
  parts: Map<number, Buffer>
}
export type RobotCallback = { url: string; token: string; encodingAesKey: string }

export type SmartRobot = {
  botId: string
  secret: string
  name: string
  /** Null is the long-connection mode; a robot has one mode at a time. */
  callback: RobotCallback | null
  link: Link | null
  chats: Set<string>
  said: RobotSaid[]
  /** What people wrote to it in the single chat, as their own side of that chat. */
  heard: { at: Date; userid: string; text: string }[]
  interactions: Map<string, Interaction>
  enteredOn: Map<string, number>
  uploads: Map<string, Upload>
  media: Map<string, { type: string; bytes: Buffer; at: number }>
}

export type SmartRobotBook = {
  robots: Map<string, SmartRobot>
  responseCodes: Map<string, { botId: string; to: string; group: boolean; at: number; used: boolean }>
  files: Map<string, { sealed: Buffer; name: string; at: number }>
}

export const emptySmartRobotBook = (): SmartRobotBook => ({
  robots: new Map(),
  responseCodes: new Map(),
  files: new Map(),
})

export const placeOf = (interaction: Interaction): string => interaction.chatid ?? interaction.userid

/** What is unanswered or still streaming; after six minutes WeCom gives up on it. */
export const isBusy = (kernel: Kernel, robot: SmartRobot, userid: string): boolean => {
  const open = [...robot.interactions.values()].filter(
    (one) =>
      one.kind === 'message' && !one.finished && one.userid === userid && kernel.seconds() - one.at <= STREAM_SECONDS,
  )
  return open.length >= IN_PROGRESS
}

export const newInteraction = (
  kernel: Kernel,
  robot: SmartRobot,
  about: { kind: Interaction['kind']; userid: string; chatid: string | null; taskId?: string },
): Interaction => {
  const made: Interaction = {
    reqId: kernel.id('', 32),
    msgid: kernel.id('CAI', 32),
    at: kernel.seconds(),
    taskId: about.taskId ?? '',
    streamId: null,
    finished: false,
    cardSent: false,
    said: null,
    kind: about.kind,
    userid: about.userid,
    chatid: about.chatid,
  }
  robot.interactions.set(made.reqId, made)
  return made
}

export const speak = (kernel: Kernel, robot: SmartRobot, said: Omit<RobotSaid, 'at'>): RobotSaid => {
  const made = { at: kernel.now(), ...said }
  robot.said.push(made)
  kernel.version += 1
  return made
}
