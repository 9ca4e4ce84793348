import { acquisitionApis } from './api-acquisition.ts'
import { appchatApis } from './api-appchat.ts'
import { contactWayApis } from './api-contact-ways.ts'
import { groupSendApis } from './api-group-send.ts'
import { groupStatisticsApis } from './api-group-statistics.ts'
import { groupWelcomeApis } from './api-group-welcome.ts'
import { joinWayApis } from './api-join-ways.ts'
import { momentApis } from './api-moments.ts'
import { servedApis } from './api-served.ts'
import { strategyApis } from './api-strategy.ts'
import { transferApis } from './api-transfer.ts'
import type { Apis } from './replies.ts'

/** Being found, sending to many, handing over, and the figures of groups. */
export const growthApis: Apis = {
  ...contactWayApis,
  ...joinWayApis,
  ...acquisitionApis,
  ...groupSendApis,
  ...groupWelcomeApis,
  ...momentApis,
  ...transferApis,
  ...strategyApis,
  ...appchatApis,
  ...groupStatisticsApis,
  ...servedApis,
}
