import { randomBytes } from 'node:crypto'
import { openEnvelope, readEncrypt, sealEnvelope } from '../../wecom/envelope.ts'
import { type Body, isBody, textIn } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { type Problem, takeReply, takeUpdate, takeWelcome } from './replies.ts'
import { type Interaction, type RobotCallback, type SmartRobot, STREAM_SECONDS } from './state.ts'

const RETRIES = 3

const keysOf = ({ token, encodingAesKey }: RobotCallback) => ({ token, encodingAesKey, receiveId: '' })

const signed = (callback: RobotCallback, sealed: { signature: string; timestamp: string; nonce: string }): URL => {
  const url = new URL(callback.url)
  url.searchParams.set('msg_signature', sealed.signature)
  url.searchParams.set('timestamp', sealed.timestamp)
  url.searchParams.set('nonce', sealed.nonce)
  return url
}

const fresh = (kernel: Kernel) => ({ timestamp: `${kernel.seconds()}`, nonce: randomBytes(8).toString('hex') })

/** The reply's plaintext; null for none; a text where it is not what WeCom accepts. */
const readReply = (callback: RobotCallback, nonce: string, text: string): Body | string | null => {
  if (text.trim() === '' || text.trim() === 'success') return null
  const read = readEncrypt(text)
  let outer: unknown
  try {
    outer = JSON.parse(text)
  } catch {
    return 'the reply is not JSON'
  }
  if (!read.ok || !isBody(outer)) return 'the reply is not an envelope'
  if (textIn(outer, 'nonce') !== nonce) return 'the reply has another nonce than the callback'
  const parts = { signature: textIn(outer, 'msgsignature'), timestamp: `${outer.timestamp ?? ''}`, nonce }
  const opened = openEnvelope(keysOf(callback), { ...parts, encrypt: read.encrypt })
  if (!opened.ok) return `the reply cannot be opened: ${opened.reason}`
  const plain: unknown = JSON.parse(opened.text)
  return isBody(plain) ? plain : 'the reply is no object'
}

const postOnce = async (
  kernel: Kernel,
  callback: RobotCallback,
  plain: Body,
): Promise<{ ok: boolean; reply: Body | string | null }> => {
  const sealed = sealEnvelope(keysOf(callback), JSON.stringify(plain), fresh(kernel))
  try {
    const response = await fetch(signed(callback, sealed), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ encrypt: sealed.encrypt }),
      signal: AbortSignal.timeout(kernel.switches.get('callbackTimeoutMs')),
      redirect: 'error',
    })
    const text = await response.text()
    return {
      ok: response.status === 200,
      reply: response.status === 200 ? readReply(callback, sealed.nonce, text) : null,
    }
  } catch {
    return { ok: false, reply: null }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

const apply = (kernel: Kernel, robot: SmartRobot, interaction: Interaction, reply: Body): Problem => {
  if (interaction.kind === 'enter') return takeWelcome(kernel, robot, interaction, reply)
  if (interaction.kind === 'card') return takeUpdate(kernel, robot, interaction, reply)
  if (interaction.kind === 'message') return takeReply(kernel, robot, interaction, reply)
  return { errcode: 40008, errmsg: 'no reply is expected' }
}

type Outcome = { delivered: boolean; attempts: number; problem: string | null }

/** One callback with its retries, and what the robot answered taken to heart. A tap on a card comes once only. */
export const callRobot = async (
  kernel: Kernel,
  robot: SmartRobot,
  interaction: Interaction,
  plain: Body,
): Promise<Outcome> => {
  const { callback } = robot
  if (callback === null) return { delivered: false, attempts: 0, problem: 'no callback address' }
  const tries = interaction.kind === 'card' ? 1 : RETRIES + 1
  let attempts = 0
  let result: Awaited<ReturnType<typeof postOnce>> = { ok: false, reply: null }
  while (attempts < tries && !result.ok) {
    if (attempts > 0) await pause(kernel.switches.get('callbackRetryMs'))
    attempts += 1
    result = await postOnce(kernel, callback, plain)
  }
  const { reply } = result
  const refused = typeof reply === 'object' && reply !== null ? apply(kernel, robot, interaction, reply) : null
  const problem = typeof reply === 'string' ? reply : refused === null ? null : `${refused.errcode} ${refused.errmsg}`
  // Answered with nothing: the robot keeps silent, and the person may ask again.
  if (result.ok && reply === null && interaction.streamId === null) interaction.finished = true
  const detail = { request: plain, response: problem ?? (result.ok ? 'HTTP 200' : '没有应答') }
  const ok = result.ok && problem === null
  kernel.note({ kind: 'callback', name: `aibot/${textIn(plain, 'msgtype')}`, ok, errcode: null, attempts, detail })
  return { delivered: result.ok, attempts, problem }
}

/** While a stream is open WeCom comes back for more, for six minutes at most. */
export const followStream = async (
  kernel: Kernel,
  robot: SmartRobot,
  interaction: Interaction,
  head: Body,
  everyMs: number,
) => {
  while (interaction.streamId !== null && !interaction.finished) {
    if (kernel.seconds() - interaction.at > STREAM_SECONDS) return
    await pause(everyMs)
    const plain = { ...head, msgtype: 'stream', stream: { id: interaction.streamId } }
    const { delivered } = await callRobot(kernel, robot, interaction, plain)
    if (!delivered) return
  }
}

/** The check when the address is saved in the console. */
export const verifyRobotUrl = async (kernel: Kernel, callback: RobotCallback): Promise<boolean> => {
  const plain = `${BigInt(`0x${randomBytes(7).toString('hex')}`)}`
  const sealed = sealEnvelope(keysOf(callback), plain, fresh(kernel))
  const url = signed(callback, sealed)
  url.searchParams.set('echostr', sealed.encrypt)
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000), redirect: 'error' })
    return response.status === 200 && (await response.text()) === plain
  } catch {
    return false
  }
}
