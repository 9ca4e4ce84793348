import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { sealEnvelope, writeEncrypt } from '../../src/wecom/envelope.ts'
import { writeXml } from '../../src/wecom/xml.ts'
import type { COMPANY } from './processes.ts'

export type Load = { sent: number; failed: string[]; slowestMs: number }

/** WeCom waits 5 s and asks three times more; a loaded machine may need longer to start a process. */
const PATIENCE_MS = 40_000

const ask = (
  url: URL,
  options: { agent: Agent | false; method: string; headers?: Record<string, string>; body?: string },
) =>
  new Promise<string>((resolve, reject) => {
    const { agent, method, headers = {}, body } = options
    const sent = request(url, { agent, method, headers }, (reply: IncomingMessage) => {
      let text = ''
      reply.on('data', (part) => {
        text += String(part)
      })
      reply.on('end', () => resolve(reply.statusCode === 200 ? '' : `${reply.statusCode} ${text.slice(0, 200)}`))
    })
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('no answer')))
    sent.on('error', reject).end(body)
  })

const note = async (load: Load, what: string, made: Promise<string>): Promise<void> => {
  const started = performance.now()
  load.sent += 1
  try {
    const trouble = await made
    if (trouble !== '') load.failed.push(`${what}: ${trouble}`)
  } catch (error) {
    load.failed.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
  }
  load.slowestMs = Math.max(load.slowestMs, performance.now() - started)
}

/** One session may ask 3000 times a minute. */
const SIDEBAR_AT_MOST = 30

/**
 * Callbacks over new connections and sidebar calls over kept ones, so many a second whether or not the ones before
 * were answered, none of them tried twice.
 */
export const startLoad = (
  url: string,
  { corp, cookie, perSecond }: { corp: typeof COMPANY; cookie: string; perSecond: number },
) => {
  const callbacks: Load = { sent: 0, failed: [], slowestMs: 0 }
  const sidebar: Load = { sent: 0, failed: [], slowestMs: 0 }
  const kept = new Agent({ keepAlive: true, maxSockets: 4 })
  const running = new Set<Promise<void>>()
  let going = true

  const callback = (n: number): Promise<string> => {
    const body = writeXml('xml', {
      ...{ ToUserName: corp.corpId, FromUserName: 'sys', CreateTime: 1_795_000_000 + n, MsgType: 'event' },
      ...{ Event: 'change_external_contact', ChangeType: 'edit_external_contact' },
      ...{ UserID: 'wangmin', ExternalUserID: `wmRolling${n}` },
    })
    const fresh = { timestamp: `${1_795_000_000 + n}`, nonce: `n${n}` }
    const sealed = sealEnvelope({ ...corp, receiveId: corp.corpId }, body, fresh)
    const to = new URL('/wecom/callback', url)
    to.searchParams.set('msg_signature', sealed.signature)
    to.searchParams.set('timestamp', sealed.timestamp)
    to.searchParams.set('nonce', sealed.nonce)
    const sealedBody = writeEncrypt(sealed, { receiveId: corp.corpId })
    return ask(to, { agent: false, method: 'POST', headers: { 'content-type': 'text/xml' }, body: sealedBody })
  }
  const began = performance.now()
  const every = async (rate: number, make: (n: number) => Promise<void>) => {
    for (let n = 0; going; await pause(Math.max(1, 500 / rate))) {
      const due = ((performance.now() - began) / 1000) * rate
      for (; n < due && going; n++) {
        const one = make(n).finally(() => running.delete(one))
        running.add(one)
      }
    }
  }
  const page = () => ask(new URL('/api/me', url), { agent: kept, method: 'GET', headers: { cookie } })
  const loops = [
    every(perSecond, (n) => note(callbacks, `callback ${n}`, callback(n))),
    every(Math.min(SIDEBAR_AT_MOST, perSecond / 1.5), (n) => note(sidebar, `sidebar ${n}`, page())),
  ]
  return {
    stop: async () => {
      going = false
      await Promise.all(loops)
      await Promise.all(running)
      kept.destroy()
      return { callbacks, sidebar, seconds: (performance.now() - began) / 1000 }
    },
  }
}
