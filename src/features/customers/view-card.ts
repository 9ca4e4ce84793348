import type { Db } from '../../db/db.ts'
import { messagesFor } from '../../lang/lang.ts'
import { sourceLabel } from '../../lang/sources.ts'
import { REST_DAYS_AHEAD, restDaysAfter } from '../calendar/rules.ts'
import { addDays, atTime, businessDay } from '../calendar/zone.ts'
import { shownFacts } from '../fields/rules.ts'
import { listOpen } from '../follow-ups/queries.ts'
import { silenceDays } from '../lifecycle/rules-clocks.ts'
import { FLAGS, type LifecycleState, stageLabel } from '../lifecycle/rules-model.ts'
import { riskLines } from '../lifecycle/rules-risks.ts'
import type { Person as Member } from '../members/rules.ts'
import { readOrders } from '../orders/queries.ts'
import { valuesFrom } from '../scripts/fill-script.ts'
import { readerOf } from '../scripts/rules-life.ts'
import { COMPLAINT_TASK } from '../scripts/rules-ranking.ts'
import type { FirstScripts } from '../scripts/view-first.ts'
import { UNNAMED } from './queries.ts'
import { type Company, type Person, readCompany, readPerson } from './read-card.ts'
import { contactBudget, WEEK_DAYS } from './rules-budget.ts'
import { maskMobile } from './rules-mobile.ts'
import type { Card, CardOpening } from './shapes.ts'
import { colleagueStepOf, nextStepOf } from './view-next-step.ts'

export type ViewCard = {
  externalUserid: string
  caller: Omit<Member, 'leads'>
  now: Date
  zone: string
  lang: string
}

type Orders = Awaited<ReturnType<typeof readOrders>>

const GENDERS = ['unknown', 'male', 'female'] as const

type Gathered = { person: Person; orders: Orders; open: Awaited<ReturnType<typeof listOpen>>; company: Company }

/**
 * Null for a customer nobody knows, and for one outside the caller's scope. Four statements; each more is felt on every
 * chat a rep opens.
 */
const gather = async (db: Db, { externalUserid, caller, now, zone }: ViewCard): Promise<Gathered | null> => {
  // A day earlier than the week shown: a talk that began before it is no new one.
  const touchesSince = atTime(addDays(businessDay(now, zone), -WEEK_DAYS), '00:00', zone)
  // One after the other: they share the connection of one reading transaction.
  const person = await readPerson(db, { externalUserid, userid: caller.userid, scope: caller.scope, touchesSince })
  if (person === null) return null
  const others = person.accounts.map((one) => one.externalUserid)
  const orders = await readOrders(db, [externalUserid, ...others], now)
  const open = await listOpen(db, { scope: { all: true }, externalUserid })
  return { person, orders, open, company: await readCompany(db) }
}

/** Everything the sidebar shows of a customer; null as `gather` says. */
export const viewCard = async (db: Db, input: ViewCard): Promise<Card | null> => {
  const gathered = await gather(db, input)
  return gathered === null ? null : cardFrom(db, input, gathered)
}

/** The card with all else the first screen needs, so that it is one call: who looks at it, and the first scripts. */
export const viewOpening = async (db: Db, input: ViewCard, firstScripts: FirstScripts): Promise<CardOpening | null> => {
  const gathered = await gather(db, input)
  if (gathered === null) return null
  const { person, orders, company } = gathered
  const { userid, name, role } = input.caller
  const values = valuesFrom(input, {
    ...company,
    remark: person.remarkOf(userid),
    customer: person.row,
    writer: name,
    order: orders.last,
  })
  const stage = person.row.stage ?? 'new'
  const task = gathered.person.row.flags.includes(FLAGS.complaint) ? COMPLAINT_TASK : null
  const fit = { reader: readerOf(input.caller), tags: person.tags.map((tag) => tag.name) }
  return {
    ...(await cardFrom(db, input, gathered)),
    me: { userid, name, role },
    scripts: await firstScripts({
      stage,
      values,
      task,
      userid,
      lang: input.lang,
      now: input.now,
      zone: input.zone,
      ...fit,
    }),
  }
}

const cardFrom = async (db: Db, input: ViewCard, { person, orders, open, company }: Gathered): Promise<Card> => {
  const { externalUserid, caller, now, zone } = input
  const { row, alive } = person
  const follows = alive.some((one) => one.userid === caller.userid)
  const mine = alive.find((one) => one.userid === caller.userid) ?? alive[0]
  const state = stateOf(person, orders)
  const m = messagesFor(input.lang)
  return {
    externalUserid,
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
    tags: person.tags,
    followers: alive.map((one) => ({
      userid: one.userid,
      name: one.name,
      since: one.addedAt.toISOString(),
      lastContactAt: one.lastContactAt?.toISOString() ?? null,
    })),
    facts: factsOf(person, orders, { mine, silentDays: silenceDays(state, now), lang: input.lang }),
    nextStep: await nextStepOf(db, { open, person, orders, company, ...input, follows }),
    colleagueStep: colleagueStepOf({ open, company, ...input }),
    budget: contactBudget(person.touches, { now, zone, lastSign: lastSignOf(person, orders) }),
    ...ownFields(person, company),
    deals: person.deals,
    restDays: restDaysAfter(businessDay(now, zone), REST_DAYS_AHEAD, company.calendar),
    risks: riskLines(state, now).map((risk) => ({
      code: risk.code,
      text: m.risks[risk.code](risk.days ?? 0, risk.limit ?? 0),
    })),
    flags: row.flags,
    reachable: alive.length > 0,
    merged: mergedOf(person),
  }
}

const latest = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((last, one) => (one !== null && (last === null || one > last) ? one : last), null)

/** When the person was last heard and last reached, by any account the caller sees. */
const clocksOf = ({ row, accounts }: Person) => ({
  lastInboundAt: latest([row.lastInboundAt, ...accounts.map((one) => one.lastInboundAt)]),
  lastOutboundAt: latest([row.lastOutboundAt, ...accounts.map((one) => one.lastOutboundAt)]),
})

/** Null for whoever was never merged, and where the caller sees nothing of it that could be shown. */
const mergedOf = ({ row, accounts }: Person): Card['merged'] => {
  if (row.personId === null || (row.personId === row.externalUserid && accounts.length === 0)) return null
  const side = (one: Person['accounts'][number]) => ({ externalUserid: one.externalUserid, name: one.name })
  const isPrimary = row.personId === row.externalUserid
  const primary = accounts.find((one) => one.externalUserid === row.personId)
  return {
    role: isPrimary ? 'primary' : 'part',
    primary: primary === undefined ? null : side(primary),
    accounts: accounts.filter((one) => one !== primary).map(side),
  }
}

const stateOf = (person: Person, orders: Orders): LifecycleState => ({
  ...baseOf(person, orders),
  ...clocksOf(person),
})

const baseOf = ({ row, alive }: Person, orders: Orders): LifecycleState => ({
  stage: row.stage,
  stageSince: row.stageSince,
  protectedUntil: row.protectedUntil,
  firstAddedAt: row.firstAddedAt,
  observedSince: row.observedSince,
  lastInboundAt: row.lastInboundAt,
  lastOutboundAt: row.lastOutboundAt,
  orders: orders.facts,
  relationsAlive: alive.length,
  goneAt: row.goneAt,
  flags: row.flags,
})

type Seen = { mine: Person['alive'][number] | undefined; silentDays: number; lang: string }

const factsOf = (person: Person, orders: Orders, by: Seen): Card['facts'] => ({
  lastContactAt: clocksOf(person).lastOutboundAt?.toISOString() ?? null,
  lastInboundAt: clocksOf(person).lastInboundAt?.toISOString() ?? null,
  silentDays: by.silentDays,
  lastOrderAt: orders.facts.lastPaidAt?.toISOString() ?? null,
  orderCount: orders.facts.count,
  orderTotals: orders.totals,
  cycleDays: orders.facts.count >= 2 ? orders.facts.cycleDays : null,
  source: sourceLabel(by.mine?.addWay ?? null, by.mine?.state ?? null, by.lang),
  addedAt: person.row.firstAddedAt.toISOString(),
  mobiles: (by.mine?.mobiles ?? []).map(maskMobile),
  description: by.mine?.description ?? null,
})

const lastSignOf = (person: Person, { facts }: Orders): Date | null =>
  latest([clocksOf(person).lastInboundAt, facts.lastPaidAt, person.row.firstAddedAt])

const ownFields = ({ values }: Person, { fields, cardFacts }: Company): Pick<Card, 'fields' | 'shown'> => ({
  fields: fields.map(({ id, ...field }) => ({ id: String(id), ...field, value: values.get(id) ?? null })),
  shown: shownFacts(
    cardFacts,
    fields.map((one) => String(one.id)),
  ),
})
