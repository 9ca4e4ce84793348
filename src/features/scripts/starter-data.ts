import type { StageKey } from '../lifecycle/rules-model.ts'
import type { SCRIPT_CATEGORIES } from './shapes.ts'
import { STARTER_BUYERS } from './starter-buyers.ts'
import { STARTER_CARE } from './starter-care.ts'
import { STARTER_GROUPS } from './starter-groups.ts'
import { STARTER_INTENT } from './starter-intent.ts'
import { STARTER_NEW } from './starter-new.ts'
import { STARTER_OCCASIONS } from './starter-occasions.ts'

export type StarterScript = {
  /** Never changes and is never used again: it is how a later version knows what is already there. */
  key: string
  title: string
  category: (typeof SCRIPT_CATEGORIES)[number]
  /** Empty: fits every stage. */
  stages: readonly StageKey[]
  tags: readonly string[]
  /** One message each, sent one after the other. */
  parts: readonly string[]
}

/** The library a new company starts with. */
export const STARTER_SCRIPTS: readonly StarterScript[] = [
  ...STARTER_NEW,
  ...STARTER_INTENT,
  ...STARTER_BUYERS,
  ...STARTER_CARE,
  ...STARTER_OCCASIONS,
  ...STARTER_GROUPS,
]
