import { departmentsBelow, type Member, memberOf } from '../state.ts'
import { type ApiContext, type Apis, type Body, fine, type Reply, refuse } from './replies.ts'
import { sees, visibleDepartments } from './scopes.ts'

/** Apps made since 2022 get no avatar, gender or mobile here; a client that needs them must learn so from us. */
const wireMember = (member: Member): Body => ({
  userid: member.userid,
  name: member.name,
  department: member.departments,
  order: member.departments.map(() => 0),
  position: member.position,
  is_leader_in_dept: member.departments.map((id) => (member.leaderIn.includes(id) ? 1 : 0)),
  direct_leader: member.directLeader,
  telephone: '',
  alias: '',
  status: 1,
  external_position: '',
  extattr: { attrs: [] },
  main_department: member.departments[0] ?? 1,
  open_userid: '',
})

/** Asked for one department, the app must see it; asked for all, it gets those it sees. */
const departments = (context: ApiContext): Reply => {
  const { state } = context.kernel
  const asked = context.query.id ?? ''
  const root = asked === '' ? 1 : Number(asked)
  if (!state.departments.has(root)) return refuse(context, 60123)
  const visible = visibleDepartments(context.kernel)
  if (asked !== '' && visible !== null && !visible.has(root)) return refuse(context, 60011)
  const wanted = departmentsBelow(state, root)
  const rows = [...state.departments.values()].filter(
    (department) => wanted.has(department.id) && (visible === null || visible.has(department.id)),
  )
  return fine({
    department: rows.map((department) => ({
      id: department.id,
      name: department.name,
      department_leader: [...state.members.values()]
        .filter((member) => member.leaderIn.includes(department.id))
        .map((member) => member.userid),
      parentid: department.parentId,
      order: department.order,
    })),
  })
}

const list = (context: ApiContext, shape: (member: Member) => Body): Reply => {
  const { kernel, query } = context
  const id = Number(query.department_id ?? '')
  if (!kernel.state.departments.has(id)) return refuse(context, 60123)
  const visible = visibleDepartments(kernel)
  if (visible !== null && !visible.has(id)) return refuse(context, 60011)
  const wanted = query.fetch_child === '1' ? departmentsBelow(kernel.state, id) : new Set([id])
  const members = [...kernel.state.members.values()].filter(
    (member) => member.departments.some((one) => wanted.has(one)) && sees(kernel, member),
  )
  return fine({ userlist: members.map(shape) })
}

const get = (context: ApiContext): Reply => {
  const member = memberOf(context.kernel.state, context.query.userid)
  return member === null ? refuse(context, 60111) : fine(wireMember(member))
}

export const directoryApis: Apis = {
  'department/list': { method: 'GET', empty: { department: [] }, run: departments },
  'user/list': { method: 'GET', empty: { userlist: [] }, run: (context) => list(context, wireMember) },
  'user/simplelist': {
    method: 'GET',
    empty: { userlist: [] },
    run: (context) =>
      list(context, (member) => ({ userid: member.userid, name: member.name, department: member.departments })),
  },
  'user/get': {
    method: 'GET',
    empty: { department: [], order: [], is_leader_in_dept: [], direct_leader: [] },
    run: get,
  },
}
