import type { FastifyPluginAsync } from 'fastify'
import type { ArchivePeople } from './archive/people.ts'
import type { KfPeople } from './kf/people.ts'
import type { GrowthPeople } from './people/growth-types.ts'
import type { SmartRobotPeople } from './smart-robot/people.ts'
import type { SandboxState, TokenKind } from './state.ts'
import type { Switches, SwitchValues } from './switches/switches.ts'

export type SandboxOrder = { externalUserid: string; userid: string; amount: number; currency: 'CNY'; orderNo: string }

export type SandboxOptions = {
  corpId: string
  agentId: string
  secret: string
  token: string
  encodingAesKey: string
  adminUserid: string
  /** Business time. Tokens, welcome codes, limits and every timestamp follow it, so that a jump of a week is felt. */
  now: () => Date
  /** Moves business time forward; without it the page's two time buttons are disabled. */
  advance?: ((to: Date) => Promise<void>) | undefined
  callbackUrl: () => string
  /** Where the product is reached; its sidebar is at `/sidebar/` below it. */
  appUrl: () => string
  seed?: 'demo' | 'empty' | undefined
  /** Where it keeps itself, and comes back to in place of the seed. */
  keptIn?: { file: string; onError: (error: unknown) => void } | undefined
  /** 0 ≤ n < 1, for ids and codes. Give a seeded one where ids must repeat. */
  random?: (() => number) | undefined
  onOrder?: ((order: SandboxOrder) => Promise<void>) | undefined
  /** What an errcode means and what to do; the timeline says it beside the refusal. */
  explain?: ((errcode: number, lang: 'zh' | 'en') => string) | undefined
  /** Real milliseconds between two attempts of one callback. */
  retryDelayMs?: number | undefined
  /** Real milliseconds after which a callback attempt is given up. WeCom waits 5 s. */
  callbackTimeoutMs?: number | undefined
  /** Values of the switches at the start; `switches.reset` comes back to them. */
  switches?: Partial<SwitchValues> | undefined
  /** Further secrets of the corp, each with a token of its own and its own rights. */
  secrets?: { secret: string; kind: TokenKind; agentId?: string }[] | undefined
  /** A sandbox lets everybody be anybody: without this it refuses to stand under a public address. */
  allowPublic?: boolean | undefined
}

export type CallbackMode = SwitchValues['callbackMode']

export type Fault = {
  /** A text that the API name contains (`message/send`), or a pattern. Without it every API is meant. */
  api?: string | RegExp | undefined
  /**
   * `timeout`, `http500` and `errcode` happen before anything is done. With `accept-then-cut` WeCom has done it and the
   * connection dies before the answer; with `accept-then-500` the answer is an error page.
   */
  kind: 'timeout' | 'http500' | 'errcode' | 'accept-then-cut' | 'accept-then-500'
  errcode?: number | undefined
  /** How many calls it hits; without it, all until `clear`. */
  times?: number | undefined
}

export type TimelineEntry = {
  id: number
  at: string
  kind: 'api' | 'callback' | 'oauth' | 'bridge' | 'person'
  name: string
  ok: boolean
  errcode: number | null
  attempts: number
  detail: { request?: unknown; response?: unknown }
}

export type ApiCall = {
  api: string
  at: Date
  query: Record<string, string>
  body: Record<string, unknown>
  errcode: number
}

export type AppMessage = {
  msgid: string
  at: Date
  userid: string
  msgtype: string
  body: Record<string, unknown>
  /** The readable part, already cut as WeCom cuts it. */
  text: string
  responseCode: string | null
}

export type RobotMessage = { at: Date; msgtype: string; body: Record<string, unknown>; text: string }

export type RelationView = {
  externalUserid: string
  userid: string
  name: string
  remark: string
  description: string
  createdAt: Date
  addWay: number
  state: string | null
  tags: { id: string; name: string; group: string }[]
}

export type NewCustomer = {
  name: string
  userid: string
  addWay?: number | undefined
  state?: string | undefined
  gender?: 0 | 1 | 2 | undefined
  /** Somebody known already who adds another rep, or the same one again. */
  externalUserid?: string | undefined
}

export type NewMember = {
  userid: string
  name: string
  departments?: number[] | undefined
  leaderIn?: number[] | undefined
  position?: string | undefined
}

export type SandboxPeople = GrowthPeople & {
  /** A customer and a rep become friends. The callback carries a welcome code. */
  addCustomer: (customer: NewCustomer) => Promise<string>
  /** The customer added the rep, the rep has not confirmed. */
  halfAdd: (customer: NewCustomer) => Promise<string>
  editRemark: (externalUserid: string, userid: string, remark: string) => Promise<void>
  /** The numbers a rep keeps with the remark. */
  editMobiles: (externalUserid: string, userid: string, mobiles: string[]) => Promise<void>
  /** Replaces the corp tags of the pair by hand, in the client. */
  setTags: (externalUserid: string, userid: string, tagIds: string[]) => Promise<void>
  customerDeletesRep: (externalUserid: string, userid: string) => Promise<void>
  repDeletesCustomer: (externalUserid: string, userid: string, byTransfer?: boolean) => Promise<void>
  /** The customer agrees to chat archiving; where that must come first, the event brings the welcome code. */
  agreesToArchive: (externalUserid: string, userid: string) => Promise<void>
  customerSays: (externalUserid: string, userid: string, text: string) => Promise<void>
  /** A picture, a video or a file; what it shows is nobody's business here. */
  customerSends: (externalUserid: string, userid: string, kind: 'image' | 'video' | 'file') => Promise<void>
  repSays: (externalUserid: string, userid: string, text: string) => Promise<void>
  createTagGroup: (name: string, tags: string[]) => Promise<string>
  renameTag: (id: string, name: string) => Promise<void>
  deleteTag: (id: string) => Promise<void>
  /** Drags tags (or, without an id, tag groups) into the opposite order. */
  shuffleTags: (groupId?: string) => Promise<void>
  memberJoins: (member: NewMember) => Promise<void>
  memberLeaves: (userid: string) => Promise<void>
  memberMoves: (userid: string, departments: number[]) => Promise<void>
  createDepartment: (department: { id: number; name: string; parentId: number }) => Promise<void>
  createGroup: (group: {
    name: string
    owner: string
    externalUserids: string[]
    userids?: string[]
  }) => Promise<string>
  /** By the group's code; with `invitedBy` a member brought her in. */
  customerJoinsGroup: (chatId: string, externalUserid: string, invitedBy?: string) => Promise<void>
  renameGroup: (chatId: string, name: string) => Promise<void>
  changeNotice: (chatId: string, notice: string) => Promise<void>
  changeOwner: (chatId: string, owner: string) => Promise<void>
  leavesGroup: (chatId: string, who: string, removed?: boolean) => Promise<void>
  dismissGroup: (chatId: string) => Promise<void>
  tapCard: (userid: string, msgid: string, key: string, selected?: Record<string, string[]>) => Promise<void>
  enterApp: (userid: string) => Promise<void>
  /** A tag on members in the console; answers its id. */
  createMemberTag: (name: string, members: { users?: string[]; parties?: number[] }) => number
  /** A group robot; answers the path of its webhook, `/cgi-bin/webhook/send?key=…`. */
  addRobot: (name: string, members?: string[]) => string
  messagesTo: (userid: string) => AppMessage[]
  robotMessages: (key: string) => RobotMessage[]
  relation: (externalUserid: string, userid: string) => RelationView | null
  /** Every call of that API, oldest first; without a name, all calls. */
  calls: (api?: string) => ApiCall[]
}

export type Sandbox = {
  /** Routes under /cgi-bin, /connect and /sandbox; parsers stay inside its own scope. */
  plugin: FastifyPluginAsync
  people: SandboxPeople
  /** WeChat customer service, chat archive and smart robots: what people do there. */
  kf: KfPeople
  archive: ArchivePeople
  smartRobots: SmartRobotPeople
  state: SandboxState
  /** Every misbehaviour by name. `faults`, `callbacks.mode` and `limit` below work on the same table. */
  switches: Switches
  faults: { set: (fault: Fault) => void; clear: () => void; list: () => Fault[] }
  callbacks: {
    mode: (mode?: CallbackMode) => CallbackMode
    /** Sends what `late` and `reordered` hold back. */
    flush: () => Promise<void>
    /** Resolves when no callback is under way. */
    idle: () => Promise<void>
    /** The check WeCom makes when the address is saved in its console. */
    verifyUrl: () => Promise<boolean>
  }
  tokens: {
    /** All present tokens answer 42001 from now on. */
    expireNow: () => void
    /** All present tokens answer 40014 from now on. */
    invalidate: () => void
  }
  /** Calls per minute of one API; beyond it 45009. */
  limit: (api: string, perMinute: number) => void
  timeline: () => TimelineEntry[]
  close: () => Promise<void>
}
