import { shallowRef } from 'vue'
import type { MemberView } from '../../../../src/features/members/shapes.ts'
import type { Department } from '../../api/manage-types.ts'
import { api } from '../../api/routes.ts'

/** For the pickers; a page without them still offers the whole company. */
export const people = shallowRef<{ departments: Department[]; members: MemberView[] }>({ departments: [], members: [] })

export const loadPeople = async (): Promise<void> => {
  const [departments, members] = await Promise.all([
    api.departments().catch(() => []),
    api.members(null).catch(() => ({ items: [] })),
  ])
  people.value = { departments: Array.isArray(departments) ? departments : departments.items, members: members.items }
}
