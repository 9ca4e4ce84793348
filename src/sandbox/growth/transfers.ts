import { chinaDay, type Kernel } from '../kernel.ts'
import { emitEvent, say } from '../people/facts.ts'
import { aliveRelation, memberOf, pairKey, type Relation, relationsOf } from '../state.ts'
import { stopGrowth, type Transfer } from './state.ts'

const HOUR = 3_600
const WITHIN_DAYS = 90
const MOST = 2
const LOOK_EVERY_MS = 1000
const EVENT = 'change_external_contact'
/** Assigned by an administrator or a leader. */
const ASSIGNED = 202

export const transferOf = (kernel: Kernel, from: string, externalUserid: string): Transfer | null =>
  kernel.state.growth.transfers.findLast((one) => one.from === from && one.externalUserid === externalUserid) ?? null

const inTime = (kernel: Kernel, at: number): boolean => chinaDay(kernel.seconds()) - chinaDay(at) < WITHIN_DAYS

/** Of reps who are still here only; a refused transfer does not count. */
export const transferredTooOften = (kernel: Kernel, externalUserid: string): boolean =>
  kernel.state.growth.transfers.filter(
    (one) =>
      one.kind === 'on-job' &&
      one.externalUserid === externalUserid &&
      (one.status === 1 || one.status === 2) &&
      inTime(kernel, one.at),
  ).length >= MOST

export const groupTransferredTooOften = (kernel: Kernel, chatId: string): boolean =>
  kernel.state.growth.groupTransfers.filter(
    (one) => one.kind === 'on-job' && one.chatId === chatId && inTime(kernel, one.at),
  ).length >= MOST

const isFull = (kernel: Kernel, userid: string): boolean => {
  const most = kernel.switches.get('customersPerMember')
  return most !== 0 && relationsOf(kernel.state, userid).length >= most
}

const failed = async (kernel: Kernel, transfer: Transfer, status: 3 | 4): Promise<void> => {
  transfer.status = status
  transfer.takeoverAt = 0
  kernel.version += 1
  await emitEvent(kernel, EVENT, {
    ChangeType: 'transfer_fail',
    FailReason: status === 3 ? 'customer_refused' : 'customer_limit_exceed',
    UserID: transfer.to,
    ExternalUserID: transfer.externalUserid,
  })
}

const takenOver = (kernel: Kernel, transfer: Transfer, old: Relation): Relation => ({
  ...old,
  userid: transfer.to,
  remark: kernel.state.customers.get(transfer.externalUserid)?.name ?? '',
  description: '',
  remarkCompany: '',
  remarkMobiles: [],
  createdAt: kernel.seconds(),
  tags: [],
  state: null,
  addWay: ASSIGNED,
  operUserid: kernel.options.adminUserid,
  spoke: false,
})

/** The new rep becomes a friend, the old one's friendship ends; of a rep who has left nobody hears an ending. */
export const completeTransfer = async (kernel: Kernel, transfer: Transfer): Promise<void> => {
  const { state } = kernel
  const { from, to, externalUserid } = transfer
  const old = aliveRelation(state, from, externalUserid)
  if (old === null) {
    // Nothing is left to hand over, and nothing is reported about it.
    state.growth.transfers = state.growth.transfers.filter((one) => one !== transfer)
    return
  }
  if (isFull(kernel, to)) return failed(kernel, transfer, 4)
  transfer.status = 1
  transfer.takeoverAt = kernel.seconds()
  const knew = aliveRelation(state, to, externalUserid) !== null
  const pair = { UserID: to, ExternalUserID: externalUserid }
  old.alive = false
  if (!knew) {
    state.relations.set(pairKey(to, externalUserid), takenOver(kernel, transfer, { ...old, alive: true }))
    say(kernel, { userid: to, externalUserid }, { from: 'note', kind: 'note', text: '客户已转接给你' })
    await emitEvent(kernel, EVENT, { ChangeType: 'add_external_contact', ...pair })
  }
  say(kernel, { userid: from, externalUserid }, { from: 'note', kind: 'note', text: '客户已转接给同事' })
  if (transfer.kind === 'on-job')
    await emitEvent(kernel, EVENT, {
      ChangeType: 'del_external_contact',
      UserID: from,
      ExternalUserID: externalUserid,
      Source: 'DELETE_BY_TRANSFER',
    })
}

export const refuseTransfer = (kernel: Kernel, transfer: Transfer): Promise<void> => failed(kernel, transfer, 3)

export const overfillTransfer = (kernel: Kernel, transfer: Transfer): Promise<void> => failed(kernel, transfer, 4)

const ENDINGS = { accepted: completeTransfer, refused: refuseTransfer, 'taker-full': overfillTransfer } as const

/** Ends what has waited its hours of business time. Safe to call as often as one likes. */
export const settleTransfers = async (kernel: Kernel): Promise<void> => {
  const { growth } = kernel.state
  const due = growth.transfers.filter((one) => one.status === 2 && one.takeoverAt <= kernel.seconds())
  // Taken at once, so that a second look while callbacks are under way does not end them twice.
  for (const transfer of due) transfer.status = 1
  for (const transfer of due) await ENDINGS[kernel.switches.get('transferOutcome')](kernel, transfer)
  if (!growth.transfers.some((one) => one.status === 2)) stopGrowth(growth)
}

/** When the next one that waits is due, in seconds. */
export const nextTransferAt = (kernel: Kernel): number | null => {
  const waiting = kernel.state.growth.transfers.filter((one) => one.status === 2)
  return waiting.length === 0 ? null : Math.min(...waiting.map((one) => one.takeoverAt))
}

/** Ends those that are due; runs only while one waits. */
export const watchTransfers = (kernel: Kernel): void => {
  const { growth } = kernel.state
  growth.clock ??= setInterval(() => void settleTransfers(kernel).catch(() => undefined), LOOK_EVERY_MS).unref()
}

const beginTransfer = (kernel: Kernel, wanted: Omit<Transfer, 'at' | 'status' | 'takeoverAt'>): void => {
  const { growth } = kernel.state
  const at = kernel.seconds()
  growth.transfers.push({ ...wanted, at, status: 2, takeoverAt: at + kernel.switches.get('transferHours') * HOUR })
  watchTransfers(kernel)
  kernel.version += 1
}

type HandOver = { kind: Transfer['kind']; from: string; to: string; externalUserids: readonly string[] }

/** What is wrong with one customer; 0 when the transfer may begin. */
export const handOverProblem = (kernel: Kernel, kind: Transfer['kind'], from: string, id: string): number => {
  if (!kernel.state.customers.has(id)) return 40096
  // Whoever asked and was not accepted yet is nobody's customer.
  if (aliveRelation(kernel.state, from, id)?.half !== false) return 40131
  if (transferOf(kernel, from, id)?.status === 2) return kind === 'on-job' ? 40129 : 40100
  return kind === 'on-job' && transferredTooOften(kernel, id) ? 40128 : 0
}

/** Begins what may begin, by the API and in the console alike; each customer carries a verdict of its own. */
export const handOver = (
  kernel: Kernel,
  { kind, from, to, externalUserids }: HandOver,
): { externalUserid: string; errcode: number }[] =>
  [...new Set(externalUserids)].map((externalUserid) => {
    const errcode = handOverProblem(kernel, kind, from, externalUserid)
    if (errcode === 0) beginTransfer(kernel, { kind, from, to, externalUserid })
    return { externalUserid, errcode }
  })

/** In service while the old rep is in the company, of somebody who left afterwards. */
export const kindOfHandOver = (kernel: Kernel, from: string): Transfer['kind'] =>
  memberOf(kernel.state, from) === null ? 'resigned' : 'on-job'
