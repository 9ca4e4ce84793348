import type { FastifyError, FastifyInstance } from 'fastify'
import { archiveApis } from '../archive/apis.ts'
import { codePicture } from '../growth/codes.ts'
import type { Kernel } from '../kernel.ts'
import { kfApis } from '../kf/apis.ts'
import { smartRobotApis } from '../smart-robot/apis.ts'
import { agentApis } from './agent.ts'
import { createAnswer } from './answer.ts'
import { baseApis } from './base.ts'
import { customerApis } from './customers.ts'
import { directoryApis } from './directory.ts'
import { directoryIdApis } from './directory-ids.ts'
import { groupApis } from './groups.ts'
import { growthApis } from './growth.ts'
import { mediaApis, permanentPicture, sentFile } from './media.ts'
import { mediaByUrlApis } from './media-by-url.ts'
import { messageStatisticsApis } from './message-statistics.ts'
import { messageApis } from './messages.ts'
import { type Apis, FILE, refuse, UNLIMITED } from './replies.ts'
import { robotApis } from './robots.ts'
import { statisticsApis } from './statistics.ts'
import { tagApis } from './tags.ts'
import { unionIdApis } from './union-ids.ts'

/** Every API the sandbox has, by its name after `/cgi-bin/`. */
export const APIS: Apis = {
  ...baseApis,
  ...agentApis,
  ...directoryApis,
  ...directoryIdApis,
  ...customerApis,
  ...unionIdApis,
  ...tagApis,
  ...statisticsApis,
  ...groupApis,
  ...messageApis,
  ...messageStatisticsApis,
  ...robotApis,
  ...mediaApis,
  ...mediaByUrlApis,
  ...growthApis,
  ...kfApis,
  ...archiveApis,
  ...smartRobotApis,
}

const BODY_LIMIT = 24 * 1024 * 1024

export const createApiRoutes = (kernel: Kernel) => {
  const { answer, sendReply, contextOf, end } = createAnswer(kernel, APIS)

  const register = (scope: FastifyInstance): void => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    )
    const url = '/cgi-bin/*'
    // A body that is cut off or too large never gets as far as an API; the answer keeps WeCom's form all the same.
    const errorHandler = (
      error: FastifyError,
      request: Parameters<typeof answer>[0],
      reply: Parameters<typeof answer>[1],
    ) => {
      const { context } = contextOf(kernel, request, url, {})
      return sendReply(request, reply.code(200), refuse(context, error.statusCode === 413 ? 45001 : 40058))
    }
    scope.route({
      method: ['GET', 'POST'],
      url,
      config: UNLIMITED,
      bodyLimit: BODY_LIMIT,
      handler: answer,
      errorHandler,
    })
    scope.route({
      method: ['PUT', 'DELETE', 'PATCH', 'OPTIONS'],
      url,
      config: UNLIMITED,
      handler: (_request, reply) => reply.code(404).removeHeader('content-type').send(),
    })
    scope.get('/sandbox/picture/:id', { config: UNLIMITED }, (request, reply) => {
      const file = permanentPicture(kernel, (request.params as { id: string }).id)
      return file === null ? reply.code(404).send() : sendReply(request, reply, { [FILE]: file })
    })
    scope.get('/sandbox/media/:id', { config: UNLIMITED }, (request, reply) => {
      const file = sentFile(kernel, (request.params as { id: string }).id)
      return file === null ? reply.code(404).send() : sendReply(request, reply, { [FILE]: file })
    })
    scope.get('/sandbox/code/:id', { config: UNLIMITED }, (request, reply) => {
      const file = codePicture(kernel, (request.params as { id: string }).id)
      return file === null ? reply.code(404).send() : sendReply(request, reply, { [FILE]: file })
    })
  }

  return { register, close: end }
}
