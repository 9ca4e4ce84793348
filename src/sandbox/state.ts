import { emptyGrowth, type GrowthState } from './growth/state.ts'
import type { AppMessage, RobotMessage } from './types.ts'

export type Member = {
  userid: string
  name: string
  departments: number[]
  leaderIn: number[]
  directLeader: string[]
  position: string
}
export type Department = { id: number; name: string; parentId: number; order: number }
export type Customer = { externalUserid: string; name: string; gender: 0 | 1 | 2; type: 1 | 2; corpName: string | null }

/** One member × one customer. It outlives `alive: false`, because adding again brings remark and tags back. */
export type Relation = {
  externalUserid: string
  userid: string
  alive: boolean
  half: boolean
  remark: string
  description: string
  remarkCompany: string
  remarkMobiles: string[]
  createdAt: number
  tags: string[]
  state: string | null
  addWay: number
  operUserid: string
  spoke: boolean
}

/** `byApp` is false for what the administrator made in the console: an app may not change that. */
export type Tag = { id: string; name: string; createdAt: number; order: number; deleted: boolean; byApp?: boolean }
export type TagGroup = {
  id: string
  name: string
  createdAt: number
  order: number
  deleted: boolean
  byApp?: boolean
  tags: Tag[]
}

export type ChatMessage = {
  id: number
  at: Date
  from: string
  kind: 'text' | 'image' | 'video' | 'file' | 'news' | 'miniprogram' | 'note'
  text: string
  link?: { title: string; desc: string; url: string }
  /** A picture, a video or a file that was uploaded before. */
  file?: { mediaId: string; name: string; size: number }
  mini?: { appid: string; title: string; page: string; imgUrl: string }
}

export type GroupMember = {
  id: string
  type: 1 | 2
  joinedAt: number
  joinScene: 1 | 2 | 3
  invitor: string | null
  state?: string
}
export type CustomerGroup = {
  chatId: string
  name: string
  owner: string
  createdAt: number
  notice: string
  members: GroupMember[]
  version: string
  messages: ChatMessage[]
  /** What a reading that lags behind still shows. */
  before?: { at: number; name: string; owner: string; notice: string; members: GroupMember[]; version: string }
}

export type Robot = { key: string; name: string; members: string[] | null; messages: RobotMessage[] }
/**
 * Whose secret the token came from. `contacts` is the directory assistant, `archive` chat archiving, `customer-contact`
 * the system app of that name.
 */
export type TokenKind = 'app' | 'contacts' | 'archive' | 'customer-contact' | 'customer-service'
export type AccessToken = {
  value: string
  expiresAt: number
  fate: 'valid' | 'expired' | 'invalid'
  secret: string
  kind: TokenKind
  agentId: string
}
/** `number` stands in the row of chat messages: whatever is said after it makes the welcome too late. */
export type WelcomeCode = {
  userid: string
  externalUserid: string
  at: number
  used: boolean
  number?: number
  raced?: boolean
}
export type OauthCode = { userid: string; at: number; used: boolean; scope: string }
export type CardCode = { msgid: string; userid: string; at: number; used: boolean }
/** `use` tells ids apart that WeCom does not take for one another: messages, moments, albums. */
export type MediaFile = {
  type: string
  at: number
  robotKey: string | null
  bytes: Buffer
  name: string
  use?: 'message' | 'moment' | 'album' | 'permanent'
}

/** A job of fetching a file by its address: 1 under way, 2 done, 3 failed with an errcode. */
export type MediaJob = {
  type: string
  name: string
  url: string
  md5: string
  status: 1 | 2 | 3
  errcode: number
  mediaId: string
  at: number
}
/** A tag on members, made in the console; nothing to do with the tags of customers. */
export type MemberTag = { id: number; name: string; users: string[]; parties: number[] }

export type SandboxState = {
  departments: Map<number, Department>
  members: Map<string, Member>
  customers: Map<string, Customer>
  relations: Map<string, Relation>
  tagGroups: TagGroup[]
  chats: Map<string, ChatMessage[]>
  groups: Map<string, CustomerGroup>
  robots: Map<string, Robot>
  appMessages: AppMessage[]
  tokens: AccessToken[]
  welcomeCodes: Map<string, WelcomeCode>
  oauthCodes: Map<string, OauthCode>
  cardCodes: Map<string, CardCode>
  media: Map<string, MediaFile>
  mediaJobs: Map<string, MediaJob>
  memberTags: Map<number, MemberTag>
  growth: GrowthState
}

export const emptyState = (): SandboxState => ({
  departments: new Map(),
  members: new Map(),
  customers: new Map(),
  relations: new Map(),
  tagGroups: [],
  chats: new Map(),
  groups: new Map(),
  robots: new Map(),
  appMessages: [],
  tokens: [],
  welcomeCodes: new Map(),
  oauthCodes: new Map(),
  cardCodes: new Map(),
  media: new Map(),
  mediaJobs: new Map(),
  memberTags: new Map(),
  growth: emptyGrowth(),
})

export const pairKey = (userid: string, externalUserid: string): string => `${userid}\n${externalUserid}`

/** WeCom tells members apart without regard to case. */
export const memberOf = (state: SandboxState, userid: unknown): Member | null => {
  if (typeof userid !== 'string') return null
  const exact = state.members.get(userid)
  if (exact !== undefined) return exact
  const wanted = userid.toLowerCase()
  return [...state.members.values()].find((member) => member.userid.toLowerCase() === wanted) ?? null
}

export const aliveRelation = (state: SandboxState, userid: string, externalUserid: string): Relation | null => {
  const found = state.relations.get(pairKey(userid, externalUserid))
  return found?.alive === true ? found : null
}

export const relationsOf = (state: SandboxState, userid: string): Relation[] =>
  [...state.relations.values()].filter((relation) => relation.alive && relation.userid === userid)

export const tagOf = (state: SandboxState, id: string): { tag: Tag; group: TagGroup } | null => {
  for (const group of state.tagGroups) {
    const tag = group.tags.find((candidate) => candidate.id === id && !candidate.deleted)
    if (tag !== undefined && !group.deleted) return { tag, group }
  }
  return null
}

export const departmentsBelow = (state: SandboxState, id: number): Set<number> => {
  const found = new Set([id])
  for (let grown = true; grown; ) {
    grown = false
    for (const department of state.departments.values())
      if (found.has(department.parentId) && !found.has(department.id)) {
        found.add(department.id)
        grown = true
      }
  }
  return found
}
