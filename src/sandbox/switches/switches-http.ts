import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createAdmissions } from '../api/admissions.ts'
import { type Body, isBody, UNLIMITED } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { BadSwitch, type SwitchName } from './switches.ts'
import { SWITCHES } from './switches-data.ts'

const bodyOf = (request: FastifyRequest): Body | null => {
  try {
    const value: unknown = Buffer.isBuffer(request.body) ? JSON.parse(request.body.toString('utf8')) : {}
    return isBody(value) ? value : null
  } catch {
    return null
  }
}

/** Another site open in the same browser must not turn the switches. */
const foreign = ({ headers: { origin, host } }: FastifyRequest): boolean =>
  origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)

/** What happens once and leaves nothing set. */
const deedsOf = (kernel: Kernel): Record<string, () => unknown> => ({
  'expire-tokens': createAdmissions(kernel).expireNow,
  'invalidate-tokens': createAdmissions(kernel).invalidate,
  'flush-callbacks': async () => kernel.sender?.flush(),
  'verify-callback-url': async () => ({ passed: (await kernel.sender?.verifyUrl()) ?? false }),
  reset: () => kernel.switches.reset(),
})

/** Older names that the page of the sandbox uses. */
const ALIASES: Record<string, SwitchName> = { mode: 'callbackMode' }

const described = (kernel: Kernel): Body => ({
  switches: kernel.switches.values(),
  about: Object.fromEntries(
    Object.entries(SWITCHES).map(([name, { zh, en, initial }]) => [name, { zh, en, default: initial }]),
  ),
  deeds: Object.keys(deedsOf(kernel)),
})

/**
 * `GET /sandbox/api/switches` shows every switch with its value; `POST` sets those named, all or none, and answers 400
 * with what is wrong. `{"do":"expire-tokens"}` runs one of `deeds`.
 */
export const registerSwitches = (scope: FastifyInstance, kernel: Kernel): void => {
  scope.get('/sandbox/api/switches', { config: UNLIMITED }, () => described(kernel))
  scope.post('/sandbox/api/switches', { config: UNLIMITED }, async (request, reply) => {
    const body = bodyOf(request)
    if (foreign(request)) return reply.code(403).send({ ok: false, why: 'foreign-origin' })
    if (body === null) return reply.code(400).send({ ok: false, why: 'the body must be a JSON object of switches' })
    const { do: deed, ...wanted } = body
    const deeds = deedsOf(kernel)
    const run = typeof deed === 'string' && Object.hasOwn(deeds, deed) ? deeds[deed] : undefined
    if (deed !== undefined && run === undefined)
      return reply.code(400).send({ ok: false, why: `"do" takes one of ${Object.keys(deeds).join(', ')}` })
    try {
      kernel.switches.setUnknown(
        Object.fromEntries(Object.entries(wanted).map(([name, value]) => [ALIASES[name] ?? name, value])),
      )
    } catch (error) {
      if (!(error instanceof BadSwitch)) throw error
      return reply.code(400).send({ ok: false, why: error.message, problems: error.problems })
    }
    const result = await run?.()
    return { ok: true, ...(isBody(result) ? result : {}), switches: kernel.switches.values() }
  })
}
