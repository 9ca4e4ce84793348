import { and, asc, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { UNNAMED } from '../customers/queries.ts'
import { customers } from '../customers/tables.ts'
import { stageLabel } from '../lifecycle/rules-model.ts'
import { memberNames } from '../members/queries.ts'
import type { Scope } from '../members/rules.ts'
import { isValidOrder } from '../orders/rules.ts'
import { orders } from '../orders/tables.ts'
import { relations } from '../relations/tables.ts'
import { seenAccounts } from './queries.ts'
import { findHints } from './queries-hints.ts'
import { suggestPrimary } from './rules.ts'
import type { AccountSide, Duplicates } from './shapes.ts'

type Asked = { externalUserid: string; caller: { userid: string; scope: Scope } }

/** WeCom's mark of a colleague's own account in another company; 1 is WeChat. */
const WECOM_USER = 2

/** What the profile tab asks when it is opened: the person's other accounts, and who else it may be. */
export const viewDuplicates = async (db: Db, { externalUserid, caller }: Asked): Promise<Duplicates | null> => {
  const accounts = await seenAccounts(db, caller.scope, externalUserid)
  const own = accounts.find((one) => one.externalUserid === externalUserid)
  const others = accounts.filter((one) => one.externalUserid !== externalUserid)
  // Hints stand on the account that stands for the person: merging a part of it would only be refused.
  const found =
    own?.merged === true && !own.isPrimary ? [] : await findHints(db, { externalUserid, scope: caller.scope })
  const ids = [externalUserid, ...others.map((one) => one.externalUserid), ...found.map((one) => one.other)]
  const sides = await loadSides(db, ids, caller.userid)
  const self = sides.get(externalUserid)
  if (self === undefined) return null
  const sideOf = (id: string) => sides.get(id) ?? []
  return {
    self,
    hints: found.flatMap(({ other, verdict }) =>
      [sideOf(other)].flat().map((side) => ({ other: side, ...verdict, suggested: suggested(self, side) })),
    ),
    person:
      own?.merged !== true || (own.isPrimary && others.length === 0)
        ? null
        : {
            primary:
              [others.find((one) => one.isPrimary)].flatMap((one) => sideOf(one?.externalUserid ?? ''))[0] ?? null,
            accounts: others.filter((one) => !one.isPrimary).flatMap((one) => sideOf(one.externalUserid)),
          },
  }
}

const suggested = (self: AccountSide, other: AccountSide): string =>
  suggestPrimary({ ...self, orders: self.orderCount }, { ...other, orders: other.orderCount })

const loadSides = async (db: Db, ids: readonly string[], userid: string): Promise<Map<string, AccountSide>> => {
  const rows = await db
    .select()
    .from(customers)
    .where(inArray(customers.externalUserid, [...ids]))
  const friends = await db
    .select({ externalUserid: relations.externalUserid, userid: relations.userid, remark: relations.remark })
    .from(relations)
    .where(and(inArray(relations.externalUserid, [...ids]), isNull(relations.endedAt)))
    .orderBy(asc(relations.addedAt), asc(relations.userid))
  const bought = await db
    .select()
    .from(orders)
    .where(inArray(orders.externalUserid, [...ids]))
  const names = await memberNames(db)
  return new Map(
    rows.map((row): [string, AccountSide] => {
      const own = friends.filter((one) => one.externalUserid === row.externalUserid)
      const stage = row.stage ?? 'new'
      return [
        row.externalUserid,
        {
          externalUserid: row.externalUserid,
          name: own.find((one) => one.userid === userid)?.remark || row.name || UNNAMED,
          avatar: row.avatar,
          corpName: row.corpName,
          kind: row.type === WECOM_USER ? 'wecom' : 'wechat',
          stage: { key: stage, label: stageLabel(stage) },
          ...sumsOf(bought.filter((one) => one.externalUserid === row.externalUserid)),
          owners: own.map((one) => names.get(one.userid) ?? one.userid),
          addedAt: row.firstAddedAt.toISOString(),
          reachable: own.length > 0,
          isPrimary: row.personId === row.externalUserid,
        },
      ]
    }),
  )
}

type OrderRow = typeof orders.$inferSelect

const sumsOf = (rows: readonly OrderRow[]): Pick<AccountSide, 'orderCount' | 'orderTotals'> => {
  const totals = new Map<string, number>()
  for (const { currency, amount, refundedAmount } of rows)
    totals.set(currency, (totals.get(currency) ?? 0) + amount - refundedAmount)
  return {
    orderCount: rows.filter(isValidOrder).length,
    orderTotals: [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ currency, amount })),
  }
}
