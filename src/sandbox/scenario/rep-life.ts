import { pairKey } from '../state.ts'
import { type Bond, pairOf } from './bond.ts'
import type { Rep } from './company.ts'
import type { Stage } from './engine.ts'
import { atWork, awake, DAY, HOUR, MINUTE, midnightOf } from './moments.ts'
import { REMINDED } from './words-data.ts'

const READ_AT_ONCE = 5

/** The working day begins with the app and, if there is one, the reminder: the first five are written to. */
const morning = (stage: Stage, rep: Rep, at: number): void => {
  const { dice, temperament, userid } = rep
  stage.does({ kind: 'app-opened', userid })
  const named = dice.chance(temperament.readsReminder) ? stage.seen.reminded(userid, at) : []
  for (const [place, externalUserid] of named.slice(0, READ_AT_ONCE).entries()) {
    const bond = stage.bonds.get(pairKey(userid, externalUserid))
    if (bond === undefined) continue
    stage.later(at + (place + 1) * dice.between(2, 6) * MINUTE, () => {
      if (bond.alive) stage.does({ kind: 'rep-said', ...pairOf(bond), text: dice.pick(REMINDED) })
    })
  }
  confirmSends(stage, rep, at)
  stage.later(at + 5 * HOUR, (then) => confirmSends(stage, rep, then))
  stage.later(nextMorning(rep, midnightOf(at) + DAY), (then) => morning(stage, rep, then))
}

/** Twice a day the rep looks at what waits for a tap. Whoever ignores reminders ignores these as often. */
const confirmSends = (stage: Stage, { userid, dice, temperament }: Rep, at: number): void => {
  for (const msgid of stage.seen.waitingSends(userid))
    if (dice.chance(temperament.readsReminder))
      stage.later(at + dice.between(3, 25) * MINUTE, () => stage.does({ kind: 'send-confirmed', userid, msgid }))
}

/** Never before nine: the reminders are out by then. */
const nextMorning = ({ dice, temperament }: Rep, from: number): number => {
  const first = Math.max(temperament.hours[0], 9)
  const begins = from + first * HOUR + dice.between(3, 40) * MINUTE
  return atWork(begins, temperament, dice)
}

const aliveOf = (stage: Stage, rep: Rep): Bond[] =>
  [...stage.bonds.values()].filter((bond) => bond.alive && bond.rep.userid === rep.userid)

/** One group per team, made by whoever leads it; some join later, some leave. */
const openGroup = (stage: Stage, rep: Rep, at: number): void => {
  const { dice } = rep
  const group = `group-${rep.userid}`
  const inside = new Set(
    aliveOf(stage, rep)
      .slice(0, 12)
      .map((bond) => bond.person.externalUserid),
  )
  stage.does({
    kind: 'group-created',
    userid: rep.userid,
    group,
    name: `${rep.name}的福利群`,
    externalUserids: [...inside],
  })
  const stir = (then: number): void => {
    const outside = aliveOf(stage, rep).find((bond) => !inside.has(bond.person.externalUserid))
    const joins = inside.size === 0 || (outside !== undefined && dice.chance(0.7))
    const externalUserid = joins ? outside?.person.externalUserid : dice.pick([...inside])
    if (externalUserid !== undefined) {
      stage.does({ kind: joins ? 'group-joined' : 'group-left', group, externalUserid })
      if (joins) inside.add(externalUserid)
      else inside.delete(externalUserid)
    }
    stage.later(awake(then + dice.wait(6 * HOUR), dice, 1), stir)
  }
  stage.later(awake(at + dice.wait(6 * HOUR), dice, 1), stir)
}

export const startReps = (stage: Stage): void => {
  for (const rep of stage.company.reps) {
    stage.later(nextMorning(rep, midnightOf(stage.start)), (at) => {
      if (at >= stage.start) morning(stage, rep, at)
      else stage.later(nextMorning(rep, midnightOf(stage.start) + DAY), (then) => morning(stage, rep, then))
    })
    if (stage.scenario.groups && rep.leads)
      stage.later(atWork(stage.start + 3 * HOUR, rep.temperament, rep.dice), (at) => openGroup(stage, rep, at))
  }
}
