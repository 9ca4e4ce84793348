import type { Department, Member } from '../client-data.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask } from '../core.ts'
import { WecomRefused } from '../errors.ts'
import { wireIpList } from '../types/auth.ts'
import { numberOf, numbersOf, textOf } from '../types/common.ts'
import {
  type WireDepartment,
  type WireMember,
  wireDepartmentList,
  wireDepartmentSimpleList,
  wireMember,
  wireMemberList,
} from '../types/directory.ts'

export type DirectoryApi = Pick<Wecom, 'departments' | 'departmentMembers' | 'member' | 'apiDomainIps'>

/** The full list is closed to some secrets and ranges; ids and names may still be open. */
const MAY_READ_LESS = new Set([48009, 48002, 60011])

const fallingBack = async <Result>(full: () => Promise<Result>, simple: () => Promise<Result>): Promise<Result> => {
  try {
    return await full()
  } catch (error) {
    if (error instanceof WecomRefused && MAY_READ_LESS.has(error.errcode)) return simple()
    throw error
  }
}

const toDepartment = (wire: WireDepartment): Department => ({
  id: Number(wire.id),
  name: textOf(wire.name),
  parentId: numberOf(wire.parentid) ?? 0,
  order: numberOf(wire.order) ?? 0,
  leaders: wire.department_leader ?? [],
})

/** `is_leader_in_dept` runs parallel to `department`. */
const leadsOf = (wire: WireMember): number[] => {
  const flags = wire.is_leader_in_dept ?? []
  return numbersOf((wire.department ?? []).filter((_department, place) => Number(flags[place] ?? 0) === 1))
}

const toMember = (wire: WireMember): Member => ({
  userid: wire.userid,
  name: textOf(wire.name),
  departments: numbersOf(wire.department),
  mainDepartment: numberOf(wire.main_department),
  leads: leadsOf(wire),
  directLeaders: wire.direct_leader ?? [],
  position: textOf(wire.position),
  alias: textOf(wire.alias),
  mobile: textOf(wire.mobile),
  email: textOf(wire.email) ?? textOf(wire.biz_mail),
  avatar: textOf(wire.avatar),
  gender: numberOf(wire.gender),
  status: numberOf(wire.status),
})

export const directoryApi = (ask: Ask): DirectoryApi => ({
  departments: () =>
    fallingBack(
      async () => ((await ask('department/list', wireDepartmentList)).department ?? []).map(toDepartment),
      async () => {
        const reply = await ask('department/simplelist', wireDepartmentSimpleList)
        return (reply.department_id ?? []).map(toDepartment)
      },
    ),
  departmentMembers: (departmentId) => {
    const query = { department_id: departmentId }
    const read = async (api: string) => ((await ask(api, wireMemberList, { query })).userlist ?? []).map(toMember)
    return fallingBack(
      () => read('user/list'),
      () => read('user/simplelist'),
    )
  },
  member: async (userid) => toMember(await ask('user/get', wireMember, { query: { userid } })),
  apiDomainIps: async () => (await ask('get_api_domain_ip', wireIpList)).ip_list ?? [],
})
