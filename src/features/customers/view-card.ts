import type { Db } from '../../db/db.ts'
import { messagesFor } from '../../lang/lang.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { isOutcomeKey, OUTCOMES } from '../follow-ups/outcomes-data.ts'
import { type FollowUpWithCustomer, listOpen } from '../follow-ups/queries.ts'
import { compareForToday } from '../follow-ups/rules-today.ts'
import { todayItem, viewFollowUp } from '../follow-ups/view-follow-up.ts'
import { lifecycleStateOf } from '../lifecycle/queries.ts'
import { silenceDays } from '../lifecycle/rules-clocks.ts'
import { stageLabel } from '../lifecycle/rules-model.ts'
import { riskLines } from '../lifecycle/rules-risks.ts'
import { memberNames } from '../members/queries.ts'
import { totalsByCurrency } from '../orders/queries.ts'
import { listAliveRelations } from '../relations/queries.ts'
import { sourceLabel } from '../relations/rules.ts'
import { fillValues } from '../scripts/fill-script.ts'
import { ownForbiddenWords, recommendScript } from '../scripts/queries.ts'
import { fillText } from '../scripts/rules.ts'
import { forbiddenWords } from '../scripts/rules-forbidden.ts'
import { findCustomer, listTagsOf, UNNAMED } from './queries.ts'
import type { Card } from './shapes.ts'

export type ViewCard = { externalUserid: string; userid: string; now: Date; zone: string; lang: string }

const GENDERS = ['unknown', 'male', 'female'] as const
const maskMobile = (mobile: string): string => mobile.replace(/^(\+?\d{3})\d+(\d{4})$/, '$1****$2')

/** Everything the sidebar shows first, in one reading. Null for a customer nobody knows. */
export const viewCard = async (db: Db, input: ViewCard): Promise<Card | null> => {
  const row = await findCustomer(db, input.externalUserid)
  if (row === null) return null
  const state = await lifecycleStateOf(db, row, input.now)
  const alive = await listAliveRelations(db, input.externalUserid)
  const names = await memberNames(db)
  const mine = alive.find((one) => one.userid === input.userid) ?? alive[0]
  const m = messagesFor(input.lang)
  const totals = await totalsByCurrency(db, input.externalUserid)
  return {
    externalUserid: row.externalUserid,
    name: mine?.remark || row.name || UNNAMED,
    avatar: row.avatar,
    remark: mine?.remark ?? null,
    corpName: row.corpName,
    gender: GENDERS[row.gender] ?? 'unknown',
    stage: {
      key: row.stage ?? 'new',
      label: stageLabel(row.stage ?? 'new'),
      since: row.stageSince.toISOString(),
      manual: row.stageManual !== null,
    },
    tags: await listTagsOf(db, row.externalUserid),
    followers: alive.map((one) => ({
      userid: one.userid,
      name: names.get(one.userid) ?? one.userid,
      since: one.addedAt.toISOString(),
      lastContactAt: one.lastContactAt?.toISOString() ?? null,
    })),
    facts: {
      lastContactAt: row.lastOutboundAt?.toISOString() ?? null,
      lastInboundAt: row.lastInboundAt?.toISOString() ?? null,
      silentDays: silenceDays(state, input.now),
      lastOrderAt: state.orders.lastPaidAt?.toISOString() ?? null,
      orderCount: state.orders.count,
      orderTotals: totals.map((one) => ({ amount: one.amount - one.refunded, currency: one.currency })),
      cycleDays: state.orders.count >= 2 ? state.orders.cycleDays : null,
      source: sourceLabel(mine?.addWay ?? null, mine?.state ?? null),
      addedAt: row.firstAddedAt.toISOString(),
      mobiles: (mine?.mobiles ?? []).map(maskMobile),
      description: mine?.description ?? null,
    },
    nextStep: await nextStepOf(db, input),
    risks: riskLines(state, input.now).map((risk) => ({
      code: risk.code,
      text: m.risks[risk.code](risk.days ?? 0, risk.limit ?? 0),
    })),
    flags: row.flags,
    reachable: alive.length > 0,
  }
}

/** The most urgent open follow-up with the script that fits it, filled in. A rep's own come before a colleague's. */
const nextStepOf = async (db: Db, input: ViewCard): Promise<Card['nextStep']> => {
  const all = await listOpen(db, { scope: { all: true }, externalUserid: input.externalUserid })
  const own = all.filter((row) => row.userid === input.userid)
  const context = { now: input.now, zone: input.zone, lang: input.lang, calendar: await loadCalendar(db) }
  const [first] = (own.length > 0 ? own : all)
    .map((row) => ({ row, item: todayItem(row, context) }))
    .sort((a, b) => {
      if ((a.item.promisedAt === null) !== (b.item.promisedAt === null)) return a.item.promisedAt === null ? 1 : -1
      return a.row.dueOn < b.row.dueOn ? -1 : a.row.dueOn > b.row.dueOn ? 1 : compareForToday(a.item, b.item)
    })
  if (first === undefined) return null
  return { ...viewFollowUp(first.row, context), script: await scriptFor(db, input, first.row) }
}

type Wish = Pick<FollowUpWithCustomer, 'stage' | 'scriptCategory' | 'reasonKey' | 'note' | 'promised'>

/** Written for this very day, or for how the last talk ended. */
const bestFor = ({ reasonKey, note }: Wish): string | null => {
  const outcome = note?.outcome ?? ''
  return reasonKey ?? (isOutcomeKey(outcome) ? OUTCOMES[outcome].starter : null)
}

const scriptFor = async (db: Db, input: ViewCard, wish: Wish): Promise<NonNullable<Card['nextStep']>['script']> => {
  // What was promised is the rep's own; a greeting from the library would stand in its way.
  if (wish.promised && wish.scriptCategory === null) return null
  const script = await recommendScript(db, {
    stage: wish.stage,
    category: wish.scriptCategory ?? 'care',
    userid: input.userid,
    step: bestFor(wish),
  })
  const part = script?.parts.findIndex((one) => one.type === 'text') ?? -1
  const text = script?.parts[part]
  if (script === null || text?.type !== 'text') return null
  const filled = fillText(text.text, await fillValues(db, input))
  const warnings = forbiddenWords(text.text, await ownForbiddenWords(db))
  return { id: String(script.id), title: script.title, text: filled.text, missing: filled.missing, part, warnings }
}
