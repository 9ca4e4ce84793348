import { writeXml, type XmlFields } from '../../wecom/xml.ts'
import type { Kernel } from '../kernel.ts'
import type { CallbackMode } from '../types.ts'
import { postOnce, verifyAddress } from './wire.ts'

const RETRIES = 3

export type CallbackSender = ReturnType<typeof createCallbackSender>

/** Pauses that end with the sandbox. */
const createPauses = () => {
  const timers = new Set<NodeJS.Timeout>()
  return {
    pause: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          timers.delete(timer)
          resolve()
        }, ms)
        timer.unref()
        timers.add(timer)
      }),
    end: (): void => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/**
 * An address is checked once before its first event, as the console does when it is saved. One that answers wrongly gets
 * no events; one that is merely down was saved while it was up, so it is called and checked again next time.
 */
const createGate = (kernel: Kernel) => {
  let checked: { address: string; verdict: Promise<boolean> } | null = null
  const check = async (): Promise<boolean> => {
    const verdict = await verifyAddress(kernel)
    if (verdict !== 'passed') checked = null
    return verdict !== 'failed'
  }
  return async (): Promise<boolean> => {
    if (!kernel.switches.get('callbackVerifyFirst')) return true
    const address = kernel.options.callbackUrl()
    if (checked?.address !== address) checked = { address, verdict: check() }
    return checked.verdict
  }
}

/** `saved`: what happened is kept. A company that is killed must not forget what it has told already. */
export const createCallbackSender = (kernel: Kernel, saved: () => Promise<void> = async () => {}) => {
  let stopped = false
  let held: (() => Promise<void>)[] = []
  const running = new Set<Promise<void>>()
  const { pause, end } = createPauses()
  const mayCall = createGate(kernel)

  const track = (work: Promise<void>): Promise<void> => {
    running.add(work)
    void work.finally(() => running.delete(work))
    return work
  }

  const note = (name: string, request: string, outcome: { ok: boolean; attempts: number; response: string }): void => {
    const { ok, attempts, response } = outcome
    kernel.note({ kind: 'callback', name, ok, errcode: null, attempts, detail: { request, response } })
  }

  const deliver = async (name: string, plaintext: string, withAgent: boolean): Promise<void> => {
    let status = 0
    let attempts = 0
    if (!(await mayCall()))
      return note(name, plaintext, { ok: false, attempts: 0, response: '回调地址未通过验证，未发送' })
    while (attempts <= RETRIES && !stopped) {
      if (attempts > 0) await pause(kernel.switches.get('callbackRetryMs'))
      attempts += 1
      status = await postOnce(kernel, plaintext, withAgent)
      if (status === 200) break
    }
    const response = status === 0 ? '没有应答' : `HTTP ${status}`
    note(name, plaintext, { ok: status === 200, attempts, response })
  }

  const flush = async (): Promise<void> => {
    const waiting = held
    held = []
    for (const send of waiting) await send()
  }

  const hold = (send: () => Promise<void>): void => {
    held.push(send)
    const due = pause(kernel.switches.get('callbackLateMs'))
    void due.then(() => (stopped ? undefined : track(flush())))
  }

  const emit = async (name: string, fields: XmlFields, withAgent = false): Promise<void> => {
    const mode = kernel.switches.get('callbackMode')
    const plaintext = writeXml('xml', fields)
    await saved()
    const send = (): Promise<void> => track(deliver(name, plaintext, withAgent))
    if (mode === 'lost') return note(name, plaintext, { ok: false, attempts: 0, response: '丢失，未发送' })
    if (mode === 'late' || (mode === 'reordered' && held.length === 0)) return hold(send)
    await send()
    if (mode === 'double') await send()
    if (mode === 'reordered') await flush()
  }

  return {
    emit,
    flush,
    verifyUrl: async (): Promise<boolean> => (await verifyAddress(kernel)) === 'passed',
    /** The switch `callbackMode`. */
    mode: (next?: CallbackMode): CallbackMode => {
      if (next !== undefined) kernel.switches.set({ callbackMode: next })
      return kernel.switches.get('callbackMode')
    },
    idle: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running)
    },
    stop: (): void => {
      stopped = true
      end()
    },
  }
}
