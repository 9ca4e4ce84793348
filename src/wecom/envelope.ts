import { randomBytes } from 'node:crypto'
import { type DecryptRefusal, decrypt, encrypt } from './cipher.ts'
import { sameText, signParts } from './signature.ts'
import { readXml, writeXml } from './xml.ts'

/** `receiveId` is the corp id for an app of one's own, a suite id for a provider, empty for a smart robot. */
export type CallbackKeys = { token: string; encodingAesKey: string; receiveId: string }

/** All four as they stand after one URL decoding; `encrypt` is `echostr` in the address check. */
export type SealedParts = { signature: string; timestamp: string; nonce: string; encrypt: string }

export type EnvelopeRefusal = 'bad-signature' | DecryptRefusal | 'wrong-receiver'
export type OpenedEnvelope = { ok: true; text: string } | { ok: false; reason: EnvelopeRefusal }
export type ReadEncrypt = { ok: true; encrypt: string } | { ok: false; why: 'malformed' }
export type KeyProblem = 'bad-token' | 'bad-encoding-aes-key'

/** Which of the two values cannot be what WeCom's console shows. Empty when both can. */
export const callbackKeyProblems = (keys: { token: string; encodingAesKey: string }): KeyProblem[] => {
  const problems: KeyProblem[] = []
  if (!/^[A-Za-z0-9]{1,32}$/.test(keys.token)) problems.push('bad-token')
  if (!/^[A-Za-z0-9]{43}$/.test(keys.encodingAesKey)) problems.push('bad-encoding-aes-key')
  return problems
}

/** Verifies before it decrypts: a stranger never gets to feed the cipher. Never throws for whatever came in. */
export const openEnvelope = (keys: CallbackKeys, sealed: SealedParts): OpenedEnvelope => {
  const expected = signParts(keys.token, sealed.timestamp, sealed.nonce, sealed.encrypt)
  if (!sameText(expected, sealed.signature)) return { ok: false, reason: 'bad-signature' }
  const opened = decrypt(keys.encodingAesKey, sealed.encrypt)
  if (!opened.ok) return opened
  if (opened.receiveId !== keys.receiveId) return { ok: false, reason: 'wrong-receiver' }
  return { ok: true, text: opened.text }
}

/** The other direction: what WeCom does before it calls us, and what a passive reply needs. */
export const sealEnvelope = (
  keys: CallbackKeys,
  plaintext: string,
  fresh: { timestamp: string; nonce: string; random?: Uint8Array },
): SealedParts => {
  const sealed = encrypt(
    keys.encodingAesKey,
    { text: plaintext, receiveId: keys.receiveId },
    fresh.random ?? randomBytes(16),
  )
  const signature = signParts(keys.token, fresh.timestamp, fresh.nonce, sealed)
  return { signature, timestamp: fresh.timestamp, nonce: fresh.nonce, encrypt: sealed }
}

/** The body of a callback POST, as WeCom writes it. Without an agent id where the corp itself is called. */
export const writeEncrypt = (sealed: SealedParts, to: { receiveId: string; agentId?: string }): string =>
  writeXml('xml', {
    ToUserName: to.receiveId,
    Encrypt: sealed.encrypt,
    ...(to.agentId === undefined ? {} : { AgentID: to.agentId }),
  })

/** The body of a passive reply. */
export const writeReply = (sealed: SealedParts): string =>
  writeXml('xml', {
    Encrypt: sealed.encrypt,
    MsgSignature: sealed.signature,
    TimeStamp: Number(sealed.timestamp),
    Nonce: sealed.nonce,
  })

const MALFORMED: ReadEncrypt = { ok: false, why: 'malformed' }

/** Of a text that begins with a brace: it is an object or no JSON at all. */
const readJsonEncrypt = (body: string): ReadEncrypt => {
  try {
    const fields = new Map<string, unknown>(Object.entries(JSON.parse(body) as object))
    const found = fields.get('encrypt') ?? fields.get('Encrypt')
    return typeof found === 'string' && found !== '' ? { ok: true, encrypt: found } : MALFORMED
  } catch {
    return MALFORMED
  }
}

const readXmlEncrypt = (body: string): ReadEncrypt => {
  try {
    const root = readXml(body)
    if (root.name !== 'xml' || root.children.some((child) => child.children.length > 0)) return MALFORMED
    const found = root.children.filter((child) => child.name === 'Encrypt')
    const encrypted = found[0]?.text.trim() ?? ''
    return found.length === 1 && encrypted !== '' ? { ok: true, encrypt: encrypted } : MALFORMED
  } catch {
    return MALFORMED
  }
}

/** Finds the sealed text in a callback body: one flat XML with elements in any order, or JSON in either spelling. */
export const readEncrypt = (body: string): ReadEncrypt =>
  body.trimStart().startsWith('{') ? readJsonEncrypt(body) : readXmlEncrypt(body)
