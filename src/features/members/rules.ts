export type RoleName = 'rep' | 'lead' | 'manager' | 'admin'

/** Whose customers somebody may see. Queries take this, never an id that a browser sent. */
export type Scope = { all: true } | { all: false; userids: readonly string[] }

export type OrgMember = { userid: string; departmentIds: readonly number[]; leads: readonly number[] }
export type OrgDepartment = { id: number; parentId: number; leaders: readonly string[] }
export type Org = { members: readonly OrgMember[]; departments: readonly OrgDepartment[] }

const sameUserid = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Departments somebody leads, by the member's own record or by the department's. */
export const ledDepartments = (userid: string, org: Org): number[] => {
  // Mostly it is written the same; ten thousand spellings are compared only where it is not.
  const self = org.members.find((one) => one.userid === userid)
  const own = (self ?? org.members.find((one) => sameUserid(one.userid, userid)))?.leads ?? []
  const named = org.departments.filter((one) => one.leaders.some((leader) => sameUserid(leader, userid)))
  return [...new Set([...own, ...named.map((one) => one.id)])]
}

/** A department with everything below it. Walks each department once, so a circle in the data ends. */
export const withDescendants = (ids: readonly number[], org: Org): number[] => {
  const found = new Set(ids)
  for (const id of found) {
    for (const child of org.departments) if (child.parentId === id) found.add(child.id)
  }
  return [...found]
}

/** A department with everything above it, likewise. */
export const withAncestors = (ids: readonly number[], org: Org): number[] => {
  const parents = new Map(org.departments.map((one) => [one.id, one.parentId]))
  const found = new Set(ids)
  for (const id of found) {
    const parent = parents.get(id)
    if (parent !== undefined && parents.has(parent)) found.add(parent)
  }
  return [...found]
}

/** A leader of a team is a lead; a leader of a department with teams below it is a manager. */
export const roleOf = (userid: string, org: Org, admins: readonly string[]): RoleName => {
  if (admins.some((admin) => sameUserid(admin, userid))) return 'admin'
  const led = ledDepartments(userid, org)
  if (led.length === 0) return 'rep'
  return led.some((id) => org.departments.some((one) => one.parentId === id)) ? 'manager' : 'lead'
}

export const membersOf = (departmentIds: readonly number[], org: Org): string[] => {
  const wanted = new Set(withDescendants(departmentIds, org))
  return org.members.filter((one) => one.departmentIds.some((id) => wanted.has(id))).map((one) => one.userid)
}

export const scopeOf = (userid: string, role: RoleName, org: Org): Scope => {
  if (role === 'admin') return { all: true }
  if (role === 'rep') return { all: false, userids: [userid] }
  return { all: false, userids: [...new Set([userid, ...membersOf(ledDepartments(userid, org), org)])] }
}

export type Person = {
  userid: string
  name: string
  role: RoleName
  scope: Scope
  /** Departments whose affairs are the person's own: where she works, all above, and all she leads. */
  departments: readonly number[]
  /** Departments she leads, with everything below. */
  leads: readonly number[]
}

export const personIn = (who: { userid: string; name: string }, org: Org, admins: readonly string[]): Person => {
  const role = roleOf(who.userid, org, admins)
  const leads = withDescendants(ledDepartments(who.userid, org), org)
  const own = org.members.find((one) => one.userid === who.userid)?.departmentIds ?? []
  const departments = [...new Set([...withAncestors(own, org), ...leads])]
  return { ...who, role, scope: scopeOf(who.userid, role, org), departments, leads }
}
