import type { Department } from '../state.ts'
import { type ApiContext, type Apis, type Body, fine, numberIn, pageOf, type Reply, refuse, textIn } from './replies.ts'
import { sees, visibleDepartments } from './scopes.ts'

const MOST_IDS = 10_000

/** One row per member and department, with the token of the directory assistant. */
const memberIds = (context: ApiContext): Reply => {
  const limit = numberIn(context.body, 'limit') ?? MOST_IDS
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_IDS) return refuse(context, 40058)
  const rows = [...context.kernel.state.members.values()].flatMap(({ userid, departments }) =>
    departments.map((department) => ({ userid, department })),
  )
  const { page, nextCursor } = pageOf(rows, textIn(context.body, 'cursor'), limit)
  return fine({ dept_user: page, ...(nextCursor === '' ? {} : { next_cursor: nextCursor }) })
}

/** The department with this id, or the refusal: 60123 for none, 60011 out of range. */
const departmentIn = (context: ApiContext): Department | Reply => {
  const found = context.kernel.state.departments.get(Number(context.query.id ?? ''))
  if (found === undefined) return refuse(context, 60123)
  const visible = visibleDepartments(context.kernel)
  return visible !== null && !visible.has(found.id) ? refuse(context, 60011) : found
}

const isDepartment = (found: Department | Reply): found is Department => 'parentId' in found

const department = (context: ApiContext): Reply => {
  const found = departmentIn(context)
  if (!isDepartment(found)) return found
  const { id, name, parentId, order } = found
  const leaders = [...context.kernel.state.members.values()].filter((member) => member.leaderIn.includes(id))
  return fine({
    department: {
      ...{ id, name, name_en: '', parentid: parentId, order },
      department_leader: leaders.map(({ userid }) => userid),
    },
  })
}

const memberTags = (context: ApiContext): Reply =>
  fine({
    taglist: [...context.kernel.state.memberTags.values()].map(({ id, name }) => ({ tagid: id, tagname: name })),
  })

/** The members the app sees; a tag may hold whole departments, too. */
const memberTag = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const tag = state.memberTags.get(Number(context.query.tagid ?? ''))
  if (tag === undefined) return refuse(context, 40068)
  const visible = visibleDepartments(context.kernel)
  const userlist = [...state.members.values()]
    .filter((member) => tag.users.includes(member.userid) && sees(context.kernel, member))
    .map(({ userid, name }): Body => ({ userid, name }))
  return fine({
    tagname: tag.name,
    userlist,
    partylist: tag.parties.filter((id) => visible === null || visible.has(id)),
  })
}

export const directoryIdApis: Apis = {
  'user/list_id': { method: 'POST', empty: { dept_user: [] }, run: memberIds },
  'department/get': { method: 'GET', run: department },
  'tag/list': { method: 'GET', empty: { taglist: [] }, run: memberTags },
  'tag/get': { method: 'GET', empty: { userlist: [], partylist: [] }, run: memberTag },
}
