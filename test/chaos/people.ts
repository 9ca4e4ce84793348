import type { Sandbox } from '../../src/sandbox/sandbox.ts'

export type Act = () => Promise<void>

const REPS = ['wangmin', 'chenxi'] as const
const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined =>
  items[Math.floor(random() * items.length)]

/**
 * What people do in WeCom while the product dies and comes back. Nothing is called back here: the plaintext of each
 * callback comes out, and WeCom's own retry rule sends it.
 */
export const createPeople = (sandbox: Sandbox, random: () => number) => {
  const pairs: { externalUserid: string; userid: string }[] = []
  let seen = sandbox.timeline().at(-1)?.id ?? 0
  let number = 0

  const alive = () => pairs.filter((pair) => sandbox.people.relation(pair.externalUserid, pair.userid) !== null)
  const newcomer = async (): Promise<void> => {
    number += 1
    const userid = pick(REPS, random) ?? REPS[0]
    pairs.push({ userid, externalUserid: await sandbox.people.addCustomer({ name: `客户${number}`, userid }) })
  }
  const handTag = async (pair: { externalUserid: string; userid: string }): Promise<void> => {
    const groups = sandbox.state.tagGroups.filter((group) => group.name !== '客户阶段' && !group.deleted)
    const tag = pick(
      groups.flatMap((group) => group.tags.filter((one) => !one.deleted)),
      random,
    )
    const own = sandbox.people.relation(pair.externalUserid, pair.userid)?.tags ?? []
    if (tag !== undefined)
      await sandbox.people.setTags(pair.externalUserid, pair.userid, [
        ...new Set([...own.map((one) => one.id), tag.id]),
      ])
  }
  const comeBack = async (): Promise<void> => {
    const left = pick(
      pairs.filter((pair) => sandbox.people.relation(pair.externalUserid, pair.userid) === null),
      random,
    )
    if (left === undefined) return newcomer()
    await sandbox.people.addCustomer({ name: '老朋友', ...left })
  }

  const act = async (): Promise<void> => {
    const dice = random()
    const pair = pick(alive(), random)
    if (pair === undefined || dice < 0.45) return newcomer()
    const { externalUserid, userid } = pair
    if (dice < 0.6) return sandbox.people.editRemark(externalUserid, userid, `备注${Math.floor(random() * 1e6)}`)
    if (dice < 0.75) return handTag(pair)
    if (dice < 0.85) return sandbox.people.customerSays(externalUserid, userid, '在吗')
    if (dice < 0.92) return sandbox.people.customerDeletesRep(externalUserid, userid)
    if (dice < 0.95) return sandbox.people.repDeletesCustomer(externalUserid, userid)
    return comeBack()
  }

  return {
    /** One act and the callbacks it causes. */
    live: async (): Promise<string[]> => {
      await act()
      const fresh = sandbox.timeline().filter((entry) => entry.id > seen)
      seen = fresh.at(-1)?.id ?? seen
      return fresh.filter((entry) => entry.kind === 'callback').map((entry) => String(entry.detail.request))
    },
  }
}
