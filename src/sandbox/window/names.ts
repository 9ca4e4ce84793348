import type { Kernel } from '../kernel.ts'

/** Members and customers by the name their colleagues see; an id nobody has is shown as it is. */
export const nameOf = (kernel: Kernel, id: string): string =>
  kernel.state.members.get(id)?.name ?? kernel.state.customers.get(id)?.name ?? id
