import { acquisitionApis } from './acquisition.ts'
import { appchatApis } from './appchat.ts'
import { contactWayApis } from './contact-ways.ts'
import { groupSendApis } from './group-send.ts'
import { groupStatisticsApis } from './group-statistics.ts'
import { groupWelcomeApis } from './group-welcome.ts'
import { joinWayApis } from './join-ways.ts'
import { momentApis } from './moments.ts'
import type { Apis } from './replies.ts'
import { servedApis } from './served.ts'
import { strategyApis } from './strategy.ts'
import { strategyTagApis } from './strategy-tags.ts'
import { transferApis } from './transfer.ts'

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
  ...strategyTagApis,
  ...appchatApis,
  ...groupStatisticsApis,
  ...servedApis,
}
