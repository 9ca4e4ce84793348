import type { RobotAnswer, RobotConnectionSettings } from '../../../src/wecom/smart-robot/connection.ts'
import { connectSmartRobot, type RobotState } from '../../../src/wecom/smart-robot/connection.ts'
import type { RobotEvent, RobotMessage } from '../../../src/wecom/smart-robot/types.ts'
import { soon } from '../../support/soon.ts'
import { startTrial } from './trial.ts'

/** A company with one member, a robot over the long connection in one group, and a way to connect to it. */
export const startRobot = async () => {
  const trial = await startTrial()
  await trial.sandbox.people.memberJoins({ userid: 'lixia', name: '李霞' })
  const people = trial.sandbox.smartRobots
  const { botId, secret } = people.add({ name: '掌柜助手' })
  people.joinsChat(botId, 'wrManagers')
  const url = `${trial.url.replace('http', 'ws')}/openws`
  const opened: { close: () => void }[] = []

  const connect = (more: Partial<RobotConnectionSettings> = {}) => {
    const heard: { message: RobotMessage; answer: RobotAnswer }[] = []
    const events: { event: RobotEvent; answer: RobotAnswer }[] = []
    const states: RobotState[] = []
    const connection = connectSmartRobot(
      { botId, secret, url, pingMs: 5_000, ackMs: 2_000, retryBaseMs: 20, retryMaxMs: 100, ...more },
      {
        onMessage: (message, answer) => heard.push({ message, answer }),
        onEvent: (event, answer) => events.push({ event, answer }),
        onState: (state) => states.push(state),
      },
    )
    opened.push(connection)
    return { connection, heard, events, states }
  }
  /** Connected, with the first thing somebody says already heard. */
  const spokenTo = async (text = '今天业绩怎么样', chatid?: string) => {
    const robot = connect()
    await robot.connection.ready()
    await people.says(botId, { userid: 'lixia', text, ...(chatid === undefined ? {} : { chatid }) })
    await soon(() => {
      if (robot.heard.length === 0) throw new Error('nothing heard yet')
    })
    const [first] = robot.heard
    if (first === undefined) throw new Error('nothing heard')
    return { ...robot, ...first }
  }
  return {
    trial,
    people,
    botId,
    secret,
    url,
    connect,
    spokenTo,
    said: () => people.said(botId).map(({ to, how, msgtype, body }) => ({ to, how, msgtype, body })),
    end: async () => {
      for (const one of opened) one.close()
      await trial.end()
    },
  }
}
export type RobotTrial = Awaited<ReturnType<typeof startRobot>>

export const NOTICE = {
  kind: 'notice' as const,
  title: '日报',
  url: 'https://crm.example.com',
}
export const BUTTONS = {
  kind: 'buttons' as const,
  taskId: 'task-1',
  title: '回访周敏',
  buttons: [{ text: '完成', key: 'done' }],
}
