import type { Db } from '../../db/db.ts'
import type { Messages } from '../../lang/zh-CN.ts'
import { firstOfNextMonth } from '../calendar/rules.ts'
import { STAGES } from '../lifecycle/rules-model.ts'
import { salesBetween, salesIn } from '../orders/queries.ts'
import { targetFor, targetsOf } from '../targets/queries.ts'
import { addedCustomers, lostCustomers, ordersByMember, poolAt, stageCounts } from './figures.ts'
import { salesFromNew } from './figures-cohorts.ts'
import { loadService } from './figures-service.ts'
import { type Asked, gatherGroups, gatherHead, gatherTodo, momentsOf, settingsTodo } from './gather-head.ts'
import { salesOf } from './gather-weekly.ts'
import type { MonthlyDigestData, Share } from './rules-data.ts'

/** The month that is over; what no source tells yet stays unknown. */
export const gatherMonthly = async (db: Db, asked: Asked, messages: Messages): Promise<MonthlyDigestData> => {
  const { reach, span, zone, day, words } = asked
  const month = span.from.slice(0, 7)
  const service = await loadService(db, reach, span)
  const question = { month, today: firstOfNextMonth(span.from), statsReady: service.ready }
  const head = await gatherHead(db, asked, question)
  const moments = momentsOf(span, zone)
  const sales = await salesOf(db, asked, head.currency)
  const fromNew = await salesFromNew(db, moments, { userids: reach.userids, currency: head.currency })
  const stages = await stageCounts(db, reach.userids)
  const next = await nextTargetOf(db, asked, day.slice(0, 7))
  const [best] = await ordersByMember(db, moments, reach.userids)
  return {
    ...head,
    month,
    sales: { ...sales, fromNew, fromRepeat: sales.amount - fromNew },
    pool: {
      atStart: await poolAt(db, moments.from, reach.userids),
      atEnd: await poolAt(db, moments.to, reach.userids),
      added: await addedCustomers(db, moments, reach.userids),
      lost: await lostCustomers(db, moments, reach.userids),
    },
    stages: STAGES.map(({ key }) => ({ label: messages.stages[key], count: stages.get(key) ?? 0 })),
    topValue: { share: null, rescued: null, lifetimeValue: null },
    service: { satisfaction: null, nps: null, complaints: null },
    people: { onTarget: await onTargetOf(db, asked, month), lockOn: null, appealUntil: null },
    nextTarget: next,
    groups: await gatherGroups(db, asked, question),
    todo: [
      ...(await gatherTodo(db, asked)),
      ...settingsTodo(asked, { month: day.slice(0, 7), hasTarget: next !== null }),
    ],
    praise:
      best === undefined || best.count < 2
        ? []
        : [{ name: reach.names.get(best.name) ?? best.name, reason: words.praiseOrders(best.count) }],
  }
}

/** Members who reached their own target, of those who had one. */
const onTargetOf = async (db: Db, { reach, span, zone }: Asked, month: string): Promise<Share | null> => {
  const targets = await targetsOf(db, { month, scope: 'member', ids: reach.everybody })
  let done = 0
  for (const [userid, target] of targets) {
    const sums = await salesBetween(db, momentsOf(span, zone), [userid])
    if (target.amount > 0 && salesIn(target.currency, sums).amount >= target.amount) done += 1
  }
  return targets.size === 0 ? null : { done, of: targets.size }
}

/** The month that begins, and how much of its target is given to teams, or to people where there are no teams. */
const nextTargetOf = async (
  db: Db,
  { reach }: Asked,
  month: string,
): Promise<{ amount: number; assigned: number } | null> => {
  const target = reach.target === null ? null : await targetFor(db, { month, ...reach.target })
  if (target === null) return null
  const teams = reach.groups.map((group) => String(group.departmentId))
  const parts =
    teams.length > 0
      ? await targetsOf(db, { month, scope: 'department', ids: teams })
      : await targetsOf(db, { month, scope: 'member', ids: reach.everybody })
  const same = [...parts.values()].filter((part) => part.currency === target.currency)
  return { amount: target.amount, assigned: same.reduce((sum, part) => sum + part.amount, 0) }
}
