import type { Kernel } from './kernel.ts'
import { companyPeople } from './people-company.ts'
import { customerPeople } from './people-customers.ts'
import { groupPeople } from './people-groups.ts'
import { growthPeople } from './people-growth.ts'
import type { SandboxPeople } from './types.ts'

/** What reps, customers and the administrator do in their clients. */
export const createPeople = (kernel: Kernel): SandboxPeople => ({
  ...customerPeople(kernel),
  ...companyPeople(kernel),
  ...groupPeople(kernel),
  ...growthPeople(kernel),
})
