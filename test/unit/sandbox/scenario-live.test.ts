import { afterEach, describe, expect, test } from 'vitest'
import { builtIn } from '../../../src/sandbox/scenario/built-in-data.ts'
import type { Happening } from '../../../src/sandbox/scenario/deeds.ts'
import { rehearse } from '../../../src/sandbox/scenario/engine.ts'
import { foundScenario, type Lived, type LiveOptions, liveScenario } from '../../../src/sandbox/scenario/live.ts'
import { hourText, ledgerText } from '../../../src/sandbox/scenario/report.ts'
import { resized } from '../../../src/sandbox/scenario/scale.ts'
import type { Scenario } from '../../../src/sandbox/scenario/shape.ts'
import { pacedTime } from '../../../src/sandbox/scenario/time.ts'
import type { SandboxOptions } from '../../../src/sandbox/types.ts'
import { startTrial, type Trial } from './trial.ts'

const MONDAY = new Date('2026-11-23T08:00:00+08:00')
const SEED = 7

const named = (name: string): Scenario => {
  const found = builtIn(name)
  if (found === null) throw new Error(`no scenario ${name}`)
  return found
}
const calm: Scenario = { ...resized(named('busy-week'), { reps: 4, customers: 12, perDay: 12 }), faults: [], hours: 72 }

let trial: Trial | null = null
afterEach(async () => {
  await trial?.end()
  trial = null
})

type Setting = { options?: Partial<SandboxOptions>; answers?: number[]; live?: Partial<LiveOptions> }

const live = async (scenario: Scenario, { options, answers, live: more }: Setting = {}): Promise<Lived> => {
  const time = pacedTime(MONDAY, 'max')
  trial = await startTrial({ now: () => new Date(time.now()), ...options }, answers)
  const { sandbox } = trial
  await foundScenario(sandbox, { scenario, seed: SEED, start: MONDAY }, 'quietly')
  return liveScenario({ scenario, seed: SEED, start: MONDAY, sandbox, time, ...more })
}

/** Nobody is greeted and nobody is reminded when no product is there. */
const without = (list: Happening[]): string[] => list.map((one) => `${one.at} ${one.kind}`)

describe('a scenario in a sandbox', () => {
  test('brings the same happenings however many of them are under way at once', async () => {
    const one = await live(calm)
    await trial?.end()
    const many = await live(calm, { live: { parallel: 16 } })
    expect(many.happenings).toEqual(one.happenings)
    expect(one.happenings.length).toBeGreaterThan(100)
  })

  test('§12 does the steps of its script at their moments, the same in every run', async () => {
    const at = (time: string) => ({ at: `day 1 ${time}` })
    const pair = { rep: 1, customer: 900 }
    const script: NonNullable<Scenario['script']> = [
      { ...at('09:00'), do: 'add-customer', ...pair },
      { ...at('09:01'), do: 'agree-archive', ...pair },
      { ...at('09:02'), do: 'send-media', ...pair, kind: 'image' },
      { ...at('09:03'), do: 'create-tag-group', tagGroup: '肤质二', tags: ['甲', '乙'] },
      { ...at('09:04'), do: 'shuffle-tags', tagGroup: '肤质二' },
      { ...at('09:05'), do: 'rename-tag', tag: '甲', name: '丙' },
      { ...at('09:06'), do: 'delete-tag', tag: '乙' },
      { ...at('09:07'), do: 'delete-tag-group', tagGroup: '肤质二' },
      { ...at('09:08'), do: 'create-group', group: 'vip', rep: 1, name: '会员群', customers: [900] },
      { ...at('09:09'), do: 'rename-group', group: 'vip', name: '老友群' },
      { ...at('09:10'), do: 'join-group', group: 'vip', customer: 1 },
      { ...at('09:11'), do: 'leave-group', group: 'vip', customer: 1, removed: true },
      { ...at('09:12'), do: 'group-owner', group: 'vip', rep: 2 },
      { ...at('09:13'), do: 'dismiss-group', group: 'vip' },
      { ...at('09:14'), do: 'publish-moments', rep: 1 },
      { ...at('09:15'), do: 'member-leaves', rep: 2 },
    ]
    const arrivals = { ...calm.arrivals, perDay: 0 }
    const faults: Scenario['faults'] = [
      { at: 'day 1 08:30', callbacks: 'verify-url', switches: { callbackMode: 'late', callbackLateMs: 60_000 } },
      { at: 'day 1 09:20', callbacks: 'flush', reset: ['callbackMode'] },
    ]
    const alone = { ...resized(calm, { customers: 0 }), arrivals, faults, hours: 1.5, script }
    const { happenings } = await live(alone)
    const meant = happenings.filter(({ kind }) => kind !== 'app-opened')
    expect(meant.map(({ kind, at: when }) => `${when.slice(11, 16)} ${kind}`)).toEqual([
      '08:30 switched',
      ...script.map((one) => `${one.at.slice(6)} scripted`),
      '09:20 switched',
    ])
    const changes = (trial?.received ?? []).flatMap(
      (one) => /<(?:UpdateDetail|ChangeType)><!\[CDATA\[(\w+)/.exec(one.text)?.[1] ?? [],
    )
    expect(changes).toEqual([
      ...['add_external_contact', 'msg_audit_approved', 'message_from_customer'],
      ...['create', 'shuffle', 'update', 'delete', 'delete'],
      ...['create', 'update', 'update', 'update', 'update', 'dismiss', 'delete_user'],
    ])
    expect(trial?.verified.length).toBeGreaterThan(1)
    await trial?.end()
    expect((await live(alone, { live: { parallel: 8 } })).happenings).toEqual(happenings)
  })

  test('stops at a step of its script that cannot be done, and says which and why', async () => {
    const script: NonNullable<Scenario['script']> = [{ at: 'day 1 09:00', do: 'tap-card', rep: 1, key: 'done' }]
    await expect(live({ ...calm, hours: 2, script })).rejects.toThrow(
      'script.0 (tap-card): there is no card with the button done for rep0001',
    )
  })

  test('sends one callback for everything a client does that WeCom tells of, and none for what a rep writes', async () => {
    const { happenings, ledger } = await live(calm)
    const told = happenings.filter(
      (one) => !['rep-said', 'ordered', 'switched', 'tagged', 'intent-tagged'].includes(one.kind),
    )
    const tagged = happenings.filter((one) => one.kind === 'tagged')
    const groupsMade = new Set(tagged.map((one) => (one.kind === 'tagged' ? one.group : ''))).size
    const received = trial?.received.filter((one) => one.text.includes('<Event>')).length
    expect(ledger.callbacks).toMatchObject({ givenUp: 0, lost: 0, retried: 0, sent: received })
    expect(received).toBe(told.length + tagged.length + groupsMade)
  })

  test('counts what was retried and given up', async () => {
    const { ledger } = await live(calm, { answers: [500, 500, 200, 500, 500, 500, 500] })
    expect(ledger.callbacks).toMatchObject({ retried: 5, givenUp: 1 })
    expect(ledger.callbacks.sent).toBe(ledger.callbacks.acknowledged + 1)
  })

  test('reports an order again until the shop has got rid of it, once a day and at the end', async () => {
    const tries = new Map<string, number>()
    const placeOrder: LiveOptions['placeOrder'] = async ({ orderNo }) => {
      tries.set(orderNo, (tries.get(orderNo) ?? 0) + 1)
      return tries.get(orderNo) === 1 ? { ok: false, why: 'no-such-customer' } : { ok: true }
    }
    const { ledger } = await live(calm, { live: { placeOrder } })
    const { made, taken, waiting, refused } = ledger.orders
    expect(made).toBeGreaterThan(3)
    expect({ taken, waiting, refused }).toEqual({ taken: made, waiting: 0, refused: { 'no-such-customer': made } })
    expect([...tries.values()].every((count) => count === 2)).toBe(true)
  })

  test('tells every simulated hour once, the quiet ones too', async () => {
    const lines: string[] = []
    const { ledger } = await live(calm, { live: { onHour: (hour) => lines.push(hourText(hour)) } })
    expect(lines).toHaveLength(72)
    expect(lines[0]).toMatch(/^11-23 周一 08时/)
    expect(lines.filter((line) => line.includes('| — |')).length).toBeGreaterThan(20)
    expect(ledgerText(ledger)).toContain(`已应答 acknowledged ${ledger.callbacks.acknowledged}`)
  })

  test('waits for nobody without end: a product that greets nobody is soon taken as it is', async () => {
    const begun = performance.now()
    const { ledger } = await live(calm, { live: { productClock: 'own', welcomeWaitMs: 150 } })
    expect(ledger.welcomesLate).toBeGreaterThan(20)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  test('turns switches at the hours it says and leaves them at their last word', async () => {
    const { ledger } = await live(
      {
        ...calm,
        hours: 12,
        faults: [
          { at: 'day 1 10:00', switches: { callbackMode: 'lost', welcomeSeconds: 5 } },
          { at: 'day 1 12:00', reset: ['callbackMode'], tokens: 'invalidate' },
        ],
      },
      {},
    )
    expect(ledger.callbacks.lost).toBeGreaterThan(0)
    expect(ledger.callbacks.sent).toBeGreaterThan(0)
    expect(trial?.sandbox.switches.get('callbackMode')).toBe('normal')
    expect(trial?.sandbox.switches.get('welcomeSeconds')).toBe(5)
  })

  test('has reps who confirm a group send, each at her own time of the day', async () => {
    const time = pacedTime(MONDAY, 'max')
    trial = await startTrial({ now: () => new Date(time.now()) })
    const { sandbox } = trial
    await foundScenario(sandbox, { scenario: calm, seed: SEED, start: MONDAY }, 'quietly')
    const friends = [...sandbox.state.relations.values()]
    const ask = { external_userid: friends.map((one) => one.externalUserid), text: { content: '会员日到了' } }
    const { msgid } = await trial.call('externalcontact/add_msg_template', { chat_type: 'single', ...ask })
    const { happenings } = await liveScenario({ scenario: calm, seed: SEED, start: MONDAY, sandbox, time })
    const confirmed = happenings.filter((one) => one.kind === 'send-confirmed' && one.msgid === msgid)
    expect(confirmed.length).toBeGreaterThan(1)
    expect(new Set(confirmed.map((one) => one.at)).size).toBe(confirmed.length)
    for (const one of confirmed)
      if (one.kind === 'send-confirmed') expect(sandbox.people.pendingGroupSends(one.userid)).toEqual([])
  })

  test('differs from its rehearsal only in that nobody was greeted', async () => {
    const told = rehearse(calm, { seed: SEED, start: MONDAY })
    const { happenings } = await live(calm)
    const firstOf = (list: Happening[]) => without(list.filter((one) => one.kind === 'half-added'))
    expect(firstOf(happenings)).toEqual(firstOf(told))
    expect(happenings.length).toBeLessThanOrEqual(told.length)
  })
})

type Figures = Record<string, number | undefined>

describe('§4.6 WeCom’s figures of a day', () => {
  test('agree with what the people of the scenario did', async () => {
    const scenario = { ...calm, hours: 72 }
    const { happenings } = await live(scenario)
    const days = ['2026-11-23', '2026-11-24', '2026-11-25']
    const reps = [...(trial?.sandbox.state.members.keys() ?? [])].filter((userid) => userid.startsWith('rep'))
    let seen = 0
    for (const userid of reps)
      for (const day of days) {
        const at = Date.parse(`${day}T00:00:00+08:00`) / 1000
        const ask = { userid: [userid], start_time: at, end_time: at }
        const reply = await trial?.call('externalcontact/get_user_behavior_data', ask)
        const [figures] = (reply?.behavior_data ?? []) as Figures[]
        expect(figures).toEqual({ stat_time: at, ...expectedOf(happenings, userid, day) })
        seen += figures?.chat_cnt ?? 0
      }
    expect(seen).toBeGreaterThan(20)
  })
})

/** Counted from the happenings alone, by the definitions of WeCom's page. */
const expectedOf = (happenings: Happening[], userid: string, day: string): Figures => {
  const mine = happenings.filter((one) => 'userid' in one && one.userid === userid && one.at.startsWith(day))
  const talks = new Map<string, { asked: number | null; answered: number | null; sent: number }>()
  for (const one of mine) {
    if (one.kind !== 'customer-said' && one.kind !== 'complained' && one.kind !== 'rep-said') continue
    const talk = talks.get(one.externalUserid) ?? { asked: null, answered: null, sent: 0 }
    talks.set(one.externalUserid, talk)
    const at = Date.parse(one.at)
    if (one.kind === 'rep-said') {
      talk.sent += 1
      if (talk.asked !== null) talk.answered ??= at
    } else if (talk.sent === 0) talk.asked ??= at
  }
  const all = [...talks.values()]
  const asked = all.filter((one) => one.asked !== null)
  const answered = asked.filter((one) => one.answered !== null)
  const minutes = answered.reduce((sum, one) => sum + ((one.answered ?? 0) - (one.asked ?? 0)) / 60_000, 0)
  // Whoever comes back on the day she left was won twice.
  const added = mine.filter((one) => one.kind === 'added' || one.kind === 'returned')
  return {
    chat_cnt: all.filter((one) => one.sent > 0).length,
    message_cnt: all.reduce((sum, one) => sum + one.sent, 0),
    ...(asked.length === 0 ? {} : { reply_percentage: Math.round((answered.length / asked.length) * 10_000) / 100 }),
    ...(answered.length === 0 ? {} : { avg_reply_time: Math.round(minutes / answered.length) }),
    negative_feedback_cnt: mine.filter((one) => one.kind === 'customer-deleted').length,
    new_apply_cnt: 0,
    new_contact_cnt: added.length,
  }
}
