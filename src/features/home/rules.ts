import type { RoleName } from '../members/rules.ts'
import type { HomeDoor } from './shapes.ts'

const REP: readonly HomeDoor[] = ['today', 'customers', 'scripts']
const MANAGER: readonly HomeDoor[] = [...REP, 'team', 'targets', 'channels']

const DOORS: Readonly<Record<RoleName, readonly HomeDoor[]>> = {
  rep: REP,
  lead: [...REP, 'team'],
  manager: MANAGER,
  admin: [...MANAGER, 'doctor', 'queues', 'sync', 'calendar', 'keys', 'settings'],
}

/** What each role may do, as in the list of who may use which route. */
export const doorsOf = (role: RoleName): HomeDoor[] => [...DOORS[role]]
