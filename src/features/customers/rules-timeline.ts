/** What the chips above the history show. Everything else is in `all` alone. */
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
    'accounts-merged',
    'accounts-separated',
  ],
  stage: ['stage-moved', 'stage-restored', 'stage-tag-edited', 'flag-changed'],
  orders: ['order-paid', 'order-refunded'],
  tags: ['tags-changed', 'stage-tag-edited'],
  notes: ['note-added', 'log-undone'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export const TIMELINE_FILTERS = ['all', 'contacts', 'stage', 'orders', 'tags', 'notes'] as const
export type TimelineFilter = (typeof TIMELINE_FILTERS)[number]

/** Null: every kind. */
export const kindsFor = (filter: TimelineFilter): readonly string[] | null => (filter === 'all' ? null : KINDS[filter])
