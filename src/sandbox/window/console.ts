import { type Body, textIn, textsIn } from '../api/replies.ts'
import { handOverProblem, kindOfHandOver } from '../growth/transfers.ts'
import type { Kernel } from '../kernel.ts'
import type { SandboxPeople } from '../types.ts'
import type { Act } from './company-acts.ts'
import { nameOf } from './names.ts'

const SHOWN_MOMENTS = 5

/** Whoever has customers, those who left included, and the customers of the one that is asked about. */
export const handOverChoices = (kernel: Kernel, asked: string): Body => {
  const owned = [...kernel.state.relations.values()].filter((relation) => relation.alive && !relation.half)
  const from = [...new Set(owned.map((relation) => relation.userid))].map((userid) => ({
    ...{ userid, name: nameOf(kernel, userid), left: !kernel.state.members.has(userid) },
    count: owned.filter((relation) => relation.userid === userid).length,
  }))
  const kind = kindOfHandOver(kernel, asked)
  const customers = owned
    .filter((relation) => relation.userid === asked)
    .map(({ externalUserid: id }) => ({
      ...{ id, name: nameOf(kernel, id), errcode: handOverProblem(kernel, kind, asked, id) },
    }))
  return { from, customers }
}

/** What the company asked its reps to publish, the newest first. */
export const companyMoments = (kernel: Kernel): Body[] =>
  [...kernel.state.growth.moments.values()]
    .filter((moment) => moment.by === 'company')
    .slice(-SHOWN_MOMENTS)
    .toReversed()
    .map(({ momentId, text, tasks, cancelled }) => ({
      ...{ id: momentId, text, cancelled, asked: tasks.length },
      published: tasks.filter((task) => task.publishedAt !== null).length,
    }))

/** What the administrator does in WeCom's console under 客户联系. */
export const consoleActs = (people: SandboxPeople): Record<string, Act> => ({
  'hand-over': async (body) => ({
    ok: true,
    rows: await people.handOver(textIn(body, 'from'), textIn(body, 'to'), textsIn(body, 'customers')),
  }),
  'company-moment': (body) => ({
    ok: true,
    id: people.companyMoment(textIn(body, 'text'), textsIn(body, 'reps')),
  }),
  'cancel-moment': async (body) => {
    await people.cancelMoment(textIn(body, 'id'))
    return { ok: true }
  },
})
