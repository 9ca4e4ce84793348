import { and, gte, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { ruleName, ruleText, ruleWords } from '../../lang/rules.ts'
import { addDays, type BusinessDay, businessDay } from '../calendar/zone.ts'
import { followUps } from '../follow-ups/tables.ts'
import type { Scope } from '../members/rules.ts'
import { factsOfRule } from './rules.ts'
import { type Ended, ratesOf } from './rules-rates.ts'
import { FEEDBACK_REASONS } from './rules-reasons.ts'
import type { FeedbackList } from './shapes.ts'
import { ruleFeedback } from './tables.ts'

export const FEEDBACK_DAYS = 90
const DAY_MS = 86_400_000

/** Per rule, by the people in scope: a lead hears the own team, an admin everybody. */
export const listFeedback = async (
  db: Db,
  { scope, now, zone, lang }: { scope: Scope; now: Date; zone: string; lang: string },
): Promise<FeedbackList> => {
  const since = new Date(now.getTime() - FEEDBACK_DAYS * DAY_MS)
  const said = await db
    .select()
    .from(ruleFeedback)
    .where(
      and(gte(ruleFeedback.at, since), scope.all ? undefined : inArray(ruleFeedback.userid, [...scope.userids, ''])),
    )
  const labels = ruleWords(lang).reasons
  const items = [...new Set(said.map((one) => one.rule))].map((rule) => {
    const own = said.filter((one) => one.rule === rule)
    const facts = factsOfRule(rule)
    return {
      rule,
      name: ruleName(facts, lang),
      text: facts === null ? '' : ruleText(facts, lang),
      count: own.length,
      people: new Set(own.map((one) => one.userid)).size,
      reasons: FEEDBACK_REASONS.map((reason) => ({
        reason,
        label: labels[reason],
        count: own.filter((one) => one.reason === reason).length,
      })).filter((one) => one.count > 0),
      lastAt: new Date(Math.max(...own.map((one) => one.at.getTime()))).toISOString(),
    }
  })
  const today = businessDay(now, zone)
  const ended = await countEnded(db, { scope, from: addDays(today, -FEEDBACK_DAYS), to: addDays(today, -1) })
  return {
    days: FEEDBACK_DAYS,
    items: items.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    rates: ratesOf(ended).map((one) => ({ ...one, name: ruleName(factsOfRule(one.rule), lang) })),
  }
}

/** What was cancelled by an event counts for no rule and against none. */
const countEnded = async (
  db: Db,
  { scope, from, to }: { scope: Scope; from: BusinessDay; to: BusinessDay },
): Promise<Ended[]> => {
  const having = (condition: SQL) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number)
  const rows = await db
    .select({
      reasonKey: followUps.reasonKey,
      due: having(sql`true`),
      done: having(sql`${followUps.status} = 'done' and ${followUps.proven}`),
      unneeded: having(sql`${followUps.status} = 'dismissed'`),
    })
    .from(followUps)
    .where(
      and(
        gte(followUps.dueOn, from),
        lte(followUps.dueOn, to),
        inArray(followUps.status, ['open', 'done', 'dismissed']),
        isNotNull(followUps.reasonKey),
        scope.all ? undefined : inArray(followUps.userid, [...scope.userids, '']),
      ),
    )
    .groupBy(followUps.reasonKey)
  return rows.map(({ reasonKey, ...counts }) => ({ rule: `F-${reasonKey}`, ...counts }))
}
