import { type Body, bodyIn, textIn, textsIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { kfPeople } from '../kf/people.ts'
import { smartRobotPeople } from '../smart-robot/people.ts'
import type { SandboxPeople } from '../types.ts'
import { extraLines } from './extra-chats.ts'

export type Act = (body: Body) => Promise<Body> | Body

export const fine = async (work: Promise<unknown> | undefined): Promise<Body> => {
  await work
  return { ok: true }
}

const rep = (body: Body): string => textIn(body, 'rep')
const id = (body: Body): string => textIn(body, 'id')

/** What was chosen in a card, by question. */
export const selectedIn = (body: Body): Record<string, string[]> => {
  const selected = bodyIn(body, 'selected')
  return Object.fromEntries(Object.keys(selected).map((question) => [question, textsIn(selected, question)]))
}

/** What the company hands a rep to confirm, and what its administrator changes. */
export const companyActs = (people: SandboxPeople): Record<string, Act> => ({
  'confirm-send': (body) => fine(people.confirmGroupSend(rep(body), id(body))),
  'publish-moment': (body) => fine(people.publishMoment(rep(body), id(body))),
  'accept-transfer': (body) => fine(people.acceptTransfer(id(body), textIn(body, 'other'))),
  'refuse-transfer': (body) => fine(people.refuseTransfer(id(body), textIn(body, 'other'))),
  'exceed-transfer-limit': (body) => fine(people.exceedTransferLimit(id(body), textIn(body, 'other'))),
  'agree-archive': (body) => fine(people.agreesToArchive(id(body), rep(body))),
  'member-leaves': (body) => fine(people.memberLeaves(id(body))),
  'rename-tag': (body) => fine(people.renameTag(id(body), textIn(body, 'name').slice(0, 30))),
  'delete-tag': (body) => fine(people.deleteTag(id(body))),
  'shuffle-tags': (body) => fine(people.shuffleTags(id(body) || undefined)),
})

export const groupActs = (people: SandboxPeople): Record<string, Act> => ({
  'create-group': async (body) => ({
    ok: true,
    id: await people.createGroup({
      ...{ name: textIn(body, 'name'), owner: rep(body), externalUserids: textsIn(body, 'customers') },
    }),
  }),
  'join-group': (body) => fine(people.customerJoinsGroup(id(body), textIn(body, 'who'), rep(body))),
  'leave-group': (body) => fine(people.leavesGroup(id(body), textIn(body, 'who'), body.removed === true)),
  'rename-group': (body) => fine(people.renameGroup(id(body), textIn(body, 'name'))),
  'group-owner': (body) => fine(people.changeOwner(id(body), textIn(body, 'who'))),
  'dismiss-group': (body) => fine(people.dismissGroup(id(body))),
})

const toRobot = async (kernel: Kernel, body: Body): Promise<Body> => {
  const robots = smartRobotPeople(kernel)
  await robots.enters(id(body), rep(body))
  const said = await robots.says(id(body), { userid: rep(body), text: textIn(body, 'text') })
  if (said === null) return { ok: false, why: 'robot-busy' }
  return said.delivered ? { ok: true } : { ok: false, why: 'robot-away' }
}

const tapsRobotCard = (kernel: Kernel, body: Body): Promise<Body> => {
  const card = extraLines(kernel, rep(body), 'smart', id(body)).find((one) => one.id === textIn(body, 'card'))?.body
  const [taskId, cardType] = [textIn(card ?? {}, 'task_id'), textIn(card ?? {}, 'card_type')]
  const about = { userid: rep(body), key: textIn(body, 'key'), taskId, cardType, selected: selectedIn(body) }
  return fine(smartRobotPeople(kernel).tapsCard(id(body), about))
}

/** The account and the customer of a chat, as its id names them. */
const kfPair = (body: Body): [openKfid: string, externalUserid: string] => {
  const [account = '', customer = ''] = id(body).split('\n')
  return [account, customer]
}

/** Smart robots and service accounts are made as the console makes them. */
export const serviceActs = (kernel: Kernel): Record<string, Act> => {
  const kf = kfPeople(kernel)
  const firstAccount = (body: Body): string =>
    [...kernel.kf.accounts.values()].find((one) => !one.deleted)?.openKfid ??
    kf.openAccount({ name: textIn(body, 'account') })
  return {
    'add-smart-robot': (body) => {
      kernel.version += 1
      return { ok: true, ...smartRobotPeople(kernel).add({ name: textIn(body, 'name') }) }
    },
    'robot-says': (body) => toRobot(kernel, body),
    'tap-robot-card': (body) => tapsRobotCard(kernel, body),
    'kf-enter': async (body) => {
      const account = firstAccount(body)
      const { externalUserid } = await kf.enter(account, { nickname: textIn(body, 'name') })
      return { ok: true, id: `${account}\n${externalUserid}` }
    },
    'kf-says': (body) => fine(kf.says(...kfPair(body), textIn(body, 'text'))),
    'kf-servicer-says': (body) => fine(kf.servicerSays(...kfPair(body), rep(body), textIn(body, 'text'))),
    'kf-ends': (body) => fine(kf.ends(...kfPair(body))),
  }
}
