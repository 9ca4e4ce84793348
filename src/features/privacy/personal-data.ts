export type Fate = 'delete' | { keep: readonly string[] }

/**
 * What stays of an erased person: figures and what must be kept, under the pseudonym, with these columns emptied. Rows
 * with their id in any other table are deleted, so that a table which is forgotten here keeps nothing.
 */
export const KEPT_TABLES: Readonly<Record<string, Fate>> = {
  // Plan and keeping of plans are figures of the rep; the words of a dismissal are not.
  follow_ups: { keep: ['end_reason'] },
  stage_moves: { keep: ['reason'] },
  // Accounting law keeps orders, without the person.
  orders: { keep: [] },
  script_uses: { keep: [] },
  group_customers: 'delete',
  facts: { keep: [] },
  rule_feedback: { keep: [] },
}

/** Tables that never hold a customer's id, or whose rows must not change. */
export const NOT_SWEPT: readonly string[] = [
  'audit_entries',
  'audit_heads',
  'erased_people',
  'data_keys',
  'settings',
  'tokens',
  'sessions',
  'login_states',
]

/** In messages these say where to, not what. */
export const ADDRESS_KEYS = /(?:id|ids|code|key|url)$/i
