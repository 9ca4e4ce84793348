import { afterEach, describe, expect, test } from 'vitest'
import { builtIn } from '../../../src/sandbox/scenario/built-in-data.ts'
import { inventCompany, inventPerson } from '../../../src/sandbox/scenario/company.ts'
import { foundScenario, liveScenario } from '../../../src/sandbox/scenario/live.ts'
import { resized } from '../../../src/sandbox/scenario/scale.ts'
import type { Scenario } from '../../../src/sandbox/scenario/shape.ts'
import { pacedTime } from '../../../src/sandbox/scenario/time.ts'
import { startTrial, type Trial } from './trial.ts'

const MONDAY = new Date('2026-11-23T08:00:00+08:00')
const TUESDAY = new Date('2026-11-24T08:00:00+08:00')
const SEED = 7
const quiet = builtIn('quiet-day')
if (quiet === null) throw new Error('there is no quiet day')
/** Three reps, six friends whom nobody writes to by herself: what happens is in the script. */
const calm: Scenario = {
  ...resized(quiet, { reps: 3, customers: 6 }),
  arrivals: { ...quiet.arrivals, perDay: 0 },
  personas: quiet.personas.map((one) => ({ ...one, writesPerWeek: 0, answers: 0, fallsSilent: 0 })),
  faults: [],
  hours: 52,
}
type Script = NonNullable<Scenario['script']>

const idOf = (customer: number): string => inventPerson(calm, SEED, customer - 1).externalUserid

let trial: Trial
afterEach(() => trial.end())

const live = async (script: Script, faults: Scenario['faults'] = [], base = calm) => {
  const time = pacedTime(MONDAY, 'max')
  trial = await startTrial({ now: () => new Date(time.now()) })
  const { sandbox } = trial
  const scenario = { ...base, script, faults }
  await foundScenario(sandbox, { scenario, seed: SEED, start: MONDAY }, 'quietly')
  return liveScenario({ scenario, seed: SEED, start: MONDAY, sandbox, time })
}

const field = (text: string, name: string): string =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(text)?.[1] ?? ''
const LOCAL = { timeZone: 'Asia/Shanghai', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false } as const
/** Change, rep, reason and moment of every callback about this customer, in their order. */
const told = (customer: number): string[] =>
  trial.received
    .filter(({ text }) => field(text, 'ExternalUserID') === idOf(customer))
    .map(({ text }) => {
      const at = new Date(Number(field(text, 'CreateTime')) * 1000).toLocaleString('zh-CN', LOCAL)
      const why = field(text, 'FailReason') || field(text, 'Source')
      return [at.replace(/日\s*/, '日 '), field(text, 'ChangeType'), field(text, 'UserID'), why]
        .filter(Boolean)
        .join(' ')
    })
const outcomes = async (api: string, from: string, to: string) => {
  const asked = { handover_userid: from, takeover_userid: to }
  const { customer } = await trial.call(`externalcontact/${api}`, asked)
  return (customer as { external_userid: string; status: number }[]).map((row) => [row.external_userid, row.status])
}
/** Friends of rep 1: new ones, so that the script knows whose they are. */
const friends = (...customers: number[]): Script =>
  customers.map((customer) => ({ at: 'day 1 09:00', do: 'add-customer', rep: 1, customer }))

describe('§12.5 hand-overs in a scenario', () => {
  test('§12.5 one customer agrees, one refuses, one finds the colleague full, and the silent one moves after a day', async () => {
    const { happenings } = await live([
      ...friends(901, 902, 903, 904),
      { at: 'day 1 10:00', do: 'hand-over', rep: 1, to: 2, customers: [901, 902, 903, 904] },
      { at: 'day 1 11:00', do: 'accept-transfer', rep: 1, customer: 901 },
      { at: 'day 1 12:00', do: 'refuse-transfer', rep: 1, customer: 902 },
      { at: 'day 1 13:00', do: 'exceed-transfer-limit', rep: 1, customer: 903 },
    ])
    const added = '23日 09:00 add_external_contact rep0001'
    const moved = (at: string) => [
      `${at} add_external_contact rep0002`,
      `${at} del_external_contact rep0001 DELETE_BY_TRANSFER`,
    ]
    expect(told(901)).toEqual([added, ...moved('23日 11:00')])
    expect(told(902)).toEqual([added, '23日 12:00 transfer_fail rep0002 customer_refused'])
    expect(told(903)).toEqual([added, '23日 13:00 transfer_fail rep0002 customer_limit_exceed'])
    // To the second: nothing else happens at that hour.
    expect(happenings.some((one) => one.at.slice(0, 16) === '2026-11-24T10:00')).toBe(false)
    expect(told(904)).toEqual([added, ...moved('24日 10:00')])
    const expected = [1, 3, 4, 1].map((status, place) => [idOf(901 + place), status])
    expect(await outcomes('transfer_result', 'rep0001', 'rep0002')).toEqual(expected)
  })

  test('§12.5 when the day is over they end as the switches of the scenario say, in service and after leaving', async () => {
    await live(
      [
        ...friends(901, 902, 903),
        { at: 'day 1 10:00', do: 'hand-over', rep: 1, to: 2, customers: [901] },
        { at: 'day 1 20:00', do: 'member-leaves', rep: 1 },
        { at: 'day 1 20:30', do: 'hand-over', rep: 1, to: 2, customers: [902] },
        { at: 'day 2 09:30', do: 'hand-over', rep: 1, to: 3, customers: [903] },
      ],
      [
        { at: 'day 1 09:30', switches: { transferOutcome: 'refused' } },
        { at: 'day 2 12:00', switches: { transferOutcome: 'taker-full' } },
        { at: 'day 3 09:00', reset: ['transferOutcome'] },
      ],
    )
    expect(told(901).at(-1)).toBe('24日 10:00 transfer_fail rep0002 customer_refused')
    expect(told(902).at(-1)).toBe('24日 20:30 transfer_fail rep0002 customer_limit_exceed')
    expect(told(903).at(-1)).toBe('25日 09:30 add_external_contact rep0003')
    expect(await outcomes('resigned/transfer_result', 'rep0001', 'rep0002')).toEqual([[idOf(902), 4]])
    expect(await outcomes('resigned/transfer_result', 'rep0001', 'rep0003')).toEqual([[idOf(903), 1]])
  })

  test('§12.5 customers who live on talk with the colleague they were handed to', async () => {
    const busy = builtIn('busy-week')
    if (busy === null) throw new Error('there is no busy week')
    const scenario = { ...resized(busy, { reps: 2, customers: 24, perDay: 0 }), faults: [], hours: 120 }
    const { friends: old } = inventCompany(scenario, SEED, MONDAY.getTime())
    const customers = old.flatMap(({ rep }, place) => (rep.userid === 'rep0001' ? [place + 1] : []))
    const pass = (at: string, rep: number, to: number) => ({ at, do: 'hand-over' as const, rep, to, customers })
    const script: Script = [pass('day 1 08:00', 1, 2)]
    const { happenings } = await live(script, [], scenario)
    const ids = customers.map((one) => inventPerson(scenario, SEED, one - 1).externalUserid)
    const said = happenings.filter(
      (one) => one.kind === 'customer-said' && ids.includes(one.externalUserid) && one.at > '2026-11-24T08:00',
    )
    expect(said.length).toBeGreaterThan(3)
    const { chats } = trial.sandbox.state
    const spoken = (rep: string): number =>
      ids.flatMap((id) => (chats.get(`${rep}\n${id}`) ?? []).filter((line) => line.from === id && line.at >= TUESDAY))
        .length
    expect([spoken('rep0001'), spoken('rep0002')]).toEqual([0, said.length])
  })

  test('§12.5 one that WeCom would not begin stops the scenario with its code', async () => {
    const twice: Script = [
      ...friends(901),
      { at: 'day 1 10:00', do: 'hand-over', rep: 1, to: 2, customers: [901] },
      { at: 'day 1 11:00', do: 'hand-over', rep: 1, to: 3, customers: [901] },
    ]
    await expect(live(twice)).rejects.toThrow(`script.2 (hand-over): ${idOf(901)} 40129`)
  })
})

test('§4.9 in a scenario the company asks for a moment and takes it back before the second rep has published it', async () => {
  await live([
    { at: 'day 1 10:00', do: 'company-moment', text: '冬天的手也要照顾', reps: [1, 2] },
    { at: 'day 1 11:00', do: 'publish-moments', rep: 1 },
    { at: 'day 1 12:00', do: 'cancel-moments' },
    { at: 'day 1 13:00', do: 'publish-moments', rep: 2 },
  ])
  const span = { start_time: MONDAY.getTime() / 1000, end_time: MONDAY.getTime() / 1000 + 86_400 }
  const list = await trial.call('externalcontact/get_moment_list', span)
  const [moment] = list.moment_list as { moment_id: string; creator: string }[]
  expect(moment).toMatchObject({ creator: 'admin', text: { content: '冬天的手也要照顾' } })
  const { task_list } = await trial.call('externalcontact/get_moment_task', { moment_id: moment?.moment_id })
  expect(task_list).toEqual([
    { userid: 'rep0001', publish_status: 1 },
    { userid: 'rep0002', publish_status: 0 },
  ])
})
