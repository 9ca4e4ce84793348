import type { World } from '../support/world.ts'
import { median, timed } from './load.ts'
import { NO_GOAL, type Row } from './table.ts'

const TIMES = 15
const LIMIT_MS = 5_000

const until = async (done: () => boolean): Promise<void> => {
  const deadline = performance.now() + LIMIT_MS
  while (!done()) {
    if (performance.now() > deadline) throw new Error('the stage tag did not arrive in WeCom')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** A customer adds a rep in WeCom; the clock stops when WeCom shows the tag 新客 on the pair. */
const eventToTag = ({ people }: World, name: string): Promise<number> =>
  timed(async () => {
    const id = await people.addCustomer({ name, userid: 'wangmin' })
    await until(() => people.relation(id, 'wangmin')?.tags.some((tag) => tag.group === '客户阶段') === true)
  })

/** What every CRM pays for one question to WeCom: a plain request with a token, nothing around it. */
const bareCall = async ({ deps }: World): Promise<() => Promise<void>> => {
  const { wecomApiUrl } = deps.config
  const { corpId, secret } = deps.corp
  const answer = await fetch(`${wecomApiUrl}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return async () => {
    const reply = await fetch(`${wecomApiUrl}/cgi-bin/externalcontact/get_corp_tag_list?access_token=${token}`, {
      method: 'POST',
      body: '{}',
    })
    const { errcode } = (await reply.json()) as { errcode: number }
    if (errcode !== 0) throw new Error(`the bare call was refused: ${errcode}`)
  }
}

export const benchEvent = async (world: World, engine: string): Promise<Row[]> => {
  world.deps.workers.start()
  const call = await bareCall(world)
  for (let turn = 0; turn < 5; turn++) {
    await eventToTag(world, `热身${turn}`)
    await call()
  }
  const [events, calls]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < TIMES; turn++) {
    events.push(await eventToTag(world, `客户${turn}`))
    // What follows the tag (the refresh, the plan) is over before the bare call has the machine to itself.
    await new Promise((resolve) => setTimeout(resolve, 60))
    calls.push(await timed(call))
  }
  await world.deps.workers.stop()
  return [
    {
      goal: `event → stage tag in WeCom, ${engine}, beside one bare API round trip`,
      measured: `${(median(events) / median(calls)).toFixed(1)} × (median ${median(events).toFixed(1)} ms; ${median(calls).toFixed(1)} ms)`,
      verdict: NO_GOAL,
    },
  ]
}
