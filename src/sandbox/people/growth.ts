import { letters } from '../growth/common.ts'
import { cancelMoment, makeMoment } from '../growth/moments.ts'
import { confirmTask } from '../growth/sends.ts'
import type { GroupSend, Moment, MomentTask, Transfer } from '../growth/state.ts'
import {
  completeTransfer,
  handOver,
  kindOfHandOver,
  nextTransferAt,
  overfillTransfer,
  refuseTransfer,
  settleTransfers,
} from '../growth/transfers.ts'
import type { Kernel } from '../kernel.ts'
import { memberOf } from '../state.ts'
import type { GrowthPeople } from './growth-types.ts'
import { found, wayPeople } from './ways.ts'

const confirmGroupSend: (kernel: Kernel) => GrowthPeople['confirmGroupSend'] =
  (kernel) => async (userid, msgid, chosen) => {
    const send = found(kernel.state.growth.sends.get(msgid), `group send ${msgid}`)
    const task = found(
      send.tasks.find((one) => one.userid === userid),
      `task of ${userid} in group send ${msgid}`,
    )
    if (send.cancelled) throw new Error(`group send ${msgid} was cancelled`)
    if (task.sentAt !== null) throw new Error(`${userid} has sent group send ${msgid} already`)
    if (chosen !== undefined && !send.allowSelect) throw new Error(`group send ${msgid} allows no choosing`)
    confirmTask(kernel, send, { task, chosen: chosen ?? null })
  }

const theMoment = (kernel: Kernel, momentId: string, userid: string): { moment: Moment; task: MomentTask } => {
  const moment = found(kernel.state.growth.moments.get(momentId), `moment ${momentId}`)
  const task = moment.tasks.find((one) => one.userid === userid)
  return { moment, task: found(task, `task of ${userid} in moment ${momentId}`) }
}

const sign = (kernel: Kernel, list: 'likes' | 'comments'): GrowthPeople['likeMoment'] => {
  return async (userid, momentId, externalUserid) => {
    const { moment, task } = theMoment(kernel, momentId, userid)
    if (task.publishedAt === null || !task.customers.includes(externalUserid))
      throw new Error(`${externalUserid} does not see moment ${momentId} of ${userid}`)
    const before = moment[list].get(userid) ?? []
    moment[list].set(userid, [...before, { who: 'customer', id: externalUserid, at: kernel.seconds() }])
    kernel.version += 1
  }
}

type Sends = 'pendingGroupSends' | 'repSendsToMany' | 'confirmGroupSend'

const sendPeople = (kernel: Kernel): Pick<GrowthPeople, Sends> => ({
  pendingGroupSends: (userid) =>
    [...kernel.state.growth.sends.values()].flatMap((send) => {
      const task = send.tasks.find((one) => one.userid === userid && one.sentAt === null)
      if (task === undefined || send.cancelled) return []
      return [{ msgid: send.msgid, text: send.text, receivers: task.targets.map((target) => target.id) }]
    }),
  repSendsToMany: async (userid, externalUserids, text) => {
    const targets = externalUserids.map((id) => ({ id, status: 0 as const, at: null }))
    const task = { userid, sentAt: null, targets }
    const send: GroupSend = {
      ...{ msgid: kernel.id('msg', 32), kind: 'single', createdAt: kernel.seconds(), creator: userid },
      ...{ allowSelect: false, text, attachments: [], tasks: [task], cancelled: false, reminders: [] },
    }
    kernel.state.growth.sends.set(send.msgid, send)
    confirmTask(kernel, send, { task, chosen: null })
    return send.msgid
  },
  confirmGroupSend: confirmGroupSend(kernel),
})

type Moments = 'companyMoment' | 'cancelMoment' | 'repPostsMoment' | 'publishMoment' | 'likeMoment' | 'commentMoment'

const momentPeople = (kernel: Kernel): Pick<GrowthPeople, Moments> => ({
  companyMoment: (text, reps) => {
    const senders = reps.map((userid) => found(memberOf(kernel.state, userid), `member ${userid}`).userid)
    if (senders.length === 0) throw new Error('a moment of the company needs somebody to publish it')
    if (text.trim() === '' || letters(text) > 2000) throw new Error('a moment has 1 to 2000 characters')
    const creator = kernel.options.adminUserid
    return makeMoment(kernel, { by: 'company', creator, text, attachments: [], senders, tags: null }).momentId
  },
  cancelMoment: async (momentId) => {
    cancelMoment(kernel, found(kernel.state.growth.moments.get(momentId), `moment ${momentId}`))
  },
  repPostsMoment: (userid, text) => {
    const own = { creator: userid, text, attachments: [], senders: [userid], tags: null }
    const { momentId, tasks } = makeMoment(kernel, { by: 'rep', ...own })
    for (const task of tasks) task.publishedAt = kernel.seconds()
    return momentId
  },
  publishMoment: async (userid, momentId) => {
    const { moment, task } = theMoment(kernel, momentId, userid)
    if (moment.cancelled) throw new Error(`moment ${momentId} was cancelled`)
    task.publishedAt ??= kernel.seconds()
    kernel.version += 1
  },
  likeMoment: sign(kernel, 'likes'),
  commentMoment: sign(kernel, 'comments'),
})

const waiting = (kernel: Kernel, externalUserid: string, from: string): Transfer =>
  found(
    kernel.state.growth.transfers.find(
      (one) => one.status === 2 && one.from === from && one.externalUserid === externalUserid,
    ),
    `waiting transfer of ${externalUserid} from ${from}`,
  )

type Transfers =
  | 'handOver'
  | 'acceptTransfer'
  | 'refuseTransfer'
  | 'exceedTransferLimit'
  | 'nextTransferEnd'
  | 'settleTransfers'

const transferPeople = (kernel: Kernel): Pick<GrowthPeople, Transfers> => ({
  handOver: async (from, to, externalUserids) => {
    await settleTransfers(kernel)
    const taker = found(memberOf(kernel.state, to), `member ${to}`).userid
    if (taker === from) throw new Error(`${from} cannot take over from ${to}`)
    return handOver(kernel, { kind: kindOfHandOver(kernel, from), from, to: taker, externalUserids })
  },
  acceptTransfer: (externalUserid, from) => completeTransfer(kernel, waiting(kernel, externalUserid, from)),
  refuseTransfer: (externalUserid, from) => refuseTransfer(kernel, waiting(kernel, externalUserid, from)),
  exceedTransferLimit: (externalUserid, from) => overfillTransfer(kernel, waiting(kernel, externalUserid, from)),
  nextTransferEnd: () => {
    const at = nextTransferAt(kernel)
    return at === null ? null : new Date(at * 1000)
  },
  settleTransfers: () => settleTransfers(kernel),
})

export const growthPeople = (kernel: Kernel): GrowthPeople => ({
  ...wayPeople(kernel),
  ...sendPeople(kernel),
  ...momentPeople(kernel),
  ...transferPeople(kernel),
  createStrategy: ({ name, parentId = 0, admins = [], privilege = {}, users = [], parties = [] }) => {
    const { strategies } = kernel.state.growth
    const id = strategies.size + 1
    strategies.set(id, { id, parentId, name, createdAt: kernel.seconds(), admins, privilege, users, parties })
    return id
  },
  appchatMessages: (chatid, userid) => {
    const chat = found(kernel.state.growth.appchats.get(chatid), `appchat ${chatid}`)
    return chat.messages.filter((message) => userid === undefined || message.readers.includes(userid))
  },
  saysInGroup: async (chatId, who, text) => {
    const group = found(kernel.state.groups.get(chatId), `group ${chatId}`)
    if (!group.members.some((member) => member.id === who)) throw new Error(`${who} is not in group ${chatId}`)
    group.messages.push({ id: kernel.nextNumber(), at: kernel.now(), from: who, kind: 'text', text })
    kernel.version += 1
  },
})
