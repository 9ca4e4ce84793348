import { z } from 'zod'
import { wireNumber, wireNumbers, wireText, wireTexts } from './common.ts'

export const wireDepartment = z.looseObject({
  id: z.union([z.number(), z.string()]),
  name: wireText,
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
  main_department: wireNumber,
  is_leader_in_dept: wireNumbers,
  direct_leader: wireTexts,
  position: wireText,
  alias: wireText,
  mobile: wireText,
  email: wireText,
  biz_mail: wireText,
  avatar: wireText,
  gender: wireNumber,
  status: wireNumber,
})

export const wireMemberList = z.looseObject({ userlist: z.array(wireMember).nullish() })

export type WireDepartment = z.infer<typeof wireDepartment>
export type WireMember = z.infer<typeof wireMember>
