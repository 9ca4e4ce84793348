import { type Body, bodyIn, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { countSaid, say } from '../people/facts.ts'
import { GOODS_FEN } from '../seed/demo-data.ts'
import { aliveRelation, type ChatMessage } from '../state.ts'
import type { SandboxPeople } from '../types.ts'
import { readSent } from './sent-message.ts'

type Said = Omit<ChatMessage, 'id' | 'at'> & { id: string }

const putIntoGroup = (kernel: Kernel, { id, ...said }: Said): Body => {
  const group = kernel.state.groups.get(id)
  if (group === undefined || !group.members.some((member) => member.id === said.from))
    return { ok: false, why: 'not-in-group' }
  group.messages.push({ id: kernel.nextNumber(), at: kernel.now(), ...said })
  kernel.version += 1
  return { ok: true }
}

export const speaksInGroup = (kernel: Kernel, chatId: string, from: string, text: string): Body =>
  putIntoGroup(kernel, { id: chatId, from, kind: 'text', text })

/** What the rep handed over from the sidebar becomes a bubble in the chat, like a typed line. */
export const repSends = async (kernel: Kernel, people: SandboxPeople, body: Body): Promise<Body> => {
  const [rep, id, kind] = [textIn(body, 'rep'), textIn(body, 'id'), textIn(body, 'kind')]
  const read = readSent(kernel, bodyIn(body, 'message'))
  if (!read.ok) return read
  if (kind === 'group') return putIntoGroup(kernel, { id, from: rep, ...read.sent })
  const relation = aliveRelation(kernel.state, rep, id)
  if (relation === null) return { ok: false, why: 'not-connected' }
  if (read.sent.kind === 'text') {
    await people.repSays(id, rep, read.sent.text)
    return { ok: true }
  }
  say(kernel, { userid: rep, externalUserid: id }, { from: rep, ...read.sent })
  countSaid(kernel, relation, 'rep')
  return { ok: true }
}

export const order = async (kernel: Kernel, body: Body): Promise<Body> => {
  const [externalUserid, rep] = [textIn(body, 'external_userid'), textIn(body, 'rep')]
  const relation = [...kernel.state.relations.values()].find(
    (one) => one.alive && one.externalUserid === externalUserid && (rep === '' || one.userid === rep),
  )
  if (relation === undefined) return { ok: false, why: 'not-connected' }
  const amount = GOODS_FEN[Math.floor(kernel.random() * GOODS_FEN.length)] ?? 16_900
  const orderNo = `SB${kernel.seconds()}${String(kernel.nextNumber()).padStart(4, '0')}`
  await kernel.options.onOrder?.({ externalUserid, userid: relation.userid, amount, currency: 'CNY', orderNo })
  say(kernel, relation, {
    from: 'note',
    kind: 'note',
    text: `客户下单 ¥${(amount / 100).toFixed(2)}，订单号 ${orderNo}`,
  })
  return { ok: true, orderNo, amount }
}
