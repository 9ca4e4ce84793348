import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { CallbackKeys } from '../../src/wecom/envelope.ts'
import { writeXml } from '../../src/wecom/xml.ts'
import { type Letter, sealLetter } from './sender.ts'

/** Letters sealed at a time: ahead of the load, and not a hundred thousand in memory at once. */
const CHUNK = 500

export type Premade = { plaintext: string; letter: Letter }

/**
 * Any number of different events about customers of before the story, who speak: each is one fact and nothing else, so
 * that a lost and a doubled effect can be counted. Sealed ahead, for a thousand a second leave no time for it.
 */
export const createPremade = (sandbox: Sandbox, keys: CallbackKeys, at: string) => {
  const pairs = [...sandbox.state.relations.values()]
    .filter((one) => one.alive && !one.half)
    .map(({ userid, externalUserid }) => ({ userid, externalUserid }))
  if (pairs.length === 0) throw new Error('nobody of before the story could speak')
  const time = Math.floor(Date.parse(at) / 1000)
  const ready: Premade[] = []
  let made = 0
  const make = (): Premade => {
    const pair = pairs[made % pairs.length]
    const plaintext = writeXml('xml', {
      ...{ ToUserName: keys.receiveId, FromUserName: 'sys', CreateTime: time, MsgType: 'event' },
      ...{ Event: 'customer_acquisition', ChangeType: 'message_from_customer' },
      ...{ UserID: pair?.userid ?? '', ExternalUserID: pair?.externalUserid ?? '' },
      ...{ LinkId: 'link-of-before', ChatSeq: 1_000_000 + made, ChatKey: `chat-${made}` },
    })
    made += 1
    return { plaintext, letter: sealLetter(keys, plaintext) }
  }
  const fill = () => {
    while (ready.length < CHUNK) ready.push(make())
  }
  fill()
  return {
    next: (): Premade => {
      if (ready.length === 0) fill()
      return ready.pop() ?? make()
    },
  }
}
