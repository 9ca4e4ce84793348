import type { FastifyError, FastifyInstance } from 'fastify'
import { createAnswer } from './answer-api.ts'
import { agentApis } from './api-agent.ts'
import { baseApis } from './api-base.ts'
import { customerApis } from './api-customers.ts'
import { directoryApis } from './api-directory.ts'
import { groupApis } from './api-groups.ts'
import { kfApis } from './api-kf.ts'
import { mediaApis, permanentPicture } from './api-media.ts'
import { messageApis } from './api-messages.ts'
import { robotApis } from './api-robots.ts'
import { statisticsApis } from './api-statistics.ts'
import { tagApis } from './api-tags.ts'
import { archiveApis } from './archive-apis.ts'
import { growthApis } from './growth-apis.ts'
import { codePicture } from './growth-codes.ts'
import type { Kernel } from './kernel.ts'
import { type Apis, FILE, refuse, UNLIMITED } from './replies.ts'
import { smartRobotApis } from './smart-robot-apis.ts'

/** Every API the sandbox has, by its name after `/cgi-bin/`. */
export const APIS: Apis = {
  ...baseApis,
  ...agentApis,
  ...directoryApis,
  ...customerApis,
  ...tagApis,
  ...statisticsApis,
  ...groupApis,
  ...messageApis,
  ...robotApis,
  ...mediaApis,
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
    scope.get('/sandbox/code/:id', { config: UNLIMITED }, (request, reply) => {
      const file = codePicture(kernel, (request.params as { id: string }).id)
      return file === null ? reply.code(404).send() : sendReply(request, reply, { [FILE]: file })
    })
  }

  return { register, close: end }
}
