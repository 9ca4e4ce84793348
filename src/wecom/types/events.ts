import { needed, part, perhaps, repeated, eventShape as shape, written } from './event-parts.ts'
import { appEvents } from './events-app.ts'

const pair = { UserID: needed, ExternalUserID: needed }
const welcomed = shape({ ...pair, State: perhaps, WelcomeCode: perhaps })
const plainPair = shape(pair)

const contacts = {
  'change_external_contact/add_external_contact': welcomed,
  'change_external_contact/add_half_external_contact': welcomed,
  'change_external_contact/edit_external_contact': shape({ ...pair, State: perhaps }),
  'change_external_contact/del_external_contact': shape({ ...pair, Source: perhaps }),
  'change_external_contact/del_follow_user': plainPair,
  'change_external_contact/transfer_fail': shape({ ...pair, FailReason: perhaps }),
  'change_external_contact/msg_audit_approved': shape({ ...pair, WelcomeCode: perhaps }),
} as const

const group = shape({ ChatId: needed })

const groups = {
  'change_external_chat/create': group,
  'change_external_chat/update': shape({
    ChatId: needed,
    UpdateDetail: perhaps,
    JoinScene: perhaps,
    QuitScene: perhaps,
    MemChangeCnt: perhaps,
    MemChangeList: part({ Item: repeated(written) }),
    LastMemVer: perhaps,
    CurMemVer: perhaps,
  }),
  'change_external_chat/dismiss': group,
} as const

const tag = shape({ Id: needed, TagType: perhaps, StrategyId: perhaps })

const tags = {
  'change_external_tag/create': tag,
  'change_external_tag/update': tag,
  'change_external_tag/delete': tag,
  /** The order of a group, or of all groups, changed: the id may be empty, and no type is named. */
  'change_external_tag/shuffle': shape({ Id: perhaps, StrategyId: perhaps }),
} as const

const balance = shape({})
/** `State` only where somebody came through the link. */
const link = shape({ LinkId: perhaps, State: perhaps })

const acquisition = {
  'customer_acquisition/balance_low': balance,
  'customer_acquisition/balance_exhausted': balance,
  'customer_acquisition/balance_increased': balance,
  'customer_acquisition/quota_expire_soon': shape({ ExpireTime: perhaps, ExpireQuotaNum: perhaps }),
  'customer_acquisition/link_unavailable': link,
  'customer_acquisition/delete_link': link,
  'customer_acquisition/open_profile': link,
  'customer_acquisition/friend_request': link,
  'customer_acquisition/customer_start_chat': plainPair,
  'customer_acquisition/message_from_customer': shape({
    ...pair,
    LinkId: perhaps,
    ChatSeq: perhaps,
    ChatKey: perhaps,
  }),
} as const

const attribute = {
  Name: perhaps,
  Type: perhaps,
  Value: perhaps,
  Text: part({ Value: perhaps }),
  Web: part({ Title: perhaps, Url: perhaps }),
}

/** A callback set up since August 2022 carries the ids alone. */
const member = shape({
  UserID: needed,
  NewUserID: perhaps,
  Name: perhaps,
  Department: perhaps,
  MainDepartment: perhaps,
  IsLeaderInDept: perhaps,
  DirectLeader: perhaps,
  Position: perhaps,
  Mobile: perhaps,
  Gender: perhaps,
  Email: perhaps,
  BizMail: perhaps,
  Status: perhaps,
  Avatar: perhaps,
  Alias: perhaps,
  Telephone: perhaps,
  Address: perhaps,
  ExtAttr: part({ Item: repeated(part(attribute).unwrap()) }),
})
const department = shape({ Id: needed, Name: perhaps, ParentId: perhaps, Order: perhaps })

const directory = {
  'change_contact/create_user': member,
  'change_contact/update_user': member,
  'change_contact/delete_user': member,
  'change_contact/create_party': department,
  'change_contact/update_party': department,
  'change_contact/delete_party': department,
  'change_contact/update_tag': shape({
    TagId: needed,
    AddUserItems: perhaps,
    DelUserItems: perhaps,
    AddPartyItems: perhaps,
    DelPartyItems: perhaps,
  }),
} as const

/** Every event of the catalogue under WeCom's own name: `Event`, and `ChangeType` behind it where there is one. */
export const wireEvents = { ...contacts, ...groups, ...tags, ...acquisition, ...directory, ...appEvents } as const

export type WireEventName = keyof typeof wireEvents
