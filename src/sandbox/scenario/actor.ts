import { pairKey, type SandboxState } from '../state.ts'
import type { Sandbox } from '../types.ts'
import type { Happening } from './deeds.ts'
import type { Seen } from './engine.ts'
import { createScriptActor } from './script-actor.ts'
import { HAND_TAGS } from './words-data.ts'

export type ShopOrder = {
  orderNo: string
  externalUserid: string
  userid: string
  amount: number
  currency: 'CNY'
  /** When the customer paid, in the scenario's time. */
  at: Date
}

const STAGE_GROUP = '客户阶段'
const INTENT = '意向'

/** What the people of a scenario can see: the chat and the messages of the app. */
export const seenIn = ({ state, people }: Pick<Sandbox, 'state' | 'people'>): Seen => ({
  greeted: (externalUserid, userid, accepted) => greetedIn(state, { externalUserid, userid, accepted }),
  waitingSends: (userid) => people.pendingGroupSends(userid).map((one) => one.msgid),
  reminded: (userid, at) => {
    const newest = people.messagesTo(userid).at(-1)
    if (newest === undefined || at - newest.at.getTime() > 6 * 3_600_000) return []
    return [...newest.text.matchAll(/\/sidebar\/customers\/([\w-]+)/g)].map((found) => found[1] ?? '')
  },
})

/**
 * A word of the rep since the two became friends; the note of the client stands at that place in the chat. Whoever asked
 * first and was accepted has two notes, and the welcome may stand between them.
 */
export const greetedIn = (
  state: SandboxState,
  { externalUserid, userid, accepted }: { externalUserid: string; userid: string; accepted: boolean },
): boolean => {
  const chat = state.chats.get(pairKey(userid, externalUserid)) ?? []
  let notes = accepted ? 2 : 1
  for (const line of chat.toReversed()) {
    if (line.kind === 'note') notes -= 1
    if (notes === 0) return false
    if (line.from === userid) return true
  }
  return false
}

const turn = async (
  { switches, tokens, callbacks }: Sandbox,
  fault: Extract<Happening, { kind: 'switched' }>,
): Promise<void> => {
  if (fault.reset !== undefined) switches.reset(fault.reset)
  if (fault.switches !== undefined) switches.setUnknown(fault.switches)
  if (fault.tokens === 'expire') tokens.expireNow()
  if (fault.tokens === 'invalidate') tokens.invalidate()
  if (fault.callbacks === 'flush') await callbacks.flush()
  if (fault.callbacks === 'verify-url') await callbacks.verifyUrl()
}

/** Whoever was handed over deals with the colleague from then on; the engine still says the rep she began with. */
const inherited = (state: SandboxState, one: Happening, since = 0): Happening => {
  if (!('externalUserid' in one) || !('userid' in one) || one.kind === 'scripted') return one
  const { externalUserid, userid } = one
  if (state.relations.get(pairKey(userid, externalUserid))?.alive === true) return one
  const last = state.growth.transfers.findLast(
    (transfer) =>
      transfer.status === 1 &&
      transfer.from === userid &&
      transfer.externalUserid === externalUserid &&
      // Handed there and back, she would be looked for in a circle.
      transfer.at > since,
  )
  return last === undefined ? one : inherited(state, { ...one, userid: last.to }, last.at)
}

/** Does in the sandbox what the engine says; every change of a client goes through `people`, with its callbacks. */
export const createActor = (sandbox: Sandbox, order: (order: ShopOrder) => Promise<void>) => {
  const { people, state } = sandbox
  const chatIds = new Map<string, Promise<string>>()
  const tagGroups = new Map<string, Promise<string>>()
  const doStep = createScriptActor(sandbox)

  /** A group that is missing is made by hand once, however many reps want it at the same moment. */
  const tagGroup = async (name: string): Promise<string> => {
    const there = state.tagGroups.find((group) => group.name === name && !group.deleted)
    if (there !== undefined) return there.id
    const tags = HAND_TAGS.find((one) => one.group === name)?.tags ?? []
    const made = tagGroups.get(name) ?? people.createTagGroup(name, [...tags])
    tagGroups.set(name, made)
    return made
  }

  /** In the client tags of one group are chosen side by side; these reps choose one and leave the others alone. */
  const chooseTag = async (externalUserid: string, userid: string, groupId: string, tag: string): Promise<void> => {
    const group = state.tagGroups.find((one) => one.id === groupId)
    const chosen = group?.tags.find((one) => one.name === tag && !one.deleted)
    const now = people.relation(externalUserid, userid)
    if (group === undefined || chosen === undefined || now === null) return
    const kept = now.tags.filter((one) => one.group !== group.name).map((one) => one.id)
    await people.setTags(externalUserid, userid, [...kept, chosen.id])
  }

  const perform = async (told: Happening): Promise<void> => {
    const one = inherited(state, told)
    switch (one.kind) {
      case 'half-added':
        await people.halfAdd({ ...one, state: one.state ?? undefined })
        return
      case 'added':
      case 'returned':
        await people.addCustomer({ ...one, state: one.state ?? undefined })
        return
      case 'customer-said':
      case 'complained':
        return people.customerSays(one.externalUserid, one.userid, one.text)
      case 'rep-said':
        return people.repSays(one.externalUserid, one.userid, one.text)
      case 'remarked':
        return people.editRemark(one.externalUserid, one.userid, one.remark)
      case 'tagged':
        return chooseTag(one.externalUserid, one.userid, await tagGroup(one.group), one.tag)
      case 'intent-tagged': {
        const stages = state.tagGroups.find((group) => group.name === STAGE_GROUP && !group.deleted)
        return stages === undefined ? undefined : chooseTag(one.externalUserid, one.userid, stages.id, INTENT)
      }
      case 'ordered': {
        const { orderNo, externalUserid, userid, amount } = one
        return order({ orderNo, externalUserid, userid, amount, currency: 'CNY', at: new Date(one.at) })
      }
      case 'customer-deleted':
        return people.customerDeletesRep(one.externalUserid, one.userid)
      case 'rep-deleted':
        return people.repDeletesCustomer(one.externalUserid, one.userid)
      case 'app-opened':
        return people.enterApp(one.userid)
      case 'send-confirmed':
        // Stopped or taken back meanwhile: the rep finds nothing to tap.
        if (!people.pendingGroupSends(one.userid).some(({ msgid }) => msgid === one.msgid)) return
        return people.confirmGroupSend(one.userid, one.msgid)
      case 'switched':
        return turn(sandbox, one)
      case 'scripted':
        return doStep(one)
      default:
        return inGroup(one)
    }
  }

  const inGroup = async (one: Extract<Happening, { group: string; kind: `group-${string}` }>): Promise<void> => {
    if (one.kind === 'group-created') {
      const { name, userid, externalUserids } = one
      const made = people.createGroup({ name, owner: userid, externalUserids })
      chatIds.set(one.group, made)
      await made
      return
    }
    const chatId = await chatIds.get(one.group)
    if (chatId === undefined) return
    if (one.kind === 'group-joined') await people.customerJoinsGroup(chatId, one.externalUserid)
    else await people.leavesGroup(chatId, one.externalUserid)
  }

  return { perform }
}
