import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtIn } from '../../src/sandbox/scenario/built-in-data.ts'
import { inventPerson } from '../../src/sandbox/scenario/company.ts'
import { resized } from '../../src/sandbox/scenario/scale.ts'
import type { Scenario } from '../../src/sandbox/scenario/shape.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { friendships, type LivedWorld, liveInWorld } from './scenario-world.ts'

const START = '2026-11-24T08:00:00+08:00'
const SEED = 5
const CUSTOMERS = { agreed: 901, refused: 902, full: 903, silent: 904, silentRefused: 905, silentFull: 906 }

const handOver = (at: string, rep: number, ...customers: number[]) =>
  ({ at, do: 'hand-over', rep, to: 2, customers }) as const
const script: NonNullable<Scenario['script']> = [
  ...Object.values(CUSTOMERS).map((customer) => ({ at: 'day 1 09:00', do: 'add-customer' as const, rep: 1, customer })),
  handOver('day 1 10:00', 1, CUSTOMERS.agreed, CUSTOMERS.refused, CUSTOMERS.full, CUSTOMERS.silent),
  { at: 'day 1 11:00', do: 'accept-transfer', rep: 1, customer: CUSTOMERS.agreed },
  { at: 'day 1 12:00', do: 'refuse-transfer', rep: 1, customer: CUSTOMERS.refused },
  { at: 'day 1 13:00', do: 'exceed-transfer-limit', rep: 1, customer: CUSTOMERS.full },
  handOver('day 1 14:00', 1, CUSTOMERS.silentRefused),
  handOver('day 1 16:00', 1, CUSTOMERS.silentFull),
]

describe.each(LAST_ENGINE)('§12.5 customers handed to a colleague, on %s', (engine) => {
  let lived: LivedWorld
  const idOf = (customer: number): string => inventPerson(scenario, SEED, customer - 1).externalUserid
  const quiet = builtIn('quiet-day')
  if (quiet === null) throw new Error('there is no quiet day')
  const scenario: Scenario = {
    ...resized(quiet, { reps: 2, customers: 0 }),
    arrivals: { ...quiet.arrivals, perDay: 0 },
    hours: 36,
    script,
    faults: [
      { at: 'day 2 12:00', switches: { transferOutcome: 'refused' } },
      { at: 'day 2 15:00', switches: { transferOutcome: 'taker-full' } },
    ],
  }
  beforeAll(async () => {
    lived = await liveInWorld(scenario, { start: START, seed: SEED, engine })
  }, 120_000)
  afterAll(() => lived?.world.close())

  test('§12.5 those who agreed or said nothing for a day are the colleague’s, in WeCom and here; all others stay', async () => {
    const { wecom, product } = await friendships(lived)
    const holds = (name: keyof typeof CUSTOMERS, rep: string): string => `${rep}/${idOf(CUSTOMERS[name])}`
    const moved = [holds('agreed', 'rep0002'), holds('silent', 'rep0002')]
    const stayed = (['refused', 'full', 'silentRefused', 'silentFull'] as const).map((name) => holds(name, 'rep0001'))
    expect(wecom).toEqual([...moved, ...stayed].sort())
    expect(product).toEqual(wecom)
  })

  test('§12.5 a card tells why a hand-over failed, and a customer who moved is not taken for a lost one', async () => {
    const admin = await lived.world.as('linyu')
    const timeline = async (name: keyof typeof CUSTOMERS): Promise<string[]> => {
      const path = `/api/customers/${idOf(CUSTOMERS[name])}/timeline`
      return (await admin.get<{ items: { text: string }[] }>(path)).body.items.map((one) => one.text)
    }
    expect(await timeline('refused')).toContain('转交失败：客户不同意')
    expect(await timeline('silentRefused')).toContain('转交失败：客户不同意')
    expect(await timeline('full')).toContain('转交失败：接替同事的客户已满')
    expect(await timeline('silentFull')).toContain('转交失败：接替同事的客户已满')
    for (const name of ['agreed', 'silent'] as const) {
      const told = await timeline(name)
      expect(told).toContain('客户已转交')
      expect(told.filter((text) => text.includes('流失'))).toEqual([])
    }
  })

  test('§12.5 WeCom’s list of results says the same through the product’s client', async () => {
    const asked = { kind: 'on-job', from: 'rep0001', to: 'rep0002' } as const
    const { rows } = await lived.world.deps.wecom.transferResults(asked)
    const outcomes = Object.fromEntries(rows.map((row) => [row.externalUserid, row.outcome]))
    expect(outcomes).toEqual({
      [idOf(CUSTOMERS.agreed)]: 'done',
      [idOf(CUSTOMERS.refused)]: 'refused',
      [idOf(CUSTOMERS.full)]: 'taker-full',
      [idOf(CUSTOMERS.silent)]: 'done',
      [idOf(CUSTOMERS.silentRefused)]: 'refused',
      [idOf(CUSTOMERS.silentFull)]: 'taker-full',
    })
  })
})
