import type { Db } from '../../db/db.ts'
import { type Core, LANES } from '../../spine/core.ts'
import { memberName } from '../members/queries.ts'
import { readSetting } from '../settings/queries.ts'
import type { RelationsFact } from './facts.ts'
import { turnAway } from './turn-away.ts'

type Greeting = { userid: string; welcomeCode: string | null; receivedAtMs: number }

const WELCOME_LIFE_MS = 20_000

/** The welcome as a message to be sent at once; nothing without a code or without words. */
export const greet = async (core: Core<RelationsFact>, tx: Db, greeting: Greeting): Promise<void> => {
  if (greeting.welcomeCode === null) return
  const welcome = await readSetting(tx, 'welcome')
  const text = welcome.text.replaceAll('{我的名字}', await memberName(tx, greeting.userid)).trim()
  if (text === '') return
  await core.send(tx, {
    kind: 'welcome',
    payload: { welcomeCode: greeting.welcomeCode, text, expiresAtMs: greeting.receivedAtMs + WELCOME_LIFE_MS },
    occurrenceKey: `welcome:${greeting.welcomeCode}`,
    lane: LANES.welcome,
  })
}

/** Where customers agree to chat archiving first, the code of the welcome comes with their consent. */
export const greetWhoAgreed = (
  core: Core<RelationsFact>,
  { externalUserid, at, ...greeting }: Greeting & { externalUserid: string; at: Date },
): Promise<void> =>
  core.db.transaction(async (tx) => {
    if (await turnAway(tx, externalUserid, at)) return
    await greet(core, tx, greeting)
  })
