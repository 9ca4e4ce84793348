import { type Body, numberIn, textIn, textsIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { FAULT_KINDS } from '../switches/switches-shapes.ts'
import type { SandboxPeople } from '../types.ts'
import { type Act, companyActs, fine, groupActs, selectedIn, serviceActs } from './company-acts.ts'
import { consoleActs } from './console.ts'
import { order, repSends, speaksInGroup } from './deeds.ts'
import { JUMPS } from './time.ts'
import type { ChatKind, Unread } from './unread.ts'

const KINDS: readonly ChatKind[] = ['customer', 'group', 'robot', 'app', 'tasks', 'smart', 'kf']

const setFault = (kernel: Kernel, body: Body): Body => {
  const wanted = textIn(body, 'kind')
  const kind = FAULT_KINDS.find((one) => one === wanted)
  if (kind === undefined && wanted !== '') return { ok: false, why: 'unknown-fault' }
  const [api, times] = [textIn(body, 'api').trim(), numberIn(body, 'times')]
  // The newest fault wins, so without clearing an older one would come back when this one is used up.
  kernel.faults.clear()
  if (kind !== undefined)
    kernel.faults.set({
      kind,
      ...(api === '' ? {} : { api }),
      ...(times === null || times < 1 ? {} : { times }),
      ...(kind === 'errcode' ? { errcode: numberIn(body, 'errcode') ?? -1 } : {}),
    })
  kernel.version += 1
  return { ok: true }
}

const jumps = (kernel: Kernel): Record<string, Act> =>
  Object.fromEntries(
    Object.entries(JUMPS).map(([name, target]): [string, Act] => [
      name,
      async () => {
        if (kernel.options.advance === undefined) return { ok: false, why: 'no-clock' }
        await kernel.options.advance(target(kernel))
        kernel.version += 1
        return { ok: true }
      },
    ]),
  )

/** What customers and reps do in their clients. */
const peopleActs = (kernel: Kernel, people: SandboxPeople): Record<string, Act> => {
  const pair = (body: Body): [string, string] => [textIn(body, 'id'), textIn(body, 'rep')]
  const newcomer = (body: Body) => ({
    name: textIn(body, 'name'),
    userid: textIn(body, 'rep'),
    gender: 2 as const,
    state: textIn(body, 'state') || undefined,
    externalUserid: textIn(body, 'id') || undefined,
  })
  return {
    'add-customer': async (body) => ({ ok: true, id: await people.addCustomer(newcomer(body)) }),
    'half-add': async (body) => ({ ok: true, id: await people.halfAdd(newcomer(body)) }),
    'customer-says': (body) => fine(people.customerSays(...pair(body), textIn(body, 'text'))),
    'customer-deletes': (body) => fine(people.customerDeletesRep(...pair(body))),
    'rep-deletes': (body) => fine(people.repDeletesCustomer(...pair(body))),
    'edit-remark': (body) => fine(people.editRemark(...pair(body), textIn(body, 'remark').slice(0, 20))),
    'edit-mobile': (body) => fine(people.editMobiles(...pair(body), [textIn(body, 'mobile').slice(0, 20)])),
    'set-tags': (body) => fine(people.setTags(...pair(body), textsIn(body, 'tags'))),
    'group-says': (body) => speaksInGroup(kernel, textIn(body, 'id'), textIn(body, 'from'), textIn(body, 'text')),
    'rep-sends': (body) => repSends(kernel, people, body),
    'tap-card': (body) =>
      fine(people.tapCard(textIn(body, 'rep'), textIn(body, 'id'), textIn(body, 'key'), selectedIn(body))),
    'enter-app': (body) => fine(people.enterApp(textIn(body, 'rep'))),
    'add-robot': (body) => ({ ok: true, path: people.addRobot(textIn(body, 'name') || '新机器人') }),
    order: (body) => order(kernel, body),
  }
}

/** Acts that the page's own buttons cause without anybody in the company doing something. */
const benchActs = (kernel: Kernel, unread: Unread): Record<string, Act> => ({
  fault: (body) => setFault(kernel, body),
  read: (body) => {
    const kind = KINDS.find((one) => one === textIn(body, 'kind'))
    if (kind !== undefined) unread.read(textIn(body, 'rep'), kind, textIn(body, 'id'))
    return { ok: kind !== undefined }
  },
  'bridge-call': (body) => {
    const said = textIn(body, 'said')
    kernel.note({
      kind: 'bridge',
      name: textIn(body, 'name').slice(0, 60),
      ok: /:(ok|yes)\b/.test(said),
      errcode: null,
      attempts: 1,
      detail: { request: body.params ?? {}, response: body.answer ?? said },
    })
    return { ok: true }
  },
})

/** People's deeds are noted before they run: in the timeline the cause stands below what it caused. */
const noted = (kernel: Kernel, acts: Record<string, Act>): Record<string, Act> =>
  Object.fromEntries(
    Object.entries(acts).map(([name, act]): [string, Act] => [
      name,
      (body) => {
        kernel.note({ kind: 'person', name, ok: true, errcode: null, attempts: 1, detail: { request: body } })
        return act(body)
      },
    ]),
  )

export const pageActs = (kernel: Kernel, people: SandboxPeople, unread: Unread): Record<string, Act> => ({
  ...noted(kernel, {
    ...peopleActs(kernel, people),
    ...companyActs(people),
    ...consoleActs(people),
    ...groupActs(people),
    ...serviceActs(kernel),
    ...jumps(kernel),
  }),
  ...benchActs(kernel, unread),
})
