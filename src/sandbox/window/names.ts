import type { Kernel } from '../kernel.ts'

/** Members, also those who left, and customers by the name their colleagues see; an id nobody has is shown as it is. */
export const nameOf = ({ state }: Kernel, id: string): string =>
  (state.members.get(id) ?? state.customers.get(id) ?? state.growth.left.get(id))?.name ?? id
