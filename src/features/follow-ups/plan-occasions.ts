import { and, eq, gte, lte, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import { loadCalendar } from '../calendar/queries.ts'
import { nextWorkingDay } from '../calendar/rules.ts'
import { addDays, type BusinessDay, businessDay, daysBetween } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { findBirthday, listBirthdays } from '../fields/queries.ts'
import { FLAGS } from '../lifecycle/rules-model.ts'
import { accountsOf, lockPerson } from '../merges/queries.ts'
import { cancelOpen } from './cancel-open.ts'
import type { FollowUpsFact } from './facts.ts'
import { planFor } from './plan-cadence.ts'
import { BIRTHDAY_AHEAD, birthdaysAhead, nextBirthday } from './rules-birthday.ts'
import { followUps } from './tables.ts'

/** Reaction to a quote that went out: two working days later somebody asks what the customer thinks of it. */
export const planAfterQuote = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  const { externalUserid, data } = fact
  if (data.from === 'quoted') await cancelOpen(core, tx, { externalUserid, event: { kind: 'quote-answered' } })
  if (data.to !== 'quoted' && data.quoted !== true) return
  const calendar = await loadCalendar(tx)
  const anchorDay = nextWorkingDay(nextWorkingDay(businessDay(fact.at, core.zone), calendar), calendar)
  await planFor(core, tx, { fact, cadence: 'quote', anchorDay })
}

/** Reaction to a complaint that was settled: is it really? */
export const planAfterComplaint = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.data.flag !== FLAGS.complaint || fact.data.on !== false) return
  await planFor(core, tx, { fact, cadence: 'complaint-closed' })
}

/** Reaction to an answer: where it is a birthday, and one that is near, its steps are planned at once. */
export const planAfterAnswer = async (core: Core<FollowUpsFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  if (fact.externalUserid === null) return
  const { externalUserid } = fact
  const birthday = await findBirthday(tx, { externalUserid, fieldId: Number(fact.data.fieldId) })
  if (birthday === null) return
  await cancelOpen(core, tx, { externalUserid, event: { kind: 'birthday-changed' } })
  const today = businessDay(core.now(), core.zone)
  if (birthday.bornOn === null || daysBetween(today, nextBirthday(birthday.bornOn, today)) > BIRTHDAY_AHEAD) return
  await planBirthday(core, tx, { fact, bornOn: birthday.bornOn })
}

type Near = { fact: Pick<Recorded<AnyFact>, 'id' | 'at' | 'externalUserid' | 'userid'>; bornOn: BusinessDay }

/** Once for one birthday, whatever asks for it: an answer, a corrected one, and every night of the days before. */
const planBirthday = async (core: Core<FollowUpsFact>, tx: Db, { fact, bornOn }: Near): Promise<void> => {
  const externalUserid = fact.externalUserid ?? ''
  const [customer] = await tx
    .select({ stage: customers.stage })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  // Somebody who is lost is written to by nobody, on no day.
  if (customer === undefined || customer.stage === 'churned') return
  const anchorDay = nextBirthday(bornOn, businessDay(core.now(), core.zone))
  const there = await plannedBetween(tx, { from: anchorDay, to: anchorDay, externalUserid })
  if (there.size > 0) return
  await planFor(core, tx, { fact, cadence: 'birthday', anchorDay, anchor: `${fact.id}-${anchorDay}` })
}

type Between = { from: BusinessDay; to: BusinessDay; externalUserid?: string }

/** Whose birthday of these days is planned, or was and is done with. */
const plannedBetween = async (db: Db, { from, to, externalUserid }: Between): Promise<Set<string>> => {
  const rows = await db
    .selectDistinct({ id: followUps.externalUserid })
    .from(followUps)
    .where(
      and(
        eq(followUps.cadence, 'birthday'),
        eq(followUps.step, 'D0'),
        ne(followUps.status, 'cancelled'),
        gte(followUps.dueOn, from),
        lte(followUps.dueOn, to),
        externalUserid === undefined ? undefined : sql`${followUps.externalUserid} = ${accountsOf(externalUserid)}`,
      ),
    )
  return new Set(rows.map((row) => row.id))
}

export type Birthdays = { planned: number; failed: { externalUserid: string; error: unknown }[] }

/** Every night: whose birthday comes within three days, and who was not planned for it yet. */
export const planBirthdays = async (core: Core<FollowUpsFact>): Promise<Birthdays> => {
  const today = businessDay(core.now(), core.zone)
  const found: Birthdays = { planned: 0, failed: [] }
  const planned = await plannedBetween(core.db, { from: today, to: addDays(today, BIRTHDAY_AHEAD) })
  const near = await listBirthdays(core.db, birthdaysAhead(today))
  for (const { externalUserid, bornOn } of near.filter((one) => !planned.has(one.externalUserid))) {
    const fact = { id: 0, at: core.now(), externalUserid, userid: null }
    try {
      await core.db.transaction(async (tx) => {
        if ((await lockPerson(tx, externalUserid)) !== null) await planBirthday(core, tx, { fact, bornOn })
      })
      found.planned += 1
    } catch (error) {
      found.failed.push({ externalUserid, error })
    }
  }
  return found
}
