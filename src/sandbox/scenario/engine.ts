import type { Bond } from './bond.ts'
import { type Company, inventCompany, inventPerson } from './company.ts'
import { startCustomers } from './customer-life.ts'
import type { Deed, Happening } from './deeds.ts'
import { HOUR, isoOf, momentAfter } from './moments.ts'
import { createQueue } from './queue.ts'
import { startReps } from './rep-life.ts'
import type { ScriptStep } from './script.ts'
import type { Scenario } from './shape.ts'

/** What people notice of the product they are served by. */
export type Seen = {
  /** Was there a word of the rep, or of the welcome, since the two became friends, or since she asked? */
  greeted: (externalUserid: string, userid: string, accepted: boolean) => boolean
  /** Whom the rep's newest reminder of that day names, in its order. */
  reminded: (userid: string, at: number) => string[]
  /** Group sends that wait for the rep's tap. */
  waitingSends: (userid: string) => string[]
}

/** Everybody is greeted, nobody is reminded: what a rehearsal without a product assumes. */
export const UNSEEN: Seen = { greeted: () => true, reminded: () => [], waitingSends: () => [] }

export type Stage = {
  scenario: Scenario
  seed: number
  start: number
  end: number
  company: Company
  seen: Seen
  /** Whose friend is whose; the key is the pair. */
  bonds: Map<string, Bond>
  /** Something that will happen, unless the scenario is over by then. */
  later: (at: number, act: (at: number) => void) => void
  /** Done now, by the act that runs. */
  does: (deed: Deed) => void
}

export type Step = { at: number; happenings: Happening[] }

/** The people a step's numbers stand for; the same for the same seed, whether they have been met by then or not. */
const scripted = ({ scenario, seed, company }: Stage, step: ScriptStep, place: number): Deed => {
  const person = (number: number) => inventPerson(scenario, seed, number - 1)
  const repOf = (number: number): string => {
    const rep = company.reps[number - 1]
    if (rep !== undefined) return rep.userid
    throw new Error(`script.${place} (${step.do}): there is no rep ${number}, the company has ${company.reps.length}`)
  }
  const customer = 'customer' in step ? person(step.customer) : undefined
  return {
    ...{ kind: 'scripted', place, step, name: customer?.name ?? '' },
    externalUserids: 'customers' in step ? step.customers.map((one) => person(one).externalUserid) : [],
    userids: 'to' in step ? [repOf(step.to)] : 'reps' in step ? step.reps.map(repOf) : [],
    ...('rep' in step ? { userid: repOf(step.rep) } : {}),
    ...(customer === undefined ? {} : { externalUserid: customer.externalUserid }),
  }
}

/** One list of happenings for one seed and scenario; what people see of the product may change single days in it. */
export const createEngine = (
  scenario: Scenario,
  { seed, start, seen = UNSEEN }: { seed: number; start: Date; seen?: Seen },
) => {
  const begin = start.getTime()
  const queue = createQueue<(at: number) => void>()
  let deeds: Deed[] = []
  let count = 0
  const stage: Stage = {
    scenario,
    seed,
    start: begin,
    end: begin + scenario.hours * HOUR,
    company: inventCompany(scenario, seed, begin),
    seen,
    bonds: new Map(),
    later: (at, act) => {
      if (at < stage.end) queue.put(Math.floor(at), act)
    },
    does: (deed) => {
      deeds.push(deed)
    },
  }
  for (const { at, ...fault } of scenario.faults) {
    const moment = momentAfter(at, begin)
    if (moment >= begin) stage.later(moment, () => stage.does({ kind: 'switched', ...fault }))
  }
  for (const [place, step] of (scenario.script ?? []).entries()) {
    const deed = scripted(stage, step, place)
    const moment = momentAfter(step.at, begin)
    if (moment >= begin) stage.later(moment, () => stage.does(deed))
  }
  startReps(stage)
  startCustomers(stage)

  /** The next moment at which somebody does something, or null when the scenario is over. */
  const step = (): Step | null => {
    for (;;) {
      const due = queue.take()
      if (due === null) return null
      deeds = []
      due.thing(due.at)
      if (deeds.length === 0) continue
      const at = isoOf(due.at)
      const happenings = deeds.map((deed): Happening => {
        count += 1
        return { n: count, at, ...deed }
      })
      return { at: due.at, happenings }
    }
  }
  return { step, company: stage.company, end: stage.end, nextAt: queue.first }
}

/** What would happen, without a sandbox and without a product. */
export const rehearse = (scenario: Scenario, { seed, start }: { seed: number; start: Date }): Happening[] => {
  const engine = createEngine(scenario, { seed, start })
  const list: Happening[] = []
  for (let step = engine.step(); step !== null; step = engine.step()) list.push(...step.happenings)
  return list
}
