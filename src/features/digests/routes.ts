import { z } from 'zod'
import { type Caller, Refusal, route } from '../../http/route.ts'
import { digestWords } from '../../lang/digests.ts'
import type { Core } from '../../spine/core.ts'
import { ok, pageById } from '../settings/shapes.ts'
import { addChannel, type CheckUrl } from './add-channel.ts'
import { listChannels, toChannel } from './queries.ts'
import { removeChannel } from './remove-channel.ts'
import { channel, channelBody, channelList } from './shapes.ts'
import { testChannel } from './test-channel.ts'

type Code = keyof ReturnType<typeof digestWords>['refusals']
const STATUS: Record<Code, number> = {
  'managers-only': 403,
  'no-such-channel': 404,
  'bad-robot-url': 422,
  'no-such-department': 422,
  'no-such-member': 422,
  'outside-scope': 403,
}
const refusal = (code: Code, lang: string): Refusal => new Refusal(STATUS[code], code, digestWords(lang).refusals[code])

const managersOnly = (caller: Caller, lang: string): void => {
  if (caller.role !== 'manager' && caller.role !== 'admin') throw refusal('managers-only', lang)
}

const idParams = z.object({ id: z.string().min(1).max(20) })

/** `checkUrl` knows the one origin a robot's address may have. */
export const digestRoutes = ({ core, checkUrl }: { core: Core; checkUrl: CheckUrl }) => ({
  'GET /api/digest-channels': route({
    summary: 'Group robots that get digests',
    query: pageById,
    reply: channelList,
    handle: async ({ query, caller, lang }) => {
      managersOnly(caller, lang)
      return listChannels(core.db, query)
    },
  }),
  'POST /api/digest-channels': route({
    summary: 'Adds a group robot that gets digests',
    body: channelBody,
    reply: channel,
    status: 201,
    handle: async ({ body, caller, lang }) => {
      managersOnly(caller, lang)
      const result = await addChannel(core, checkUrl, { ...body, createdBy: caller.userid, within: caller.scope })
      if (!result.ok) throw refusal(result.why, lang)
      return toChannel(core.db, result.channel)
    },
  }),
  'DELETE /api/digest-channels/:id': route({
    summary: 'Removes a group robot',
    params: idParams,
    reply: z.null(),
    status: 204,
    handle: async ({ params, caller, lang }) => {
      managersOnly(caller, lang)
      const result = await removeChannel(core, { ...params, userid: caller.userid })
      if (!result.ok) throw refusal(result.why, lang)
      return null
    },
  }),
  'POST /api/digest-channels/:id/test': route({
    summary: 'Sends a short test line to the robot',
    params: idParams,
    reply: ok,
    status: 202,
    handle: async ({ params, caller, lang }) => {
      managersOnly(caller, lang)
      const result = await testChannel(core, params)
      if (!result.ok) throw refusal(result.why, lang)
      return { ok: true as const }
    },
  }),
})
