import { consentKey } from '../archive/state.ts'
import { linkSpoke } from '../growth/links.ts'
import { activityOf, chinaDay, type Kernel } from '../kernel.ts'
import { pairKey, type Relation, tagOf } from '../state.ts'
import type { NewCustomer, SandboxPeople } from '../types.ts'
import { countSaid, emitEvent, say, theRelation } from './facts.ts'
import { newWelcomeCode, welcomeFor } from './welcome-codes.ts'

const EVENT = 'change_external_contact'

type Keys =
  | 'addCustomer'
  | 'halfAdd'
  | 'editRemark'
  | 'editMobiles'
  | 'setTags'
  | 'customerDeletesRep'
  | 'repDeletesCustomer'
  | 'agreesToArchive'
  | 'customerSays'
  | 'customerSends'
  | 'repSays'
  | 'relation'

type Connected = { relation: Relation; confirmed: boolean; talking: boolean }

/** Adding again keeps remark, description and tags: WeCom brings the history back. */
const connect = (kernel: Kernel, wanted: NewCustomer, half: boolean): Connected => {
  const { state } = kernel
  if (!state.members.has(wanted.userid)) throw new Error(`no member ${wanted.userid} in the sandbox`)
  const externalUserid = wanted.externalUserid ?? kernel.id('wm', 32)
  if (!state.customers.has(externalUserid))
    state.customers.set(externalUserid, {
      externalUserid,
      name: wanted.name,
      gender: wanted.gender ?? 0,
      type: 1,
      corpName: null,
    })
  const key = pairKey(wanted.userid, externalUserid)
  const before = state.relations.get(key)
  const relation: Relation = {
    externalUserid,
    userid: wanted.userid,
    alive: true,
    half,
    remark: before?.remark ?? wanted.name,
    description: before?.description ?? '',
    remarkCompany: before?.remarkCompany ?? '',
    remarkMobiles: before?.remarkMobiles ?? [],
    createdAt: kernel.seconds(),
    tags: before?.tags ?? [],
    state: wanted.state ?? (before?.half ? before.state : null),
    addWay: wanted.addWay ?? 1,
    operUserid: externalUserid,
    spoke: before?.spoke ?? false,
  }
  state.relations.set(key, relation)
  const known = before?.alive === true && !before.half
  if (!half && !known) activityOf(kernel, wanted.userid, chinaDay(kernel.seconds())).added += 1
  const talking = before?.alive === true && (kernel.state.chats.get(key) ?? []).some((one) => one.kind !== 'note')
  return { relation, confirmed: before?.alive === true && before.half, talking }
}

const added = async (kernel: Kernel, wanted: NewCustomer, half: boolean): Promise<string> => {
  const { relation, confirmed, talking } = connect(kernel, wanted, half)
  const { userid, externalUserid } = relation
  say(kernel, relation, {
    from: 'note',
    kind: 'note',
    text: half ? `${wanted.name} 添加了你，等待你通过` : `你已添加了 ${wanted.name}，现在可以开始聊天了`,
  })
  const welcome = welcomeFor(kernel, relation, { confirmed, talking })
  await emitEvent(kernel, EVENT, {
    ChangeType: half ? 'add_half_external_contact' : 'add_external_contact',
    UserID: userid,
    ExternalUserID: externalUserid,
    ...(relation.state === null ? {} : { State: relation.state }),
    ...welcome,
  })
  return externalUserid
}

const edited = async (kernel: Kernel, relation: Relation, what: 'remark' | 'tags'): Promise<void> => {
  kernel.version += 1
  const announced = kernel.switches.get('editsCallBack')
  if (announced !== 'remark-and-tags' && announced !== `${what}-only`) return
  await emitEvent(kernel, EVENT, {
    ChangeType: 'edit_external_contact',
    UserID: relation.userid,
    ExternalUserID: relation.externalUserid,
  })
}

const removed = (
  kernel: Kernel,
  relation: Relation,
  change: { ChangeType: string; Source?: string },
  note: string,
): Promise<void> => {
  relation.alive = false
  if (change.ChangeType === 'del_follow_user')
    activityOf(kernel, relation.userid, chinaDay(kernel.seconds())).negative += 1
  say(kernel, relation, { from: 'note', kind: 'note', text: note })
  return emitEvent(kernel, EVENT, { ...change, UserID: relation.userid, ExternalUserID: relation.externalUserid })
}

/** The one inbound signal a corp without chat archive gets: 获客助手 tells that the customer wrote. */
const spoke = async (kernel: Kernel, relation: Relation, sequence: number): Promise<void> => {
  const { linkId, chatKey } = await linkSpoke(kernel, relation)
  await emitEvent(kernel, 'customer_acquisition', {
    ChangeType: 'message_from_customer',
    UserID: relation.userid,
    ExternalUserID: relation.externalUserid,
    LinkId: linkId,
    ChatSeq: sequence,
    ChatKey: chatKey,
  })
}

export const customerPeople = (kernel: Kernel): Pick<SandboxPeople, Keys> => ({
  addCustomer: (wanted) => added(kernel, wanted, false),
  halfAdd: (wanted) => added(kernel, wanted, true),
  editRemark: async (externalUserid, userid, remark) => {
    const relation = theRelation(kernel, userid, externalUserid)
    relation.remark = remark
    await edited(kernel, relation, 'remark')
  },
  editMobiles: async (externalUserid, userid, mobiles) => {
    const relation = theRelation(kernel, userid, externalUserid)
    relation.remarkMobiles = mobiles
    await edited(kernel, relation, 'remark')
  },
  setTags: async (externalUserid, userid, tagIds) => {
    const relation = theRelation(kernel, userid, externalUserid)
    relation.tags = tagIds.filter((id) => tagOf(kernel.state, id) !== null)
    await edited(kernel, relation, 'tags')
  },
  customerDeletesRep: (externalUserid, userid) =>
    removed(
      kernel,
      theRelation(kernel, userid, externalUserid),
      { ChangeType: 'del_follow_user' },
      '客户已删除你，消息不再送达',
    ),
  repDeletesCustomer: (externalUserid, userid, byTransfer) =>
    removed(
      kernel,
      theRelation(kernel, userid, externalUserid),
      { ChangeType: 'del_external_contact', ...(byTransfer === true ? { Source: 'DELETE_BY_TRANSFER' } : {}) },
      '你已删除客户',
    ),
  agreesToArchive: async (externalUserid, userid) => {
    const relation = theRelation(kernel, userid, externalUserid)
    kernel.archive.consents.set(consentKey(userid, externalUserid), { status: 'Agree', at: kernel.seconds() })
    say(kernel, relation, { from: 'note', kind: 'note', text: '客户已同意会话存档' })
    await emitEvent(kernel, EVENT, {
      ChangeType: 'msg_audit_approved',
      UserID: userid,
      ExternalUserID: externalUserid,
      ...(kernel.switches.get('archiveConsentFirst') ? { WelcomeCode: newWelcomeCode(kernel, relation) } : {}),
    })
  },
  customerSays: async (externalUserid, userid, text) => {
    const relation = theRelation(kernel, userid, externalUserid)
    const { id } = say(kernel, relation, { from: externalUserid, kind: 'text', text })
    countSaid(kernel, relation, 'customer')
    await spoke(kernel, relation, id)
  },
  customerSends: async (externalUserid, userid, kind) => {
    const relation = theRelation(kernel, userid, externalUserid)
    const { id } = say(kernel, relation, { from: externalUserid, kind, text: `[${kind}]` })
    countSaid(kernel, relation, 'customer')
    await spoke(kernel, relation, id)
  },
  repSays: async (externalUserid, userid, text) => {
    const relation = theRelation(kernel, userid, externalUserid)
    say(kernel, relation, { from: userid, kind: 'text', text })
    countSaid(kernel, relation, 'rep')
  },
  relation: (externalUserid, userid) => {
    const relation = kernel.state.relations.get(pairKey(userid, externalUserid))
    if (relation?.alive !== true) return null
    const { remark, description, addWay, state } = relation
    const tags = relation.tags.flatMap((id) => {
      const found = tagOf(kernel.state, id)
      return found === null ? [] : [{ id, name: found.tag.name, group: found.group.name }]
    })
    const name = kernel.state.customers.get(externalUserid)?.name ?? ''
    return {
      externalUserid,
      userid,
      name,
      remark,
      description,
      createdAt: new Date(relation.createdAt * 1000),
      addWay,
      state,
      tags,
    }
  },
})
