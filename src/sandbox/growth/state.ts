import type { Body } from '../api/replies.ts'
import type { TagGroup } from '../state.ts'

export type Way = {
  configId: string
  type: 1 | 2
  scene: 1 | 2
  style: number
  remark: string
  skipVerify: boolean
  state: string
  users: string[]
  parties: number[]
  isTemp: boolean
  expiresIn: number
  chatExpiresIn: number
  unionid: string
  isExclusive: boolean
  markSource: boolean
  conclusions: Body | null
  createdAt: number
  qrCode: string
  /** A temporary way works once. */
  used: boolean
}
export type TempChat = { userid: string; externalUserid: string; configId: string; at: number; open: boolean }

export type JoinWay = {
  configId: string
  scene: 1 | 2
  remark: string
  autoCreate: boolean
  baseName: string
  baseId: number
  chatIds: string[]
  state: string
  markSource: boolean
  qrCode: string
}

export type Link = {
  linkId: string
  name: string
  url: string
  createdAt: number
  skipVerify: boolean
  markSource: boolean
  users: string[]
  parties: number[]
  priority: { type: number; users: string[] } | null
  /** When each click happened. */
  clicks: number[]
}
export type LinkCustomer = {
  linkId: string
  externalUserid: string
  userid: string
  state: string
  at: number
  received: number
}
export type ChatKey = { linkId: string; externalUserid: string; userid: string; at: number }
export type Quota = { total: number; balance: number; expiresAt: number }

/** 0 waiting, 1 sent, 2 not friends any more, 3 the customer had enough this month. */
export type SendTarget = { id: string; status: 0 | 1 | 2 | 3; at: number | null }
export type SendTask = { userid: string; sentAt: number | null; targets: SendTarget[] }
export type GroupSend = {
  msgid: string
  kind: 'single' | 'group'
  createdAt: number
  /** Null for one made through the API. */
  creator: string | null
  allowSelect: boolean
  text: string
  attachments: Body[]
  tasks: SendTask[]
  cancelled: boolean
  reminders: number[]
}
export type WelcomeTemplate = { templateId: string; parts: Body; agentId: string }

export type MomentTask = { userid: string; publishedAt: number | null; customers: string[] }
export type MomentSign = { who: 'customer' | 'rep'; id: string; at: number }
export type Moment = {
  momentId: string
  createdAt: number
  by: 'company' | 'rep'
  /** Null for one made through the API. */
  creator: string | null
  text: string
  attachments: Body[]
  open: boolean
  tasks: MomentTask[]
  /** By the member whose moment it is. */
  comments: Map<string, MomentSign[]>
  likes: Map<string, MomentSign[]>
  cancelled: boolean
}
export type MomentJob = { jobId: string; at: number; asked: number; momentId: string | null; result: Body }

/** 1 done, 2 waiting, 3 refused, 4 the taker has too many. */
export type Transfer = {
  kind: 'on-job' | 'resigned'
  from: string
  to: string
  externalUserid: string
  at: number
  status: 1 | 2 | 3 | 4
  takeoverAt: number
}
export type GroupTransfer = { kind: 'on-job' | 'resigned'; chatId: string; from: string; to: string; at: number }

export type Strategy = {
  id: number
  parentId: number
  name: string
  createdAt: number
  admins: string[]
  privilege: Record<string, boolean>
  users: string[]
  parties: number[]
}

export type AppchatMessage = { at: Date; msgtype: string; body: Body; text: string; readers: string[] }
export type Appchat = {
  chatid: string
  name: string
  owner: string
  users: string[]
  agentId: string
  messages: AppchatMessage[]
}

/** Who was in a group and is not any more; figures of past days need them. */
export type GroupLeaver = { chatId: string; owner: string; id: string; joinedAt: number; leftAt: number }
export type GoneGroup = {
  chatId: string
  owner: string
  createdAt: number
  goneAt: number
  members: { id: string; joinedAt: number }[]
  messages: { at: Date; from: string }[]
}

export type GrowthState = {
  ways: Map<string, Way>
  tempChats: TempChat[]
  joinWays: Map<string, JoinWay>
  links: Map<string, Link>
  linkCustomers: LinkCustomer[]
  chatKeys: Map<string, ChatKey>
  quota: Quota
  sends: Map<string, GroupSend>
  templates: Map<string, WelcomeTemplate>
  moments: Map<string, Moment>
  momentJobs: Map<string, MomentJob>
  transfers: Transfer[]
  groupTransfers: GroupTransfer[]
  /** Members who left: their name, and when. */
  left: Map<string, { name: string; at: number }>
  strategies: Map<number, Strategy>
  strategyTags: { strategyId: number; group: TagGroup }[]
  appchats: Map<string, Appchat>
  groupLeavers: GroupLeaver[]
  goneGroups: GoneGroup[]
  /** Watches business time for transfers that are due; runs only while one waits. */
  clock: NodeJS.Timeout | null
}

export const emptyGrowth = (): GrowthState => ({
  ways: new Map(),
  tempChats: [],
  joinWays: new Map(),
  links: new Map(),
  linkCustomers: [],
  chatKeys: new Map(),
  quota: { total: 1000, balance: 1000, expiresAt: 0 },
  sends: new Map(),
  templates: new Map(),
  moments: new Map(),
  momentJobs: new Map(),
  transfers: [],
  groupTransfers: [],
  left: new Map(),
  strategies: new Map(),
  strategyTags: [],
  appchats: new Map(),
  groupLeavers: [],
  goneGroups: [],
  clock: null,
})

export const stopGrowth = (growth: GrowthState): void => {
  if (growth.clock !== null) clearInterval(growth.clock)
  growth.clock = null
}
