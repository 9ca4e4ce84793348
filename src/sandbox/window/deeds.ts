import { type Body, bodyIn, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { countSaid, say } from '../people/facts.ts'
import { GOODS_FEN } from '../seed/demo-data.ts'
import { aliveRelation, type ChatMessage } from '../state.ts'
import type { SandboxPeople } from '../types.ts'

export const speaksInGroup = (kernel: Kernel, chatId: string, from: string, text: string): Body => {
  const group = kernel.state.groups.get(chatId)
  if (group === undefined || !group.members.some((member) => member.id === from))
    return { ok: false, why: 'not-in-group' }
  group.messages.push({ id: kernel.nextNumber(), at: kernel.now(), from, kind: 'text', text })
  kernel.version += 1
  return { ok: true }
}

const KINDS: Readonly<Record<string, ChatMessage['kind']>> = {
  image: 'image',
  video: 'video',
  file: 'file',
  miniprogram: 'miniprogram',
}

/** What the rep handed over from the sidebar becomes a bubble in the chat, like a typed line. */
export const repSends = async (kernel: Kernel, people: SandboxPeople, body: Body): Promise<Body> => {
  const [rep, id, kind] = [textIn(body, 'rep'), textIn(body, 'id'), textIn(body, 'kind')]
  const message = bodyIn(body, 'message')
  const type = textIn(message, 'msgtype')
  const text = textIn(bodyIn(message, 'text'), 'content')
  const news = bodyIn(message, 'news')
  if (kind === 'group') return speaksInGroup(kernel, id, rep, text === '' ? textIn(news, 'title') : text)
  const relation = aliveRelation(kernel.state, rep, id)
  if (relation === null) return { ok: false, why: 'not-connected' }
  if (type === 'text') {
    await people.repSays(id, rep, text)
    return { ok: true }
  }
  const title = textIn(type === 'news' ? news : bodyIn(message, type), 'title')
  say(
    kernel,
    { userid: rep, externalUserid: id },
    type === 'news'
      ? { from: rep, kind: 'news', text: title, link: { title, desc: textIn(news, 'desc'), url: textIn(news, 'link') } }
      : { from: rep, kind: KINDS[type] ?? 'file', text: title === '' ? `[${type}]` : `[${type}] ${title}` },
  )
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
