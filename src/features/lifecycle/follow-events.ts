import type { Db } from '../../db/db.ts'
import type { AnyFact, Core, Recorded } from '../../spine/core.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { lockPerson } from '../merges/queries.ts'
import type { OpportunitiesFact } from '../opportunities/facts.ts'
import type { OrdersFact } from '../orders/facts.ts'
import type { RelationsFact } from '../relations/facts.ts'
import type { TagsFact } from '../tags/facts.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'
import { followImport } from './follow-import.ts'
import { lifecycleStateOf } from './queries.ts'
import { decideStage } from './rules.ts'
import type { LifecycleEvent } from './rules-model.ts'

type Source = RelationsFact | CustomersFact | OrdersFact | TagsFact | OpportunitiesFact

/** A hand-over alone loses nobody; if no friend follows, the night sees it. */
const ENDS = {
  customer: 'removed-by-customer',
  rep: 'removed-by-rep',
  unknown: 'removed-unheard',
  transfer: null,
} as const

/** What a fact means to the stage rules; null where it means nothing. */
const eventOf = (fact: Source): LifecycleEvent | null => {
  switch (fact.kind) {
    case 'relation-added':
      return { kind: fact.data.returned ? 're-added' : 'added' }
    case 'relation-ended': {
      const kind = ENDS[fact.data.by]
      return kind === null ? null : { kind, relationsLeft: fact.data.left }
    }
    case 'customer-spoke':
      return { kind: 'spoke' }
    case 'order-paid':
      return { kind: 'order-paid' }
    case 'order-refunded':
      return { kind: 'order-refunded' }
    case 'tags-changed':
      return { kind: 'profile-tagged', count: fact.data.profileTags }
    case 'opportunity-opened':
      return { kind: 'intent-signal', signal: fact.data.quoted ? 'quote' : 'opportunity' }
    case 'opportunity-moved':
      return fact.data.to === 'quoted' ? { kind: 'intent-signal', signal: 'quote' } : null
    case 'opportunity-changed':
    case 'mobiles-revealed':
    case 'stage-tag-edited':
    case 'note-added':
    case 'log-undone':
    case 'transfer-failed':
      return null
  }
}

/** Events move a stage at once, in the transaction that recorded them: card, tag and plan can never disagree. */
export const followEvents = async (core: Core<LifecycleFact>, tx: Db, fact: Recorded<AnyFact>): Promise<void> => {
  const event = eventOf(fact as unknown as Source)
  if (event === null || fact.externalUserid === null) return
  if (fact.data.imported === true) return followImport(core, tx, fact)
  const customer = await lockPerson(tx, fact.externalUserid)
  if (customer === null) return
  const now = core.now()
  const state = await lifecycleStateOf(tx, customer, now)
  // Whoever is a friend by another account is not lost.
  const told = 'relationsLeft' in event ? { ...event, relationsLeft: state.relationsAlive } : event
  const decision = decideStage(state, told, now)
  await applyDecision(core, tx, {
    customer,
    decision,
    actor: { kind: 'rule', id: decision?.move?.rule ?? 'flags' },
    userid: fact.userid,
  })
}
