import { z } from 'zod'
import { wireNumber, wireNumbers, wireText, wireTexts } from './common.ts'
import { wireAttributes, wireProfile } from './profile.ts'

export const wireDepartment = z.looseObject({
  id: z.union([z.number(), z.string()]),
  name: wireText,
  name_en: wireText,
  department_leader: wireTexts,
  parentid: wireNumber,
  order: wireNumber,
})

export const wireDepartmentList = z.looseObject({ department: z.array(wireDepartment).nullish() })
export const wireDepartmentSimpleList = z.looseObject({ department_id: z.array(wireDepartment).nullish() })

export const wireMember = z.looseObject({
  userid: z.string(),
  name: wireText,
  department: wireNumbers,
  order: wireNumbers,
  main_department: wireNumber,
  is_leader_in_dept: wireNumbers,
  direct_leader: wireTexts,
  position: wireText,
  alias: wireText,
  mobile: wireText,
  email: wireText,
  biz_mail: wireText,
  avatar: wireText,
  thumb_avatar: wireText,
  telephone: wireText,
  address: wireText,
  qr_code: wireText,
  open_userid: wireText,
  extattr: wireAttributes,
  external_position: wireText,
  external_profile: wireProfile,
  gender: wireNumber,
  status: wireNumber,
})

export const wireMemberList = z.looseObject({ userlist: z.array(wireMember).nullish() })

export const wireDepartmentOne = z.looseObject({ department: wireDepartment })

export const wireMemberTags = z.looseObject({
  taglist: z.array(z.looseObject({ tagid: z.union([z.number(), z.string()]), tagname: wireText })).nullish(),
})
export const wireMemberTag = z.looseObject({
  tagname: wireText,
  userlist: z.array(z.looseObject({ userid: z.string(), name: wireText })).nullish(),
  partylist: wireNumbers,
})

/** A member stands there once per department. */
export const wireMemberIds = z.looseObject({
  dept_user: z.array(z.looseObject({ userid: z.string(), department: wireNumber, open_userid: wireText })).nullish(),
  next_cursor: wireText,
})

export type WireDepartment = z.infer<typeof wireDepartment>
export type WireMember = z.infer<typeof wireMember>
