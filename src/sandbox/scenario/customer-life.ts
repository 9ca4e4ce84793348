import { pairKey } from '../state.ts'
import { type Bond, newBond, pairOf } from './bond.ts'
import { type Friend, inventPerson, type Person, type Rep } from './company.ts'
import { diceOf } from './dice.ts'
import type { Stage } from './engine.ts'
import { atWork, awake, DAY, HOUR, hourOf, MINUTE, midnightOf, weekdayOf } from './moments.ts'
import { customerSays, firstWord, rests } from './talk.ts'
import { AFTER_PURCHASE, COMPLAINTS } from './words-data.ts'

/** Two changes of one pair in the same second would have no order: WeCom's events carry whole seconds. */
const SOON = 2 * MINUTE

const meeting = (bond: Bond) => {
  const { name, gender, channel, persona } = bond.person
  const how = { addWay: channel.addWay, state: channel.state ?? null, channel: channel.name }
  return { ...pairOf(bond), name, gender, ...how, persona: persona.name }
}

/** A person and a rep find each other; by search or from a group the rep has to accept first. */
const meet = (stage: Stage, person: Person, rep: Rep, at: number): void => {
  const key = pairKey(rep.userid, person.externalUserid)
  if (stage.bonds.has(key)) return
  const bond = newBond(person, rep)
  stage.bonds.set(key, bond)
  if (!person.dice.chance(person.channel.half)) {
    stage.does({ kind: 'added', accepted: false, ...meeting(bond) })
    befriended(stage, bond, at)
    return
  }
  stage.does({ kind: 'half-added', ...meeting(bond) })
  const wished = at + person.dice.around(rep.temperament.replyMinutes) * MINUTE
  stage.later(Math.max(at + SOON, atWork(wished, rep.temperament, person.dice)), (then) => {
    bond.accepted = true
    stage.does({ kind: 'added', accepted: true, ...meeting(bond) })
    befriended(stage, bond, then)
  })
}

const befriended = (stage: Stage, bond: Bond, at: number): void => {
  const { person, rep } = bond
  const { dice, persona } = person
  const soon = (wished: number): number => Math.max(at + SOON, awake(wished, dice, persona.weekend))
  stage.later(soon(at + dice.around(persona.answerMinutes) * MINUTE), (then) => firstWord(stage, bond, then))
  if (dice.chance(persona.buys.chance))
    stage.later(soon(at + dice.around(persona.buys.afterDays) * DAY), (then) => buys(stage, bond, then))
  if (dice.chance(persona.deletes.chance))
    stage.later(soon(at + dice.around(persona.deletes.afterHours) * HOUR), (then) => leaves(stage, bond, then))
  if (dice.chance(rep.temperament.remarks))
    stage.later(atWork(at + dice.around({ median: 12, spread: 2 }) * MINUTE, rep.temperament, dice), () => {
      const remark = [...`${person.name} ${person.channel.name}`].slice(0, 20).join('')
      if (bond.alive) stage.does({ kind: 'remarked', ...pairOf(bond), remark })
    })
  if (dice.chance(rep.temperament.deletesQuiet))
    stage.later(atWork(at + 3 * DAY, rep.temperament, dice), () => {
      if (!bond.alive || !bond.silent || bond.bought) return
      bond.alive = false
      stage.does({ kind: 'rep-deleted', ...pairOf(bond) })
    })
  if (dice.chance(stage.scenario.arrivals.second))
    stage.later(soon(at + dice.wait(2 * DAY)), (then) => meet(stage, person, dice.pick(stage.company.reps), then))
}

const buys = (stage: Stage, bond: Bond, at: number): void => {
  if (!bond.alive) return
  const { dice, persona, externalUserid } = bond.person
  bond.bought = true
  bond.silent = false
  const orderNo = `SC${stage.seed}-${externalUserid.slice(2, 10)}-${Math.floor(at / 1000)}`
  stage.does({ kind: 'ordered', ...pairOf(bond), orderNo, amount: dice.pick(persona.tickets) })
  stage.later(atWork(at + dice.between(5, 90) * MINUTE, bond.rep.temperament, dice), () => {
    if (bond.alive) stage.does({ kind: 'rep-said', ...pairOf(bond), text: dice.pick(AFTER_PURCHASE) })
  })
  const then = (wished: number): number => Math.max(at + SOON, awake(wished, dice, persona.weekend))
  if (dice.chance(persona.buys.again))
    stage.later(then(at + dice.around(persona.buys.againDays) * DAY), (moment) => buys(stage, bond, moment))
  if (dice.chance(persona.complains))
    stage.later(then(at + dice.between(0.5, 4) * DAY), (moment) => complains(stage, bond, moment))
}

const complains = (stage: Stage, bond: Bond, at: number): void => {
  if (!bond.alive) return
  const { dice, persona } = bond.person
  customerSays(stage, bond, at, dice.pick(COMPLAINTS), true)
  if (dice.chance(0.15)) stage.later(awake(at + DAY, dice, persona.weekend), (then) => leaves(stage, bond, then))
}

const leaves = (stage: Stage, bond: Bond, at: number): void => {
  if (!bond.alive) return
  const { dice, persona } = bond.person
  bond.alive = false
  stage.does({ kind: 'customer-deleted', ...pairOf(bond) })
  if (!dice.chance(stage.scenario.arrivals.return)) return
  const then = awake(at + HOUR + dice.wait(1.5 * DAY), dice, persona.weekend)
  stage.later(then, (moment) => {
    Object.assign(bond, { ...newBond(bond.person, bond.rep), bought: bond.bought })
    stage.does({ kind: 'returned', ...meeting(bond) })
    stage.later(moment + SOON, (next) => firstWord(stage, bond, next))
  })
}

/** Old friends live on: some write, some buy, a few go. */
const resume = (stage: Stage, { person, rep }: Friend): void => {
  const bond = { ...newBond(person, rep), handled: true }
  stage.bonds.set(pairKey(rep.userid, person.externalUserid), bond)
  const { dice, persona } = person
  const sometime = (): number => awake(dice.between(stage.start, stage.end), dice, persona.weekend)
  if (dice.chance(persona.buys.chance / 4)) stage.later(sometime(), (at) => buys(stage, bond, at))
  if (dice.chance(persona.deletes.chance / 10)) stage.later(sometime(), (at) => leaves(stage, bond, at))
  rests(stage, bond, stage.start)
}

/** Hour by hour, so that a flood of a million stands in the queue one hour at a time. */
const arrive = (stage: Stage): void => {
  const { arrivals, company } = stage.scenario
  const dice = diceOf(stage.seed, 'arrivals')
  const whole = arrivals.byHour.reduce((sum, one) => sum + one, 0)
  let place = company.customers
  const hour = (from: number): void => {
    const part = whole === 0 ? 0 : (arrivals.byHour[hourOf(from)] ?? 0) / whole
    const expected = arrivals.perDay * part * (arrivals.byWeekday[weekdayOf(from) - 1] ?? 1)
    for (let left = dice.count(expected); left > 0; left -= 1) {
      const person = inventPerson(stage.scenario, stage.seed, place)
      place += 1
      const at = from + dice.next() * HOUR
      if (at >= stage.start) stage.later(at, (then) => meet(stage, person, person.dice.pick(stage.company.reps), then))
    }
    stage.later(from + HOUR, hour)
  }
  const first = midnightOf(stage.start) + hourOf(stage.start) * HOUR
  stage.later(first, hour)
}

export const startCustomers = (stage: Stage): void => {
  for (const friend of stage.company.friends) resume(stage, friend)
  arrive(stage)
}
