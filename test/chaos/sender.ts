import { randomBytes } from 'node:crypto'
import { eventKey } from '../../src/spine/inbox.ts'
import { type CallbackKeys, sealEnvelope, writeEncrypt } from '../../src/wecom/envelope.ts'

/** WeCom waits five seconds and sends an event three times more; how long it pauses in between is not published. */
const TIMEOUT_MS = 5_000
const PAUSES_MS = [300, 1_000, 2_500]

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

/** WeCom's side of the callbacks: every attempt sealed anew, the ledger kept outside the product's reach. */
export const createSender = ({ url, keys }: { url: string; keys: CallbackKeys }) => {
  const ledger: Ledger = { acknowledged: new Set(), givenUp: 0, attempts: 0, doubled: 0, slowestAckMs: 0 }

  const post = async (plaintext: string): Promise<boolean> => {
    const fresh = { timestamp: `${Math.floor(Date.now() / 1000)}`, nonce: `${randomBytes(4).readUInt32BE()}` }
    const sealed = sealEnvelope(keys, plaintext, fresh)
    const target = new URL('/wecom/callback', url)
    target.searchParams.set('msg_signature', sealed.signature)
    target.searchParams.set('timestamp', sealed.timestamp)
    target.searchParams.set('nonce', sealed.nonce)
    ledger.attempts += 1
    const started = performance.now()
    const status = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: writeEncrypt(sealed, { receiveId: keys.receiveId }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status !== 200) return false
    ledger.slowestAckMs = Math.max(ledger.slowestAckMs, performance.now() - started)
    ledger.acknowledged.add(eventKey(plaintext))
    return true
  }

  const deliver = async (plaintext: string): Promise<void> => {
    for (let attempt = 0; attempt <= PAUSES_MS.length; attempt += 1) {
      if (attempt > 0) await pause(PAUSES_MS[attempt - 1] ?? 0)
      if (await post(plaintext)) return
    }
    ledger.givenUp += 1
  }

  return {
    ledger,
    /** `twice`: sent again although it was acknowledged, as WeCom does when our answer got lost. */
    send: async (plaintext: string, { twice }: { twice: boolean }): Promise<void> => {
      await deliver(plaintext)
      if (!twice) return
      ledger.doubled += 1
      await deliver(plaintext)
    },
  }
}
export type Sender = ReturnType<typeof createSender>
