/** What the chips above the history show. What no chip shows, a test names: everything about a customer has its place. */
const KINDS = {
  contacts: [
    'relation-added',
    'relation-ended',
    'transfer-failed',
    'customer-spoke',
    'script-sent',
    'follow-ups-planned',
    'follow-up-done',
    'follow-up-snoozed',
    'follow-up-dismissed',
    'follow-up-reopened',
    'follow-up-reassigned',
    'follow-ups-cancelled',
    'group-joined',
    'group-left',
  ],
  stage: ['stage-moved', 'stage-restored', 'stage-tag-edited', 'flag-changed'],
  orders: ['order-paid', 'order-refunded', 'opportunity-opened', 'opportunity-moved', 'opportunity-changed'],
  tags: ['tags-changed', 'stage-tag-edited'],
  notes: ['note-added', 'log-undone'],
  profile: ['field-answered', 'mobiles-revealed', 'accounts-merged', 'accounts-separated', 'duplicate-dismissed'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export const TIMELINE_FILTERS = ['all', 'contacts', 'stage', 'orders', 'tags', 'notes', 'profile'] as const
export type TimelineFilter = (typeof TIMELINE_FILTERS)[number]

/** Null: every kind. */
export const kindsFor = (filter: TimelineFilter): readonly string[] | null => (filter === 'all' ? null : KINDS[filter])
