import { acquisitionApi } from './api/acquisition.ts'
import { appchatApi } from './api/appchat.ts'
import { contactWaysApi, joinWaysApi } from './api/contact-ways.ts'
import { customersApi } from './api/customers.ts'
import { directoryApi } from './api/directory.ts'
import { groupSendApi, groupWelcomeApi } from './api/group-send.ts'
import { groupsApi } from './api/groups.ts'
import { loginApi } from './api/login.ts'
import { lookupsApi } from './api/lookups.ts'
import { mediaApi } from './api/media.ts'
import { messagesApi } from './api/messages.ts'
import { momentsApi } from './api/moments.ts'
import { strategyApi } from './api/strategy.ts'
import { tagsApi } from './api/tags.ts'
import { transferApi } from './api/transfer.ts'
import type { Wecom, WecomOptions } from './client-types.ts'
import { createCore } from './core.ts'
import { kfApi } from './kf/api.ts'
import type { Lane } from './limiter.ts'
import { robotBody, robotKey } from './robot.ts'
import { wireReply } from './types/common.ts'

export type { Wecom, WecomOptions } from './client-types.ts'

/** A client for one self-built app. Opens nothing until the first call; `close()` it when done. */
export const createWecom = (options: WecomOptions): Wecom => {
  const core = createCore(options)
  const urgent = core.ask('urgent')

  const build = (lane: Lane): Wecom => {
    const ask = core.ask(lane)
    return {
      call: (api, input) => ask(api, wireReply, input),
      inLane: build,
      ...directoryApi(ask),
      ...customersApi(ask),
      ...tagsApi(ask),
      ...messagesApi(ask, urgent, options.agentId),
      ...groupsApi(ask),
      ...contactWaysApi(ask),
      ...joinWaysApi(ask),
      ...acquisitionApi(ask),
      ...groupSendApi(ask),
      ...groupWelcomeApi(ask, options.agentId),
      ...momentsApi(ask),
      ...transferApi(ask),
      ...strategyApi(ask),
      ...appchatApi(ask),
      ...lookupsApi(ask),
      ...mediaApi(ask, core.askFile(lane)),
      kf: kfApi(ask),
      // A person waits in front of a blank page.
      ...loginApi(urgent, core.tokens),
      sendRobot: async (url, message) => {
        const key = robotKey(url, options.apiUrl)
        await core.askRobot(lane, key, robotBody(message))
      },
      close: core.close,
    }
  }
  return build('normal')
}
