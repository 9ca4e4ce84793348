import type { Person, Rep } from './company.ts'

/** One rep and one customer, as both remember it. */
export type Bond = {
  person: Person
  rep: Rep
  alive: boolean
  /** Writes no more of his own accord. */
  silent: boolean
  /** The customer waits for an answer. */
  waiting: boolean
  complaint: boolean
  bought: boolean
  handled: boolean
  /** Asked first and was accepted. */
  accepted: boolean
}

export const newBond = (person: Person, rep: Rep): Bond => ({
  person,
  rep,
  alive: true,
  silent: false,
  waiting: false,
  complaint: false,
  bought: false,
  handled: false,
  accepted: false,
})

export const pairOf = ({ person, rep }: Bond): { externalUserid: string; userid: string } => ({
  externalUserid: person.externalUserid,
  userid: rep.userid,
})
