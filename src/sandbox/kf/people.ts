import type { Body } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { setServing } from './accounts.ts'
import {
  addEvent,
  addRow,
  KF_ANSWER_SECONDS,
  type KfAccount,
  type KfSession,
  newCode,
  notifyKf,
  sessionKey,
  sessionOf,
} from './state.ts'

export type KfPeople = {
  /** An account as the console makes one. Without `managed` the API may not use it (48007). */
  openAccount: (account: { name: string; servicers?: string[]; managed?: boolean }) => string
  /** A customer opens the chat. Answers the welcome code, null where WeCom gives none. */
  enter: (openKfid: string, customer: KfVisitor) => Promise<{ externalUserid: string; welcomeCode: string | null }>
  says: (openKfid: string, externalUserid: string, message: string | Body) => Promise<string>
  recalls: (openKfid: string, externalUserid: string, msgid: string) => Promise<void>
  servicerSays: (openKfid: string, externalUserid: string, userid: string, text: string) => Promise<string>
  /** A member takes a queued session, hands it on, or ends it, in the client. */
  picks: (openKfid: string, externalUserid: string, userid: string) => Promise<void>
  ends: (openKfid: string, externalUserid: string) => Promise<void>
  serving: (openKfid: string, userid: string, on: boolean) => Promise<void>
  /** From now on what is sent to this customer fails after it was accepted; null mends it. */
  deliveryFails: (openKfid: string, externalUserid: string, failType: number | null) => void
  /** What the API sent to this customer, oldest first. */
  received: (openKfid: string, externalUserid: string) => Body[]
}
export type KfVisitor = { externalUserid?: string; nickname: string; scene?: string; sceneParam?: string }

const theAccount = (kernel: Kernel, openKfid: string): KfAccount => {
  const account = kernel.kf.accounts.get(openKfid)
  if (account === undefined || account.deleted) throw new Error(`no service account ${openKfid} in the sandbox`)
  return account
}

const theSession = (kernel: Kernel, openKfid: string, externalUserid: string): KfSession => {
  const session = sessionOf(kernel, openKfid, externalUserid)
  if (session === null) throw new Error(`${externalUserid} has not entered ${openKfid} in the sandbox`)
  return session
}

const newSession = (openKfid: string, externalUserid: string): KfSession => ({
  openKfid,
  externalUserid,
  state: 4,
  servicerUserid: null,
  lastCustomerAt: null,
  answered: 0,
  lastWelcomeAt: null,
  scene: '',
  sceneParam: '',
  failType: null,
})

const within = (kernel: Kernel, at: number | null): boolean => at !== null && kernel.seconds() - at <= KF_ANSWER_SECONDS

const enter = async (kernel: Kernel, openKfid: string, visitor: KfVisitor) => {
  theAccount(kernel, openKfid)
  const externalUserid = visitor.externalUserid ?? kernel.id('wm', 32)
  const key = sessionKey(openKfid, externalUserid)
  const session = kernel.kf.sessions.get(key) ?? newSession(openKfid, externalUserid)
  session.scene = visitor.scene ?? ''
  session.sceneParam = visitor.sceneParam ?? ''
  kernel.kf.sessions.set(key, session)
  kernel.kf.customers.set(externalUserid, { nickname: visitor.nickname, gender: 0 })
  // No code for somebody welcomed or heard within 48 hours: WeCom greets a person once.
  const greet = !within(kernel, session.lastWelcomeAt) && !within(kernel, session.lastCustomerAt)
  const welcomeCode = greet ? newCode(kernel, 'welcome', session) : null
  addEvent(kernel, session, 'enter_session', {
    scene: session.scene,
    scene_param: session.sceneParam,
    ...(welcomeCode === null ? {} : { welcome_code: welcomeCode }),
  })
  await notifyKf(kernel, openKfid)
  return { externalUserid, welcomeCode }
}

const says = async (kernel: Kernel, session: KfSession, message: string | Body): Promise<string> => {
  const msgid = kernel.id('', 40)
  const { openKfid, externalUserid } = session
  const content = typeof message === 'string' ? { msgtype: 'text', text: { content: message } } : message
  const ids = { msgid, open_kfid: openKfid, external_userid: externalUserid }
  if (session.state === 4) session.state = 0
  session.lastCustomerAt = kernel.seconds()
  session.answered = 0
  const body = { ...ids, send_time: kernel.seconds(), origin: 3, ...content }
  addRow(kernel, { openKfid, externalUserid, listed: true, body })
  await notifyKf(kernel, openKfid)
  return msgid
}

const servicerSays = async (kernel: Kernel, session: KfSession, userid: string, text: string): Promise<string> => {
  const msgid = kernel.id('', 40)
  const { openKfid, externalUserid } = session
  const ids = { msgid, open_kfid: openKfid, external_userid: externalUserid, servicer_userid: userid }
  const rejoined = session.state === 4
  session.state = 3
  session.servicerUserid = userid
  const body = { ...ids, send_time: kernel.seconds(), origin: 5, msgtype: 'text', text: { content: text } }
  addRow(kernel, { openKfid, externalUserid, listed: true, body })
  if (rejoined) addEvent(kernel, session, 'session_status_change', { change_type: 4, new_servicer_userid: userid })
  await notifyKf(kernel, openKfid)
  return msgid
}

const picks = async (kernel: Kernel, session: KfSession, userid: string): Promise<void> => {
  const before = session.servicerUserid
  const handed = session.state === 3 && before !== null
  const code = session.state === 2 ? { msg_code: newCode(kernel, 'picked', session) } : {}
  session.state = 3
  session.servicerUserid = userid
  const who = { ...(before === null ? {} : { old_servicer_userid: before }), new_servicer_userid: userid }
  addEvent(kernel, session, 'session_status_change', { change_type: handed ? 2 : 1, ...who, ...code })
  await notifyKf(kernel, session.openKfid)
}

const ends = async (kernel: Kernel, session: KfSession): Promise<void> => {
  const before = session.servicerUserid
  session.state = 4
  session.servicerUserid = null
  const who = before === null ? {} : { old_servicer_userid: before }
  const code = newCode(kernel, 'ended', session)
  addEvent(kernel, session, 'session_status_change', { change_type: 3, ...who, msg_code: code })
  await notifyKf(kernel, session.openKfid)
}

/** What customers and servicers do in their clients. */
export const kfPeople = (kernel: Kernel): KfPeople => ({
  openAccount: ({ name, servicers = [], managed = true }) => {
    const openKfid = kernel.id('wk', 32)
    const serving = new Map(servicers.map((userid) => [userid, { serving: true, stopType: 0 }]))
    const account = { openKfid, name, avatar: '', managed, deleted: false, servicers: serving }
    kernel.kf.accounts.set(openKfid, { ...account, departments: new Set() })
    return openKfid
  },
  enter: (openKfid, visitor) => enter(kernel, openKfid, visitor),
  says: (openKfid, who, message) => says(kernel, theSession(kernel, openKfid, who), message),
  recalls: async (openKfid, who, msgid) => {
    addEvent(kernel, theSession(kernel, openKfid, who), 'user_recall_msg', { recall_msgid: msgid })
    await notifyKf(kernel, openKfid)
  },
  servicerSays: (openKfid, who, userid, text) => servicerSays(kernel, theSession(kernel, openKfid, who), userid, text),
  picks: (openKfid, who, userid) => picks(kernel, theSession(kernel, openKfid, who), userid),
  ends: (openKfid, who) => ends(kernel, theSession(kernel, openKfid, who)),
  serving: async (openKfid, userid, on) => {
    setServing(kernel, theAccount(kernel, openKfid), userid, on)
    await notifyKf(kernel, openKfid)
  },
  deliveryFails: (openKfid, who, failType) => {
    theSession(kernel, openKfid, who).failType = failType
  },
  received: (openKfid, who) =>
    kernel.kf.rows
      .filter((row) => !row.listed && row.openKfid === openKfid && row.externalUserid === who)
      .map((row) => row.body),
})
