import type { FastifyInstance } from 'fastify'
import { type CallbackKeys, sealEnvelope, writeEncrypt } from '../../src/wecom/envelope.ts'
import { writeXml, type XmlFields } from '../../src/wecom/xml.ts'
import type { World } from '../support/world.ts'

export type Wire = { query: string; body: string }

export const keysOf = ({ deps }: World): CallbackKeys => ({
  token: deps.corp.token,
  encodingAesKey: deps.corp.encodingAesKey,
  receiveId: deps.corp.corpId,
})

let nonce = 0
/** Sealed as WeCom seals it, every time under a fresh nonce. */
export const sealFor = (keys: CallbackKeys, plaintext: string, random?: Uint8Array): Wire => {
  nonce += 1
  const fresh = { timestamp: '1795485600', nonce: `n${nonce}`, ...(random === undefined ? {} : { random }) }
  const sealed = sealEnvelope(keys, plaintext, fresh)
  const query = new URLSearchParams({
    msg_signature: sealed.signature,
    timestamp: sealed.timestamp,
    nonce: sealed.nonce,
  })
  return { query: query.toString(), body: writeEncrypt(sealed, { receiveId: keys.receiveId, agentId: '1000007' }) }
}

/** What every event of customers carries: all of them come from `sys`. */
export const eventText = (world: World, second: number, fields: XmlFields): string =>
  writeXml('xml', {
    ToUserName: world.deps.corp.corpId,
    FromUserName: 'sys',
    CreateTime: second,
    MsgType: 'event',
    ...fields,
  })

export const deliver = async (app: FastifyInstance, { query, body }: Wire) => {
  const reply = await app.inject({
    method: 'POST',
    url: `/wecom/callback?${query}`,
    headers: { 'content-type': 'text/xml' },
    payload: body,
  })
  return { status: reply.statusCode, body: reply.body }
}

/** Runs `work` over all of them, some at a time, as WeCom does. */
export const inGroups = async <Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  for (let from = 0; from < items.length; from += size) await Promise.all(items.slice(from, from + size).map(work))
}

/** A repeatable stream of numbers below `below`: a failure names its seed and happens again with it. */
export const seededNumbers = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export const amountOf = (name: string, short: number): number => {
  const given = Number(process.env[name] ?? short)
  if (!Number.isInteger(given) || given < 1) throw new Error(`${name} is a whole number of 1 or more`)
  return given
}
