import type { Apis } from '../api/replies.ts'
import { kfAccountApis } from './accounts.ts'
import { kfMessageApis } from './messages.ts'
import { kfStatisticApis } from './statistics.ts'

/** WeChat customer service. */
export const kfApis: Apis = { ...kfAccountApis, ...kfMessageApis, ...kfStatisticApis }
