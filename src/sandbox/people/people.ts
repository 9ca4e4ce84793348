import type { Kernel } from '../kernel.ts'
import type { SandboxPeople } from '../types.ts'
import { companyPeople } from './company.ts'
import { customerPeople } from './customers.ts'
import { groupPeople } from './groups.ts'
import { growthPeople } from './growth.ts'

/** What reps, customers and the administrator do in their clients. */
export const createPeople = (kernel: Kernel): SandboxPeople => ({
  ...customerPeople(kernel),
  ...companyPeople(kernel),
  ...groupPeople(kernel),
  ...growthPeople(kernel),
})
