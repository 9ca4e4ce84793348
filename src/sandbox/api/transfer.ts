import { letters } from '../growth/common.ts'
import type { Transfer } from '../growth/state.ts'
import { groupTransferredTooOften, handOver, settleTransfers, transferOf } from '../growth/transfers.ts'
import type { Kernel } from '../kernel.ts'
import { emitEvent } from '../people/facts.ts'
import { memberOf } from '../state.ts'
import { type ApiContext, type Apis, fine, numberIn, pageOf, type Reply, refuse, textIn, textsIn } from './replies.ts'

type Kind = Transfer['kind']

const MOST = 100
const GROUPS_PER_DAY = 300
const PAGE = 1000

/** Also somebody who has left: of them only the id is known. */
const handoverIn = ({ kernel, body }: ApiContext): { userid: string; here: boolean } | null => {
  const member = memberOf(kernel.state, body.handover_userid)
  if (member !== null) return { userid: member.userid, here: true }
  const userid = textIn(body, 'handover_userid')
  const known =
    kernel.state.growth.left.has(userid) ||
    [...kernel.state.relations.values()].some((relation) => relation.userid === userid)
  return known ? { userid, here: false } : null
}

/** Errcode 0 means that it has begun. Each customer carries a verdict of its own. */
const transfer =
  (kind: Kind) =>
  async (context: ApiContext): Promise<Reply> => {
    const { kernel, body } = context
    await settleTransfers(kernel)
    const from = handoverIn(context)
    const to = memberOf(kernel.state, body.takeover_userid)
    if (from === null || to === null) return refuse(context, from === null ? 40003 : 60111)
    const ids = textsIn(body, 'external_userid')
    if (ids.length === 0 || ids.length > MOST) return refuse(context, ids.length === 0 ? 41035 : 40058)
    if (letters(textIn(body, 'transfer_success_msg')) > 200) return refuse(context, 40058)
    if (from.userid === to.userid) return refuse(context, 40130)
    if (kind === 'on-job' && !from.here) return refuse(context, 40003)
    if (kind === 'resigned' && from.here) return refuse(context, 40097)
    const rows = handOver(kernel, { kind, from: from.userid, to: to.userid, externalUserids: ids })
    return fine({ customer: rows.map(({ externalUserid, errcode }) => ({ external_userid: externalUserid, errcode })) })
  }

const results =
  (kind: Kind) =>
  async (context: ApiContext): Promise<Reply> => {
    const { kernel, body } = context
    await settleTransfers(kernel)
    const from = handoverIn(context)
    const to = memberOf(kernel.state, body.takeover_userid)
    if (from === null || to === null) return refuse(context, from === null ? 40003 : 60111)
    const rows = kernel.state.growth.transfers.filter(
      (one) => one.kind === kind && one.from === from.userid && one.to === to.userid,
    )
    const { page, nextCursor } = pageOf(rows, textIn(body, 'cursor'), PAGE)
    return fine({
      customer: page.map((one) => ({
        external_userid: one.externalUserid,
        status: one.status,
        takeover_time: one.takeoverAt,
      })),
      next_cursor: nextCursor,
    })
  }

/** Customers of reps who have left and whom nobody is taking over. */
const unassigned = async (context: ApiContext): Promise<Reply> => {
  const { kernel, body } = context
  await settleTransfers(kernel)
  const { state } = kernel
  const size = numberIn(body, 'page_size') ?? PAGE
  if (size < 1 || size > PAGE) return refuse(context, 40058)
  const rows = [...state.relations.values()].filter((relation) => {
    if (!relation.alive || state.members.has(relation.userid)) return false
    return transferOf(kernel, relation.userid, relation.externalUserid)?.status !== 2
  })
  const pageId = numberIn(body, 'page_id') ?? 0
  const cursor = textIn(body, 'cursor')
  const from = cursor === '' && pageId > 0 ? Buffer.from(`at:${pageId * size}`).toString('base64url') : cursor
  const { page, nextCursor } = pageOf(rows, from, size)
  return fine({
    info: page.map((relation) => ({
      handover_userid: relation.userid,
      external_userid: relation.externalUserid,
      dimission_time: state.growth.left.get(relation.userid)?.at ?? relation.createdAt,
    })),
    is_last: nextCursor === '',
    next_cursor: nextCursor,
  })
}

const groupProblem = (context: ApiContext, kind: Kind, chatId: string, to: string): number => {
  const { kernel } = context
  const group = kernel.state.groups.get(chatId)
  if (group === undefined) return 90501
  if (group.owner === to) return 90504
  const here = kernel.state.members.has(group.owner)
  const moved = kernel.state.growth.groupTransfers.findLast((one) => one.chatId === chatId)
  if (kind === 'resigned' && here) return moved?.kind === 'resigned' && moved.to === group.owner ? 90508 : 90500
  if (kind === 'on-job' && !here) return 90502
  if (kind === 'on-job' && groupTransferredTooOften(kernel, chatId)) return 40128
  const counted = kernel.counters.take([{ key: `group-transfers:${to}`, max: GROUPS_PER_DAY, per: 'day' }])
  return counted ? 0 : 45009
}

const moveGroup = async (kernel: Kernel, kind: Kind, chatId: string, to: string): Promise<void> => {
  const group = kernel.state.groups.get(chatId)
  if (group === undefined) return
  const at = kernel.seconds()
  kernel.state.growth.groupTransfers.push({ kind, chatId, from: group.owner, to, at })
  group.owner = to
  if (!group.members.some((member) => member.id === to))
    group.members.push({ id: to, type: 1, joinedAt: at, joinScene: 1, invitor: null })
  kernel.version += 1
  if (kernel.switches.get('apiWritesCallBack'))
    await emitEvent(kernel, 'change_external_chat', {
      ChatId: chatId,
      ChangeType: 'update',
      UpdateDetail: 'change_owner',
    })
}

const transferGroups =
  (kind: Kind) =>
  async (context: ApiContext): Promise<Reply> => {
    const { kernel, body } = context
    const to = memberOf(kernel.state, body.new_owner)
    if (to === null) return refuse(context, 60111)
    const ids = textsIn(body, 'chat_id_list')
    if (ids.length === 0 || ids.length > MOST) return refuse(context, ids.length === 0 ? 40063 : 40058)
    const rows: { chat_id: string; errcode: number; errmsg: string }[] = []
    for (const id of new Set(ids)) {
      const errcode = groupProblem(context, kind, id, to.userid)
      if (errcode === 0) await moveGroup(kernel, kind, id, to.userid)
      else rows.push({ chat_id: id, errcode, errmsg: refuse(context, errcode).errmsg ?? '' })
    }
    return fine({ failed_chat_list: rows })
  }

export const transferApis: Apis = {
  'externalcontact/transfer_customer': { method: 'POST', empty: { customer: [] }, run: transfer('on-job') },
  'externalcontact/transfer_result': { method: 'POST', empty: { customer: [] }, run: results('on-job') },
  'externalcontact/resigned/transfer_customer': { method: 'POST', empty: { customer: [] }, run: transfer('resigned') },
  'externalcontact/resigned/transfer_result': { method: 'POST', empty: { customer: [] }, run: results('resigned') },
  'externalcontact/get_unassigned_list': { method: 'POST', empty: { info: [] }, run: unassigned },
  'externalcontact/groupchat/onjob_transfer': {
    method: 'POST',
    empty: { failed_chat_list: [] },
    run: transferGroups('on-job'),
  },
  'externalcontact/groupchat/transfer': {
    method: 'POST',
    empty: { failed_chat_list: [] },
    run: transferGroups('resigned'),
  },
}
