import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { eventKey } from '../../src/spine/inbox.ts'
import { type CallbackKeys, sealEnvelope, writeEncrypt } from '../../src/wecom/envelope.ts'

/** WeCom waits five seconds and sends an event three times more; how long it pauses in between is not published. */
const TIMEOUT_MS = 5_000
const PAUSES_MS = [300, 1_000, 2_500]
const CONNECTIONS = 64

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export type Ledger = {
  /** SHA-256 of every plaintext that was answered with 200. */
  acknowledged: Set<string>
  /** Events WeCom gave up: the reconcile has to find them. */
  givenUp: number
  attempts: number
  doubled: number
  slowestAckMs: number
}
/** `again`: after its acknowledgement, as WeCom does when our answer got lost. `at-once`: two at the same time. */
export type Twice = 'no' | 'again' | 'at-once'
export type Letter = { path: string; body: string }

/** One attempt, sealed anew as WeCom seals it. */
export const sealLetter = (keys: CallbackKeys, plaintext: string): Letter => {
  const fresh = { timestamp: `${Math.floor(Date.now() / 1000)}`, nonce: `${randomBytes(4).readUInt32BE()}` }
  const sealed = sealEnvelope(keys, plaintext, fresh)
  const { signature: msg_signature, timestamp, nonce } = sealed
  return {
    path: `/wecom/callback?${new URLSearchParams({ msg_signature, timestamp, nonce })}`,
    body: writeEncrypt(sealed, { receiveId: keys.receiveId }),
  }
}

/** WeCom's side of the callbacks, with the ledger outside the product's reach. */
export const createSender = ({ url, keys }: { url: string; keys: CallbackKeys }) => {
  const ledger: Ledger = { acknowledged: new Set(), givenUp: 0, attempts: 0, doubled: 0, slowestAckMs: 0 }
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })

  /** The status, or 0 when nobody answered. */
  const ask = ({ path, body }: Letter): Promise<number> =>
    new Promise((resolve) => {
      const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }
      const sent = request(new URL(path, url), { agent, method: 'POST', headers, timeout: TIMEOUT_MS }, (reply) => {
        reply.resume()
        reply.on('error', () => resolve(0))
        reply.on('end', () => resolve(reply.statusCode ?? 0))
      })
      sent.on('timeout', () => sent.destroy())
      sent.on('error', () => resolve(0))
      sent.end(body)
    })

  const post = async (key: string, letter: Letter): Promise<boolean> => {
    ledger.attempts += 1
    const started = performance.now()
    if ((await ask(letter)) !== 200) return false
    ledger.slowestAckMs = Math.max(ledger.slowestAckMs, performance.now() - started)
    ledger.acknowledged.add(key)
    return true
  }

  const deliver = async (plaintext: string, first?: Letter): Promise<void> => {
    const key = eventKey(plaintext)
    for (let attempt = 0; attempt <= PAUSES_MS.length; attempt += 1) {
      if (attempt > 0) await pause(PAUSES_MS[attempt - 1] ?? 0)
      const letter = attempt === 0 && first !== undefined ? first : sealLetter(keys, plaintext)
      if (await post(key, letter)) return
    }
    ledger.givenUp += 1
  }

  return {
    ledger,
    close: () => agent.destroy(),
    /** `first`: the first attempt, sealed beforehand. */
    send: async (plaintext: string, { twice, first }: { twice: Twice; first?: Letter }): Promise<void> => {
      if (twice !== 'no') ledger.doubled += 1
      const once = deliver(plaintext, first)
      if (twice === 'at-once') await deliver(plaintext)
      await once
      if (twice === 'again') await deliver(plaintext)
    },
  }
}
export type Sender = ReturnType<typeof createSender>
