import type { Sandbox, TimelineEntry } from '../types.ts'
import type { DeedKind, Happening } from './deeds.ts'

export type Counts = Record<string, number>

export type Ledger = {
  deeds: Partial<Record<DeedKind, number>>
  callbacks: { sent: number; acknowledged: number; retried: number; givenUp: number; lost: number }
  /** API name → errcode → calls; `none` where there was no answer. */
  calls: Record<string, Counts>
  effects: { welcomes: number; stageTags: number; appMessages: number; robotMessages: number }
  welcomesLate: number
  orders: { made: number; taken: number; waiting: number; refused: Counts }
  /** Lines of the sandbox's timeline that were gone before they could be counted. */
  unseen: number
}

const emptyLedger = (): Ledger => ({
  deeds: {},
  callbacks: { sent: 0, acknowledged: 0, retried: 0, givenUp: 0, lost: 0 },
  calls: {},
  effects: { welcomes: 0, stageTags: 0, appMessages: 0, robotMessages: 0 },
  welcomesLate: 0,
  orders: { made: 0, taken: 0, waiting: 0, refused: {} },
  unseen: 0,
})

const EFFECTS: Record<string, keyof Ledger['effects']> = {
  'externalcontact/send_welcome_msg': 'welcomes',
  'externalcontact/mark_tag': 'stageTags',
  'message/send': 'appMessages',
  'webhook/send': 'robotMessages',
}

const countCallback = ({ callbacks }: Ledger, { attempts, ok }: TimelineEntry): void => {
  if (attempts === 0) {
    callbacks.lost += 1
    return
  }
  callbacks.sent += 1
  callbacks.retried += attempts - 1
  callbacks[ok ? 'acknowledged' : 'givenUp'] += 1
}

const countCall = (ledger: Ledger, { name, errcode, ok }: TimelineEntry): void => {
  const codes = ledger.calls[name] ?? {}
  const code = errcode === null ? 'none' : `${errcode}`
  codes[code] = (codes[code] ?? 0) + 1
  ledger.calls[name] = codes
  const effect = EFFECTS[name]
  if (ok && effect !== undefined) ledger.effects[effect] += 1
}

/** Counts what goes between the sandbox and the product. The timeline keeps some hundred lines: read it often. */
export const createLedger = (sandbox: Pick<Sandbox, 'timeline'>) => {
  const ledger = emptyLedger()
  let last = sandbox.timeline().at(-1)?.id ?? 0
  return {
    ledger,
    deed: ({ kind }: Happening): void => {
      ledger.deeds[kind] = (ledger.deeds[kind] ?? 0) + 1
    },
    read: (): void => {
      const fresh = sandbox.timeline().filter((entry) => entry.id > last)
      const first = fresh[0]
      if (first === undefined) return
      ledger.unseen += first.id - last - 1
      last = fresh.at(-1)?.id ?? last
      for (const entry of fresh) {
        if (entry.kind === 'callback' && entry.name !== 'verify-url') countCallback(ledger, entry)
        if (entry.kind === 'api') countCall(ledger, entry)
      }
    },
  }
}

export const callsIn = ({ calls }: Ledger): number =>
  Object.values(calls).reduce((sum, codes) => sum + Object.values(codes).reduce((all, one) => all + one, 0), 0)
