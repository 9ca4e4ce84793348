import { randomBytes } from 'node:crypto'
import { sealEnvelope, writeEncrypt } from '../wecom/envelope.ts'
import { writeXml, type XmlFields } from '../wecom/xml.ts'
import type { Kernel } from './kernel.ts'
import type { CallbackMode } from './types.ts'

const RETRIES = 3
const LATE_MS = 3000

export type CallbackSender = ReturnType<typeof createCallbackSender>

const nonceOf = (): string => `${randomBytes(4).readUInt32BE()}`

/** Every attempt is sealed anew over the same plaintext: only the plaintext tells a repeat from a second event. */
const postOnce = async (kernel: Kernel, plaintext: string, withAgent: boolean): Promise<number> => {
  const { corpId, token, encodingAesKey, agentId, callbackUrl, callbackTimeoutMs } = kernel.options
  const fresh = { timestamp: `${kernel.seconds()}`, nonce: nonceOf() }
  const sealed = sealEnvelope({ token, encodingAesKey, receiveId: corpId }, plaintext, fresh)
  const url = new URL(callbackUrl())
  url.searchParams.set('msg_signature', sealed.signature)
  url.searchParams.set('timestamp', sealed.timestamp)
  url.searchParams.set('nonce', sealed.nonce)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: writeEncrypt(sealed, { receiveId: corpId, ...(withAgent ? { agentId } : {}) }),
      signal: AbortSignal.timeout(callbackTimeoutMs ?? 5000),
      redirect: 'error',
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

export const createCallbackSender = (kernel: Kernel) => {
  let mode: CallbackMode = 'normal'
  let stopped = false
  let held: (() => Promise<void>)[] = []
  const running = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()

  const track = (work: Promise<void>): Promise<void> => {
    running.add(work)
    void work.finally(() => running.delete(work))
    return work
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timer.unref()
      timers.add(timer)
    })

  const deliver = async (name: string, plaintext: string, withAgent: boolean): Promise<void> => {
    let status = 0
    let attempts = 0
    while (attempts <= RETRIES && !stopped) {
      if (attempts > 0) await pause(kernel.options.retryDelayMs ?? 1000)
      attempts += 1
      status = await postOnce(kernel, plaintext, withAgent)
      if (status === 200) break
    }
    kernel.note({
      kind: 'callback',
      name,
      ok: status === 200,
      errcode: null,
      attempts,
      detail: { request: plaintext, response: status === 0 ? '没有应答' : `HTTP ${status}` },
    })
  }

  const flush = async (): Promise<void> => {
    const waiting = held
    held = []
    for (const send of waiting) await send()
  }

  const hold = (send: () => Promise<void>): void => {
    held.push(send)
    void pause(LATE_MS).then(() => (stopped ? undefined : track(flush())))
  }

  const emit = async (name: string, fields: XmlFields, withAgent = false): Promise<void> => {
    const plaintext = writeXml('xml', fields)
    const send = (): Promise<void> => track(deliver(name, plaintext, withAgent))
    if (mode === 'lost') {
      kernel.note({
        kind: 'callback',
        name,
        ok: false,
        errcode: null,
        attempts: 0,
        detail: { request: plaintext, response: '丢失，未发送' },
      })
      return
    }
    if (mode === 'late' || (mode === 'reordered' && held.length === 0)) {
      hold(send)
      return
    }
    await send()
    if (mode === 'double') await send()
    if (mode === 'reordered') await flush()
  }

  const verifyUrl = async (): Promise<boolean> => {
    const { corpId, token, encodingAesKey, callbackUrl } = kernel.options
    const plain = `${BigInt(`0x${randomBytes(7).toString('hex')}`)}`
    const sealed = sealEnvelope({ token, encodingAesKey, receiveId: corpId }, plain, {
      timestamp: `${kernel.seconds()}`,
      nonce: nonceOf(),
    })
    const url = new URL(callbackUrl())
    const query = {
      msg_signature: sealed.signature,
      timestamp: sealed.timestamp,
      nonce: sealed.nonce,
      echostr: sealed.encrypt,
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) })
      .then((response) => response.text())
      .catch(() => '')
    kernel.note({
      kind: 'callback',
      name: 'verify-url',
      ok: answer === plain,
      errcode: null,
      attempts: 1,
      detail: { response: answer.slice(0, 200) },
    })
    return answer === plain
  }

  return {
    emit,
    flush,
    verifyUrl,
    mode: (next?: CallbackMode): CallbackMode => {
      if (next !== undefined) mode = next
      return mode
    },
    idle: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running)
    },
    stop: (): void => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
