import { pairKey, type SandboxState } from '../state.ts'
import type { SandboxPeople } from '../types.ts'
import { type Dice, diceOf } from './dice.ts'
import { DAY, HOUR, midnightOf } from './moments.ts'
import type { Channel, Persona, Scenario, Temperament } from './shape.ts'
import { GIVEN, NICKNAMES, SURNAMES } from './words-data.ts'

export type Rep = {
  userid: string
  name: string
  department: number
  leads: boolean
  temperament: Temperament
  dice: Dice
}
export type Person = {
  externalUserid: string
  name: string
  gender: 0 | 1 | 2
  channel: Channel
  persona: Persona
  dice: Dice
}
export type Friend = { person: Person; rep: Rep; addedAt: number }
export type Company = { departments: { id: number; name: string }[]; reps: Rep[]; friends: Friend[] }

const FIRST_DEPARTMENT = 101
const GENDERS = [0, 1, 2, 2] as const

const fullName = (dice: Dice): string => `${dice.pick(SURNAMES)}${dice.pick(GIVEN)}`

/** The n-th person who ever meets this company, old friends first. */
export const inventPerson = (scenario: Scenario, seed: number, place: number): Person => {
  const dice = diceOf(seed, `customer ${place}`)
  return {
    externalUserid: dice.id('wm', 32),
    name: dice.chance(0.4) ? `${dice.pick(NICKNAMES)}${dice.whole(100)}` : fullName(dice),
    gender: dice.pick(GENDERS),
    channel: dice.weighted(scenario.channels),
    persona: dice.weighted(scenario.personas),
    dice,
  }
}

const inventRep = (scenario: Scenario, seed: number, place: number): Rep => {
  const dice = diceOf(seed, `rep ${place}`)
  const { teams } = scenario.company
  return {
    userid: `rep${String(place + 1).padStart(4, '0')}`,
    name: fullName(dice),
    department: FIRST_DEPARTMENT + (place % teams),
    leads: place < teams,
    temperament: dice.weighted(scenario.temperaments),
    dice,
  }
}

/** The same company for the same seed. Old friends were made in the ninety days before the start. */
export const inventCompany = (scenario: Scenario, seed: number, start: number): Company => {
  const { teams, reps, customers } = scenario.company
  const people = Array.from({ length: reps }, (_, place) => inventRep(scenario, seed, place))
  const friends = Array.from({ length: customers }, (_, place): Friend => {
    const person = inventPerson(scenario, seed, place)
    const day = midnightOf(start) - (1 + person.dice.whole(90)) * DAY
    return { person, rep: person.dice.pick(people), addedAt: day + Math.floor(person.dice.between(9, 21) * HOUR) }
  })
  const departments = Array.from({ length: teams }, (_, place) => ({
    id: FIRST_DEPARTMENT + place,
    name: `销售${place + 1}组`,
  }))
  return { departments, reps: people, friends }
}

const befriend = (state: SandboxState, { person, rep, addedAt }: Friend): void => {
  const { externalUserid, name, gender, channel } = person
  state.customers.set(externalUserid, { externalUserid, name, gender, type: 1, corpName: null })
  state.relations.set(pairKey(rep.userid, externalUserid), {
    externalUserid,
    userid: rep.userid,
    alive: true,
    half: false,
    remark: name,
    description: '',
    remarkCompany: '',
    remarkMobiles: [],
    createdAt: Math.floor(addedAt / 1000),
    tags: [],
    state: channel.state ?? null,
    addWay: channel.addWay,
    operUserid: externalUserid,
    spoke: false,
  })
}

/** Before anybody listens: the company is simply there, as it is when a product is installed at it. */
export const foundQuietly = (state: SandboxState, company: Company): void => {
  for (const { id, name } of company.departments) state.departments.set(id, { id, name, parentId: 1, order: id })
  for (const { userid, name, department, leads } of company.reps)
    state.members.set(userid, {
      userid,
      name,
      departments: [department],
      leaderIn: leads ? [department] : [],
      directLeader: [],
      position: leads ? '组长' : '顾问',
    })
  for (const friend of company.friends) befriend(state, friend)
}

/** While a product listens: departments and reps join one by one with their callbacks; old friends wait for a sync. */
export const foundLoudly = async (state: SandboxState, people: SandboxPeople, company: Company): Promise<void> => {
  for (const { id, name } of company.departments) await people.createDepartment({ id, name, parentId: 1 })
  for (const { userid, name, department, leads } of company.reps)
    await people.memberJoins({
      userid,
      name,
      departments: [department],
      leaderIn: leads ? [department] : [],
      position: leads ? '组长' : '顾问',
    })
  for (const friend of company.friends) befriend(state, friend)
}
