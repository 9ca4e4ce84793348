import type { Sandbox } from '../types.ts'
import { createActor, seenIn } from './actor.ts'
import { foundLoudly, foundQuietly, inventCompany } from './company.ts'
import type { Happening } from './deeds.ts'
import { createEngine } from './engine.ts'
import { createGate, createTokenCare } from './gate.ts'
import { createHours, type Hour } from './hours.ts'
import { createLanes, laneOf } from './lanes.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { hourOf } from './moments.ts'
import type { Scenario } from './shape.ts'
import { createShop, type PlaceOrder } from './shop.ts'
import type { ScenarioTime } from './time.ts'

export type LiveOptions = {
  scenario: Scenario
  seed: number
  start: Date
  sandbox: Sandbox
  time: ScenarioTime
  /** Takes a customer's order; without it orders are counted and reported to nobody. */
  placeOrder?: PlaceOrder | undefined
  /** How many happenings of different people may be under way at once; 1 keeps everything in strict order. */
  parallel?: number | undefined
  /** `own` when the product does not live on this clock: it is then given real time for welcomes and tokens. */
  productClock?: 'same' | 'own' | undefined
  /** Real milliseconds for which the clock waits at a welcome code that is about to run out; 20 000, as WeCom gives, for an own clock. */
  welcomeWaitMs?: number | undefined
  onHour?: ((hour: Hour) => void) | undefined
  /** Waits at the end until the product has come to rest; without it the clock's own `settle` is enough. */
  rest?: (() => Promise<void>) | undefined
  signal?: AbortSignal | undefined
}

export type Lived = { happenings: Happening[]; ledger: Ledger }

/** Puts the scenario's company into the sandbox; `loudly` with the callbacks that a listening product needs. */
export const foundScenario = async (
  sandbox: Sandbox,
  { scenario, seed, start }: { scenario: Scenario; seed: number; start: Date },
  how: 'quietly' | 'loudly',
): Promise<void> => {
  const company = inventCompany(scenario, seed, start.getTime())
  if (how === 'quietly') foundQuietly(sandbox.state, company)
  else await foundLoudly(sandbox.state, sandbox.people, company)
}

/** What a rep writes reaches no product: WeCom tells of it only where chats are archived. */
const unheard = ({ kind }: Happening): boolean => kind === 'rep-said'

/** Everything one run is made of, and its two moves: to a moment, and what happens there. */
const prepare = (options: LiveOptions) => {
  const { scenario, seed, start, sandbox, time, signal } = options
  const book = createLedger(sandbox)
  const engine = createEngine(scenario, { seed, start, seen: seenIn(sandbox) })
  const shop = createShop(book.ledger, options.placeOrder ?? null)
  const actor = createActor(sandbox, shop.order)
  const own = options.productClock === 'own'
  const gate = createGate({ sandbox, time, waitMs: options.welcomeWaitMs ?? (own ? 20_000 : 0), signal }, book.ledger)
  const spareTokens = own ? createTokenCare(sandbox) : null
  const lanes = createLanes(options.parallel ?? 1)
  const hours = createHours(start.getTime(), book.ledger, options.onHour)
  const happenings: Happening[] = []

  const moveTo = async (at: number): Promise<void> => {
    await gate.before(at)
    const before = time.now()
    await time.to(at)
    spareTokens?.(time.now() - before)
    book.read()
  }
  /** What was handed over ends in its own second, not when somebody happens to do something next. */
  const endTransfers = async (until: number): Promise<void> => {
    for (let due = nextEnd(); due !== null && due <= until; due = nextEnd()) {
      await moveTo(due)
      await sandbox.people.settleTransfers()
      await time.settle()
    }
  }
  const nextEnd = (): number | null => sandbox.people.nextTransferEnd()?.getTime() ?? null
  const arriveAt = async (at: number): Promise<void> => {
    await endTransfers(at)
    await moveTo(at)
    // The shop tries its refused orders again once a day, when nobody buys.
    for (const hour of hours.pass(at)) if (hourOf(hour) === 5) await shop.again()
  }
  const act = async (one: Happening): Promise<void> => {
    happenings.push(one)
    book.deed(one)
    hours.deed(one)
    await lanes.run(laneOf(one), async () => {
      // Before the callback leaves: a product may have answered the code when it is acknowledged.
      gate.opened(one)
      await actor.perform(one)
    })
  }
  return { book, engine, shop, lanes, happenings, arriveAt, act }
}

/**
 * Lives a scenario in a sandbox whose company was founded before. Rejects when a person does something the sandbox does
 * not allow: that is a mistake in the scenario engine and never the product's.
 */
export const liveScenario = async (options: LiveOptions): Promise<Lived> => {
  const { sandbox, time, signal } = options
  const { book, engine, shop, lanes, happenings, arriveAt, act } = prepare(options)
  const reader = setInterval(book.read, 20)
  try {
    for (let step = engine.step(); step !== null && signal?.aborted !== true; step = engine.step()) {
      await arriveAt(step.at)
      for (const one of step.happenings) await act(one)
      if (!step.happenings.every(unheard)) await time.settle()
      book.read()
    }
    await lanes.end()
    if (signal?.aborted !== true) await arriveAt(engine.end)
    await sandbox.callbacks.flush()
    await sandbox.callbacks.idle()
    await time.settle()
    await shop.again()
    await time.settle()
    await options.rest?.()
  } finally {
    clearInterval(reader)
    book.read()
  }
  return { happenings, ledger: book.ledger }
}
