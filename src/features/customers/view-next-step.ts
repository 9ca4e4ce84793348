import type { Db } from '../../db/db.ts'
import { ruleText } from '../../lang/rules.ts'
import { businessDay } from '../calendar/zone.ts'
import { ruleFacts, ruleOf } from '../feedback/rules.ts'
import { isOutcomeKey, OUTCOMES } from '../follow-ups/outcomes-data.ts'
import type { FollowUpWithCustomer } from '../follow-ups/queries.ts'
import { compareForToday, isWish } from '../follow-ups/rules-today.ts'
import { todayItem, viewFollowUp } from '../follow-ups/view-follow-up.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import type { Person as Member } from '../members/rules.ts'
import type { readOrders } from '../orders/queries.ts'
import { fillScript, valuesFrom } from '../scripts/fill-script.ts'
import { recommendScript } from '../scripts/queries.ts'
import { forbiddenWords } from '../scripts/rules-forbidden.ts'
import { readerOf, unforgiven } from '../scripts/rules-life.ts'
import { COMPLAINT_TASK } from '../scripts/rules-ranking.ts'
import { wordsOf } from '../scripts/view-script.ts'
import type { Company, Person } from './read-card.ts'
import type { Card } from './shapes.ts'

type Input = {
  open: readonly FollowUpWithCustomer[]
  person: Person
  orders: Awaited<ReturnType<typeof readOrders>>
  company: Company
  caller: Omit<Member, 'leads' | 'scope'>
  now: Date
  zone: string
  lang: string
}

type Asked = Pick<Input, 'open' | 'company' | 'caller' | 'now' | 'zone' | 'lang'>

const contextOf = ({ now, zone, lang, company }: Asked) => ({ now, zone, lang, calendar: company.calendar })

/** Promises first, then a wish on the birthday, then the longest overdue; on one day the rep's own plan, then what today's list would put first. */
const mostUrgent = (rows: readonly FollowUpWithCustomer[], asked: Asked): FollowUpWithCustomer | null => {
  const [first] = rows
    .map((row) => ({ row, item: todayItem(row, contextOf(asked)) }))
    .sort((a, b) => {
      if ((a.item.promisedAt === null) !== (b.item.promisedAt === null)) return a.item.promisedAt === null ? 1 : -1
      if (isWish(a.item) !== isWish(b.item)) return isWish(a.item) ? -1 : 1
      if (a.row.dueOn !== b.row.dueOn) return a.row.dueOn < b.row.dueOn ? -1 : 1
      if ((a.row.cadence === null) !== (b.row.cadence === null)) return a.row.cadence === null ? -1 : 1
      return compareForToday(a.item, b.item)
    })
  return first?.row ?? null
}

/**
 * The most urgent follow-up with the script that fits it, filled in: the caller's own, for only its owner may settle it;
 * of all of them for a lead or an admin, who looks on and settles none.
 */
export const nextStepOf = async (db: Db, input: Input & { follows: boolean }): Promise<Card['nextStep']> => {
  const own = input.open.filter((row) => row.userid === input.caller.userid)
  const row = mostUrgent(own.length > 0 || input.follows ? own : input.open.filter((one) => !one.relationEnded), input)
  if (row === null) return null
  return {
    ...viewFollowUp(row, contextOf(input)),
    script: await scriptFor(db, input, row),
    rule: ruleIn(row, input.lang),
  }
}

/** What a colleague is about to do with this customer, to be read. */
export const colleagueStepOf = (asked: Asked): Card['colleagueStep'] => {
  const theirs = asked.open.filter((row) => row.userid !== asked.caller.userid && !row.relationEnded)
  const row = mostUrgent(theirs, asked)
  if (row === null) return null
  const { userid, promised, reason, nextStep, dueAt } = viewFollowUp(row, contextOf(asked))
  return { userid, name: row.ownerName, text: promised ? nextStep : reason, dueAt }
}

const ruleIn = (row: FollowUpWithCustomer, lang: string): { id: string; text: string } | null => {
  const id = ruleOf(row)
  const facts = ruleFacts(row.cadence, row.reasonKey)
  return id === null || facts === null ? null : { id, text: ruleText(facts, lang) }
}

type Wish = Pick<FollowUpWithCustomer, 'stage' | 'scriptCategory' | 'reasonKey' | 'note' | 'promised' | 'flags'>

/** Written for this very day, or for how the last talk ended. */
const bestFor = ({ reasonKey, note }: Wish): string | null => {
  const outcome = note?.outcome ?? ''
  return reasonKey ?? (isOutcomeKey(outcome) ? OUTCOMES[outcome].starter : null)
}

const scriptFor = async (db: Db, input: Input, wish: Wish): Promise<NonNullable<Card['nextStep']>['script']> => {
  // What was promised is the rep's own; a greeting from the library would stand in its way.
  if (wish.promised && wish.scriptCategory === null) return null
  const { caller, person, orders, company } = input
  // Whoever complains is answered; what the step would have sold waits.
  const task = wish.flags.includes(FLAGS.complaint)
    ? COMPLAINT_TASK
    : { category: wish.scriptCategory ?? 'care', step: bestFor(wish) }
  const today = businessDay(input.now, input.zone)
  const script = await recommendScript(db, { stage: wish.stage, reader: readerOf(caller), today, ...task })
  if (script === null) return null
  const values = valuesFrom(input, {
    ...company,
    remark: person.remarkOf(caller.userid),
    customer: person.row,
    writer: caller.name,
    order: orders.last,
  })
  const parts = fillScript(script, values)
  const warnings = unforgiven(forbiddenWords(wordsOf(script), company.forbidden), script.allowedWords)
  return { id: String(script.id), title: script.title, parts, warnings }
}
