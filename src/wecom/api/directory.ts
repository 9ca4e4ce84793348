import type { Department, Member } from '../client-data.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask } from '../core.ts'
import { WecomRefused } from '../errors.ts'
import { MOST } from '../limits-data.ts'
import { wireIpList } from '../types/auth.ts'
import { cursorOf, numberOf, numbersOf, textOf } from '../types/common.ts'
import {
  type WireDepartment,
  type WireMember,
  wireDepartmentList,
  wireDepartmentSimpleList,
  wireMember,
  wireMemberIds,
  wireMemberList,
} from '../types/directory.ts'

export type DirectoryApi = Pick<Wecom, 'departments' | 'departmentMembers' | 'member' | 'apiDomainIps'>

/** The full list is closed to some secrets and ranges; ids and names may still be open. */
const MAY_READ_LESS = new Set([48009, 48002, 60011])

/** New addresses of the directory assistant are shown ids and nothing else. */
const ONLY_IDS = new Set([48009])

const fallingBack = async <Result>(
  full: () => Promise<Result>,
  simple: () => Promise<Result>,
  codes: ReadonlySet<number> = MAY_READ_LESS,
): Promise<Result> => {
  try {
    return await full()
  } catch (error) {
    if (error instanceof WecomRefused && codes.has(error.errcode)) return simple()
    throw error
  }
}

export const toDepartment = (wire: WireDepartment): Department => ({
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

/** The list of ids is of the whole company: a department's own are picked out of it. */
const idsOf = async (ask: Ask, departmentId: number): Promise<Member[]> => {
  const userids = new Set<string>()
  let cursor: string | null = ''
  do {
    const reply: ReturnType<(typeof wireMemberIds)['parse']> = await ask('user/list_id', wireMemberIds, {
      body: { cursor, limit: MOST.memberIdPage },
    })
    const here = (reply.dept_user ?? []).filter((one) => numberOf(one.department) === departmentId)
    for (const { userid } of here) userids.add(userid)
    cursor = cursorOf(reply.next_cursor)
  } while (cursor !== null)
  return [...userids].map((userid) => toMember({ userid, department: [departmentId] }))
}

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
      () =>
        fallingBack(
          () => read('user/simplelist'),
          () => idsOf(ask, departmentId),
          ONLY_IDS,
        ),
    )
  },
  member: async (userid) => toMember(await ask('user/get', wireMember, { query: { userid } })),
  apiDomainIps: async () => (await ask('get_api_domain_ip', wireIpList)).ip_list ?? [],
})
