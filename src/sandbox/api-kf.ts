import { kfAccountApis } from './kf-accounts.ts'
import { kfMessageApis } from './kf-messages.ts'
import { kfStatisticApis } from './kf-statistics.ts'
import type { Apis } from './replies.ts'

/** WeChat customer service. */
export const kfApis: Apis = { ...kfAccountApis, ...kfMessageApis, ...kfStatisticApis }
