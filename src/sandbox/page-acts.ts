import { GOODS_FEN } from './demo-data.ts'
import type { Kernel } from './kernel.ts'
import { tomorrowMorning } from './page-view.ts'
import { say } from './people-facts.ts'
import { type Body, bodyIn, textIn } from './replies.ts'
import { relationsOf } from './state.ts'
import type { CallbackMode, Fault, SandboxPeople } from './types.ts'

export type Act = (body: Body) => Promise<Body> | Body

const MODES: readonly CallbackMode[] = ['normal', 'double', 'late', 'lost', 'reordered']
const FAULTS: readonly Fault['kind'][] = ['timeout', 'http500', 'errcode']
const WEEK_MS = 7 * 86_400_000
const HALF_HOUR_MS = 30 * 60_000

/** What the rep handed over from the sidebar becomes a bubble in the chat, like a typed line. */
const repSends = async (kernel: Kernel, people: SandboxPeople, body: Body): Promise<Body> => {
  const [rep, id, kind] = [textIn(body, 'rep'), textIn(body, 'id'), textIn(body, 'kind')]
  const message = bodyIn(body, 'message')
  const type = textIn(message, 'msgtype')
  const text = textIn(bodyIn(message, 'text'), 'content')
  const news = bodyIn(message, 'news')
  if (kind === 'group') {
    const group = kernel.state.groups.get(id)
    group?.messages.push({
      id: kernel.nextNumber(),
      at: kernel.now(),
      from: rep,
      kind: 'text',
      text: text === '' ? textIn(news, 'title') : text,
    })
    kernel.version += 1
    return { ok: group !== undefined }
  }
  if (!relationsOf(kernel.state, rep).some((relation) => relation.externalUserid === id)) return { ok: false }
  if (type === 'text') await people.repSays(id, rep, text)
  else if (type === 'news')
    say(
      kernel,
      { userid: rep, externalUserid: id },
      {
        from: rep,
        kind: 'news',
        text: textIn(news, 'title'),
        link: { title: textIn(news, 'title'), desc: textIn(news, 'desc'), url: textIn(news, 'link') },
      },
    )
  else say(kernel, { userid: rep, externalUserid: id }, { from: rep, kind: 'image', text: `[${type}]` })
  return { ok: true }
}

const order = async (kernel: Kernel, body: Body): Promise<Body> => {
  const externalUserid = textIn(body, 'external_userid')
  const relation = [...kernel.state.relations.values()].find(
    (one) =>
      one.alive &&
      one.externalUserid === externalUserid &&
      (textIn(body, 'rep') === '' || one.userid === textIn(body, 'rep')),
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

const advance = async (kernel: Kernel, to: Date): Promise<Body> => {
  if (kernel.options.advance === undefined) return { ok: false, why: 'no-clock' }
  await kernel.options.advance(to)
  kernel.version += 1
  return { ok: true }
}

const setFault = (kernel: Kernel, body: Body): Body => {
  const kind = FAULTS.find((one) => one === textIn(body, 'kind'))
  if (kind === undefined) kernel.faults.clear()
  else {
    const api = textIn(body, 'api')
    kernel.faults.set({
      kind,
      ...(api === '' ? {} : { api }),
      ...(kind === 'errcode' ? { errcode: Number(body.errcode ?? -1) } : {}),
    })
  }
  kernel.version += 1
  return { ok: true }
}

const setSwitches = (kernel: Kernel, body: Body): Body => {
  const mode = MODES.find((one) => one === textIn(body, 'mode'))
  if (mode !== undefined) kernel.sender?.mode(mode)
  const failures = ['none', 'no-permission', 'no-context'] as const
  kernel.bridgeFailure = failures.find((one) => one === textIn(body, 'bridge')) ?? kernel.bridgeFailure
  kernel.version += 1
  return { ok: true }
}

export const pageActs = (kernel: Kernel, people: SandboxPeople): Record<string, Act> => ({
  'add-customer': async (body) => ({
    ok: true,
    id: await people.addCustomer({
      name: textIn(body, 'name'),
      userid: textIn(body, 'rep'),
      gender: 2,
      state: textIn(body, 'state') || undefined,
    }),
  }),
  'customer-says': async (body) => {
    await people.customerSays(textIn(body, 'id'), textIn(body, 'rep'), textIn(body, 'text'))
    return { ok: true }
  },
  'customer-deletes': async (body) => {
    await people.customerDeletesRep(textIn(body, 'id'), textIn(body, 'rep'))
    return { ok: true }
  },
  'rep-deletes': async (body) => {
    await people.repDeletesCustomer(textIn(body, 'id'), textIn(body, 'rep'))
    return { ok: true }
  },
  'rep-sends': (body) => repSends(kernel, people, body),
  'tap-card': async (body) => {
    await people.tapCard(textIn(body, 'rep'), textIn(body, 'id'), textIn(body, 'key'))
    return { ok: true }
  },
  'add-robot': (body) => ({ ok: true, path: people.addRobot(textIn(body, 'name') || '新机器人') }),
  order: (body) => order(kernel, body),
  morning: () => advance(kernel, tomorrowMorning(kernel)),
  'half-hour': () => advance(kernel, new Date(kernel.now().getTime() + HALF_HOUR_MS)),
  week: () => advance(kernel, new Date(kernel.now().getTime() + WEEK_MS)),
  fault: (body) => setFault(kernel, body),
  switches: (body) => setSwitches(kernel, body),
})
