import type { Db } from '../../db/db.ts'
import { ruleText } from '../../lang/rules.ts'
import { ruleFacts, ruleOf } from '../feedback/rules.ts'
import { isOutcomeKey, OUTCOMES } from '../follow-ups/outcomes-data.ts'
import type { FollowUpWithCustomer } from '../follow-ups/queries.ts'
import { compareForToday } from '../follow-ups/rules-today.ts'
import { todayItem, viewFollowUp } from '../follow-ups/view-follow-up.ts'
import type { readOrders } from '../orders/queries.ts'
import { valuesFrom } from '../scripts/fill-script.ts'
import { recommendScript } from '../scripts/queries.ts'
import { fillText } from '../scripts/rules.ts'
import { forbiddenWords } from '../scripts/rules-forbidden.ts'
import type { Company, Person } from './read-card.ts'
import type { Card } from './shapes.ts'

type Input = {
  open: readonly FollowUpWithCustomer[]
  person: Person
  orders: Awaited<ReturnType<typeof readOrders>>
  company: Company
  caller: { userid: string; name: string }
  now: Date
  zone: string
  lang: string
}

/** The most urgent open follow-up with the script that fits it, filled in. A rep's own come before a colleague's. */
export const nextStepOf = async (db: Db, input: Input): Promise<Card['nextStep']> => {
  const own = input.open.filter((row) => row.userid === input.caller.userid)
  const context = { now: input.now, zone: input.zone, lang: input.lang, calendar: input.company.calendar }
  const [first] = (own.length > 0 ? own : input.open)
    .map((row) => ({ row, item: todayItem(row, context) }))
    .sort((a, b) => {
      if ((a.item.promisedAt === null) !== (b.item.promisedAt === null)) return a.item.promisedAt === null ? 1 : -1
      return a.row.dueOn < b.row.dueOn ? -1 : a.row.dueOn > b.row.dueOn ? 1 : compareForToday(a.item, b.item)
    })
  if (first === undefined) return null
  return {
    ...viewFollowUp(first.row, context),
    script: await scriptFor(db, input, first.row),
    rule: ruleIn(first.row, input.lang),
  }
}

const ruleIn = (row: FollowUpWithCustomer, lang: string): { id: string; text: string } | null => {
  const id = ruleOf(row)
  const facts = ruleFacts(row.cadence, row.reasonKey)
  return id === null || facts === null ? null : { id, text: ruleText(facts, lang) }
}

type Wish = Pick<FollowUpWithCustomer, 'stage' | 'scriptCategory' | 'reasonKey' | 'note' | 'promised'>

/** Written for this very day, or for how the last talk ended. */
const bestFor = ({ reasonKey, note }: Wish): string | null => {
  const outcome = note?.outcome ?? ''
  return reasonKey ?? (isOutcomeKey(outcome) ? OUTCOMES[outcome].starter : null)
}

const scriptFor = async (db: Db, input: Input, wish: Wish): Promise<NonNullable<Card['nextStep']>['script']> => {
  // What was promised is the rep's own; a greeting from the library would stand in its way.
  if (wish.promised && wish.scriptCategory === null) return null
  const { caller, person, orders, company } = input
  const script = await recommendScript(db, {
    stage: wish.stage,
    category: wish.scriptCategory ?? 'care',
    userid: caller.userid,
    step: bestFor(wish),
  })
  const part = script?.parts.findIndex((one) => one.type === 'text') ?? -1
  const text = script?.parts[part]
  if (script === null || text?.type !== 'text') return null
  const values = valuesFrom(input, {
    ...company,
    remark: person.remarkOf(caller.userid),
    customer: person.row,
    writer: caller.name,
    order: orders.last,
  })
  const filled = fillText(text.text, values)
  const warnings = forbiddenWords(text.text, company.forbidden)
  return { id: String(script.id), title: script.title, text: filled.text, missing: filled.missing, part, warnings }
}
