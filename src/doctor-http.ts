import { randomBytes } from 'node:crypto'
import type { WecomConfig } from './config.ts'
import type { Probes, Unreachable, Visit } from './features/doctor/rules-model.ts'
import { sealEnvelope } from './wecom/envelope.ts'

const WAIT_MS = 5_000
const MOST_BYTES = 4_096

/** From the code of Node's network layer, wherever in a text it stands. */
export const unreachableBy = (code: string): Unreachable => {
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return 'dns'
  if (/CERT|TLS|SSL|VERIFY|SELF_SIGNED|EPROTO/.test(code)) return 'tls'
  if (/TIMEOUT|ETIMEDOUT|TimeoutError|in time/.test(code)) return 'timeout'
  if (/ECONN|EHOST|ENET|EPIPE|UND_ERR_SOCKET/.test(code)) return 'refused'
  return 'stranger'
}

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}

export type Visited = Visit & { date?: string | null }

/** One GET that follows no redirect. Never throws. */
export const visitUrl = async (url: URL | string): Promise<Visited> => {
  const started = performance.now()
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(WAIT_MS) })
    const body = (await response.text()).slice(0, MOST_BYTES)
    return {
      status: response.status,
      ms: performance.now() - started,
      body,
      location: response.headers.get('location'),
      date: response.headers.get('date'),
    }
  } catch (error) {
    const detail = codeOf(error)
    return { status: null, why: unreachableBy(detail), detail }
  }
}

/** What WeCom does when the address is saved in its console, and once more with a signature of somebody else. */
export const probeCallback = async (publicUrl: string, corp: WecomConfig): Promise<Probes['callback']> => {
  const echo = randomBytes(8).readBigUInt64BE().toString()
  const keys = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId }
  const fresh = { timestamp: `${Math.floor(Date.now() / 1000)}`, nonce: randomBytes(5).readUIntBE(0, 5).toString() }
  const sealed = sealEnvelope(keys, echo, fresh)
  const url = new URL('/wecom/callback', publicUrl)
  for (const [name, value] of Object.entries({ ...fresh, echostr: sealed.encrypt })) url.searchParams.set(name, value)
  const signed = (signature: string): URL => {
    const full = new URL(url)
    full.searchParams.set('msg_signature', signature)
    return full
  }
  const genuine = await visitUrl(signed(sealed.signature))
  const forged = genuine.status === null ? genuine : await visitUrl(signed(randomBytes(20).toString('hex')))
  return { genuine, forged, echo }
}

export const probeLogin = async (publicUrl: string, corp: WecomConfig): Promise<Probes['login']> => ({
  visit: await visitUrl(new URL('/auth/login?return_to=/sidebar/', publicUrl)),
  corpId: corp.corpId,
})

/** Whether 掌柜 itself listens on this machine, whatever the public address leads to. */
export const probeAlive = async (host: string, port: number): Promise<boolean> => {
  const own = /^(?:0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host
  const visit = await visitUrl(`http://${own.includes(':') ? `[${own}]` : own}:${port}/livez`)
  return visit.status === 200 && visit.body.includes('alive')
}
