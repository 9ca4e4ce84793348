import { randomBytes } from 'node:crypto'
import { type SealedParts, sealEnvelope, writeEncrypt } from '../../wecom/envelope.ts'
import type { Kernel } from '../kernel.ts'

const FOREIGN_CORP = 'wwsandboxforeigncorp'

const nonceOf = (): string => `${randomBytes(4).readUInt32BE()}`

const withQuery = (address: string, query: Record<string, string>): URL => {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

const queryOf = ({ signature, timestamp, nonce }: SealedParts): Record<string, string> => ({
  msg_signature: signature,
  timestamp,
  nonce,
})

/** Every sealing is new over the same plaintext: only the plaintext tells a repeat from a second event. */
const seal = (kernel: Kernel, plaintext: string, receiveId: string): SealedParts => {
  const { token, encodingAesKey } = kernel.options
  const fresh = { timestamp: `${kernel.seconds()}`, nonce: nonceOf() }
  return sealEnvelope({ token, encodingAesKey, receiveId }, plaintext, fresh)
}

/** One attempt; the status, or 0 when nobody answered in time. */
export const postOnce = async (kernel: Kernel, plaintext: string, withAgent: boolean): Promise<number> => {
  const { corpId, agentId, callbackUrl } = kernel.options
  const mode = kernel.switches.get('callbackMode')
  const sealed = seal(kernel, plaintext, mode === 'wrong-receiver' ? FOREIGN_CORP : corpId)
  if (mode === 'wrong-signature') sealed.signature = sealed.signature.split('').reverse().join('')
  try {
    const response = await fetch(withQuery(callbackUrl(), queryOf(sealed)), {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: writeEncrypt(sealed, { receiveId: corpId, ...(withAgent ? { agentId } : {}) }),
      signal: AbortSignal.timeout(kernel.switches.get('callbackTimeoutMs')),
      redirect: 'error',
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

/** `passed`: the plain text came back. `failed`: something else did. `unreachable`: nobody answered, or an error page. */
export type Verification = 'passed' | 'failed' | 'unreachable'

/** The check WeCom makes when the address is saved in its console. */
export const verifyAddress = async (kernel: Kernel): Promise<Verification> => {
  const plain = `${BigInt(`0x${randomBytes(7).toString('hex')}`)}`
  const sealed = seal(kernel, plain, kernel.options.corpId)
  const url = withQuery(kernel.options.callbackUrl(), { ...queryOf(sealed), echostr: sealed.encrypt })
  const answer = await fetch(url, {
    signal: AbortSignal.timeout(kernel.switches.get('callbackTimeoutMs')),
    redirect: 'error',
  })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch(() => ({ status: 0, text: '' }))
  const gone = answer.status === 0 || answer.status >= 500
  const verdict = answer.text === plain ? 'passed' : gone ? 'unreachable' : 'failed'
  kernel.note({
    kind: 'callback',
    name: 'verify-url',
    ok: verdict === 'passed',
    errcode: verdict === 'passed' ? null : 40057,
    attempts: 1,
    detail: { request: 'GET', response: answer.text.slice(0, 200) },
  })
  return verdict
}
