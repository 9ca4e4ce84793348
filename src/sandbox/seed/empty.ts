import type { Kernel } from '../kernel.ts'

/** One department, one administrator, nobody else: what a test starts from. */
export const seedEmpty = (kernel: Kernel): void => {
  const { adminUserid } = kernel.options
  kernel.state.departments.set(1, { id: 1, name: '测试企业', parentId: 0, order: 1 })
  kernel.state.members.set(adminUserid, {
    userid: adminUserid,
    name: '管理员',
    departments: [1],
    leaderIn: [],
    directLeader: [],
    position: '管理员',
  })
}
