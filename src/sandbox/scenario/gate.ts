import type { Sandbox } from '../types.ts'
import { greetedIn } from './actor.ts'
import type { Happening } from './deeds.ts'
import type { Ledger } from './ledger.ts'
import type { ScenarioTime } from './time.ts'

const PATIENCE = 5

/**
 * WeCom gives twenty real seconds for a welcome. A fast clock would take them away, so it stops short of them while a
 * code is out. A product that greets nobody is not waited for again and again.
 */
export const createGate = (
  {
    sandbox,
    time,
    waitMs,
    signal,
  }: { sandbox: Sandbox; time: ScenarioTime; waitMs: number; signal?: AbortSignal | undefined },
  ledger: Ledger,
) => {
  let open: { externalUserid: string; userid: string; at: number; since: number }[] = []
  let unanswered = 0
  const greeted = (one: (typeof open)[number]): boolean => greetedIn(sandbox.state, { ...one, accepted: false })
  const sweep = (): void => {
    if (open.some(greeted)) unanswered = 0
    open = open.filter((one) => !greeted(one))
  }
  return {
    opened: (one: Happening): void => {
      if (one.kind !== 'added' && one.kind !== 'returned' && one.kind !== 'half-added') return
      // The code of the asking serves for the acceptance too.
      if (one.kind === 'added' && one.accepted) return
      open.push({ externalUserid: one.externalUserid, userid: one.userid, at: time.now(), since: performance.now() })
    },
    before: async (target: number): Promise<void> => {
      for (;;) {
        sweep()
        const life = sandbox.switches.get('welcomeSeconds') * 1000
        const due = open.filter((one) => target - one.at >= life)
        const wait = unanswered >= PATIENCE || sandbox.callbacks.mode() === 'lost' ? 0 : waitMs
        const late = due.filter((one) => performance.now() - one.since >= wait)
        unanswered += late.length
        ledger.welcomesLate += late.length
        open = open.filter((one) => !late.includes(one))
        if (late.length === due.length || signal?.aborted === true) return
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
  }
}

/**
 * A product on a clock of its own keeps its token for two of its hours; on this clock they may be over in a second. So
 * tokens grow older by real time here, and die early only where the scenario says so.
 */
export const createTokenCare = ({ state }: Pick<Sandbox, 'state'>) => {
  let real = performance.now()
  return (simulatedMs: number): void => {
    const passed = performance.now() - real
    real += passed
    const spared = Math.max(0, Math.round((simulatedMs - passed) / 1000))
    for (const token of state.tokens) token.expiresAt += spared
  }
}
