import { type Bond, pairOf } from './bond.ts'
import type { Stage } from './engine.ts'
import { atWork, awake, DAY, MINUTE } from './moments.ts'
import { APOLOGIES, FIRST_WORDS, HAND_TAGS, LATER_WORDS, MORE_WORDS, REPLIES } from './words-data.ts'

/** The customer writes; the rep answers when the rep's temper and working hours allow, or forgets. */
export const customerSays = (stage: Stage, bond: Bond, at: number, text: string, complaint = false): void => {
  const { person, rep } = bond
  stage.does({ kind: complaint ? 'complained' : 'customer-said', ...pairOf(bond), text })
  bond.complaint ||= complaint
  if (bond.waiting) return
  if (!complaint && person.dice.chance(rep.temperament.forgets)) {
    rests(stage, bond, at)
    return
  }
  bond.waiting = true
  const wished = at + person.dice.around(rep.temperament.replyMinutes) * MINUTE
  stage.later(atWork(wished, rep.temperament, person.dice), (then) => repReplies(stage, bond, then))
}

const repReplies = (stage: Stage, bond: Bond, at: number): void => {
  bond.waiting = false
  if (!bond.alive) return
  const { dice, persona } = bond.person
  stage.does({ kind: 'rep-said', ...pairOf(bond), text: dice.pick(bond.complaint ? APOLOGIES : REPLIES) })
  bond.complaint = false
  notesDown(stage, bond, at)
  if (!dice.chance(persona.talkative)) {
    rests(stage, bond, at)
    return
  }
  const then = awake(at + dice.around(persona.answerMinutes) * MINUTE, dice, persona.weekend)
  stage.later(then, (moment) => {
    if (bond.alive) customerSays(stage, bond, moment, dice.pick(MORE_WORDS))
  })
}

/** After the first talk the rep may set a tag in WeCom, and mark who sounds like buying. */
const notesDown = (stage: Stage, bond: Bond, at: number): void => {
  if (bond.handled) return
  bond.handled = true
  const { dice } = bond.person
  const { tags, marksIntent } = bond.rep.temperament
  if (dice.chance(tags)) {
    const { group, tags: names } = dice.pick(HAND_TAGS)
    const tag = dice.pick(names)
    stage.later(at + dice.between(1, 3) * MINUTE, () => {
      if (bond.alive) stage.does({ kind: 'tagged', ...pairOf(bond), group, tag })
    })
  }
  if (dice.chance(marksIntent))
    stage.later(at + dice.between(4, 8) * MINUTE, () => {
      if (bond.alive && !bond.bought) stage.does({ kind: 'intent-tagged', ...pairOf(bond) })
    })
}

/** The talk is over for now: silence for good, or another word some days later. */
export const rests = (stage: Stage, bond: Bond, at: number): void => {
  const { dice, persona } = bond.person
  if (dice.chance(persona.fallsSilent)) {
    bond.silent = true
    return
  }
  if (persona.writesPerWeek === 0) return
  const then = awake(at + dice.wait((7 * DAY) / persona.writesPerWeek), dice, persona.weekend)
  stage.later(then, (moment) => {
    if (bond.alive && !bond.silent) customerSays(stage, bond, moment, dice.pick(LATER_WORDS))
  })
}

/** Whoever was greeted answers twice as often. */
export const firstWord = (stage: Stage, bond: Bond, at: number): void => {
  if (!bond.alive) return
  const { dice, persona } = bond.person
  const { externalUserid, userid } = pairOf(bond)
  const share = persona.answers * (stage.seen.greeted(externalUserid, userid, bond.accepted) ? 1 : 0.5)
  if (dice.chance(share)) customerSays(stage, bond, at, dice.pick(FIRST_WORDS))
  else rests(stage, bond, at)
}
