import type { SandboxOptions } from '../../../src/sandbox/types.ts'
import { createWecom } from '../../../src/wecom/client.ts'
import { WecomRefused } from '../../../src/wecom/errors.ts'
import { type CallbackEvent, parseCallback } from '../../../src/wecom/events.ts'
import { noLimiter } from '../../../src/wecom/limiter.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { KEYS, startTrial } from './trial.ts'

/** A company of three reps in a sandbox, the product's own client to it over HTTP, and its callbacks as events. */
export const startGrowth = async (more: Partial<SandboxOptions> = {}) => {
  let at = Date.parse('2026-11-10T10:00:00+08:00')
  const trial = await startTrial({ now: () => new Date(at), ...more })
  const { people } = trial.sandbox
  await people.createDepartment({ id: 2, name: '华东销售', parentId: 1 })
  for (const [userid, name] of [
    ['linyu', '林雨'],
    ['chenxi', '陈曦'],
    ['zhaolei', '赵磊'],
  ] as const)
    await people.memberJoins({ userid, name, departments: [2] })
  const wecom = createWecom({
    corpId: KEYS.corpId,
    agentId: KEYS.agentId,
    secret: KEYS.secret,
    apiUrl: trial.url,
    tokens: memoryTokenStore(),
    limiter: noLimiter,
  })
  const friend = (name: string, userid: string): Promise<string> => people.addCustomer({ name, userid })
  const start = trial.received.length
  return {
    ...trial,
    people,
    wecom,
    friend,
    now: (): Date => new Date(at),
    pass: (seconds: number): void => {
      at += seconds * 1000
    },
    /** Business time jumps to this moment, with its offset. */
    to: (moment: string): void => {
      at = Date.parse(moment)
    },
    events: (): CallbackEvent[] => trial.received.slice(start).map((one) => parseCallback(one.text)),
    end: async (): Promise<void> => {
      await wecom.close()
      await trial.end()
    },
  }
}

export type Growth = Awaited<ReturnType<typeof startGrowth>>

/** The errcode of a refusal; a call that goes through fails the test. */
export const errcodeOf = async (promise: Promise<unknown>): Promise<number> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof WecomRefused) return error.errcode
  throw new Error(`expected a refusal, got ${String(error)}`)
}

export const DAY = 86_400
