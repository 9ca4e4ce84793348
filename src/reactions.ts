import type { Db } from './db/db.ts'
import { auditScript } from './features/audit/audit-script.ts'
import type { CustomersFact } from './features/customers/facts.ts'
import { hearCustomer } from './features/customers/hear-customer.ts'
import type { DigestsFact } from './features/digests/facts.ts'
import type { FeedbackFact } from './features/feedback/facts.ts'
import { takeBackFeedback } from './features/feedback/take-back-feedback.ts'
import type { FieldsFact } from './features/fields/facts.ts'
import { stopForRelation, stopOnFlag, stopOnOrder } from './features/follow-ups/cancel-open.ts'
import { closeOnEvidence } from './features/follow-ups/end-follow-up.ts'
import type { FollowUpsFact } from './features/follow-ups/facts.ts'
import { dropDoubles, partPlans, planApart, planInstead } from './features/follow-ups/join-accounts.ts'
import { planForNewcomer, planWhereNone, replanForStage } from './features/follow-ups/plan-cadence.ts'
import { planFromNote } from './features/follow-ups/plan-from-note.ts'
import { planForNewcomers, replanForStages } from './features/follow-ups/plan-imports.ts'
import { planAfterAnswer, planAfterComplaint, planAfterQuote } from './features/follow-ups/plan-occasions.ts'
import { takeBackLog } from './features/follow-ups/take-back.ts'
import type { GroupsFact } from './features/groups/facts.ts'
import { hearGroup } from './features/groups/hear-group.ts'
import type { LifecycleFact } from './features/lifecycle/facts.ts'
import { followEvents } from './features/lifecycle/follow-events.ts'
import { followManyEvents } from './features/lifecycle/follow-many.ts'
import { judgeMerged } from './features/lifecycle/judge-merged.ts'
import { followStageTag } from './features/lifecycle/move-stage.ts'
import { restoreStage } from './features/lifecycle/restore-stage.ts'
import { splitStages } from './features/lifecycle/split-stages.ts'
import type { MembersFact } from './features/members/facts.ts'
import { leaveMember } from './features/members/leave-member.ts'
import type { MergesFact } from './features/merges/facts.ts'
import type { OpportunitiesFact } from './features/opportunities/facts.ts'
import type { OrdersFact } from './features/orders/facts.ts'
import { addRelation } from './features/relations/add-relation.ts'
import { endRelation } from './features/relations/end-relation.ts'
import type { RelationsFact } from './features/relations/facts.ts'
import { greetWhoAgreed } from './features/relations/greet.ts'
import { noteFailedTransfer } from './features/relations/note-failed-transfer.ts'
import type { RoomsFact } from './features/rooms/facts.ts'
import type { ScriptsFact } from './features/scripts/facts.ts'
import { noteAdvance, noteOrder, noteReply } from './features/scripts/note-effect.ts'
import type { TagsFact } from './features/tags/facts.ts'
import { mirrorStage } from './features/tags/mirror-stage.ts'
import { mirrorStages } from './features/tags/mirror-stages.ts'
import { type AnyFact, type Core, LANES, newestPerCustomer, type Recorded, type Together } from './spine/core.ts'
import type { CallbackEvent } from './wecom/event-types.ts'

/** Every kind of fact there is. A new one does not compile until it stands in `REACTIONS`. */
export type AppFact =
  | RelationsFact
  | CustomersFact
  | TagsFact
  | LifecycleFact
  | FollowUpsFact
  | OrdersFact
  | ScriptsFact
  | MembersFact
  | DigestsFact
  | RoomsFact
  | FieldsFact
  | OpportunitiesFact
  | FeedbackFact
  | GroupsFact
  | MergesFact
export type AppCore = Core<AppFact> & Together<AppFact>

/** `now`: in the fact's own transaction, in this order: what must never disagree. `then`: jobs with their own retries. */
type Reaction = (core: AppCore, tx: Db, fact: Recorded<AnyFact>) => Promise<void>
type Later = (core: AppCore, fact: Recorded<AnyFact>) => Promise<void>
type Reactions = { [K in AppFact['kind']]: { now: readonly Reaction[]; then: Readonly<Record<string, Later>> } }

const nothing = { now: [], then: {} }

/** What follows from what. */
export const REACTIONS: Reactions = {
  'relation-added': { now: [followEvents, planForNewcomer, mirrorStage], then: {} },
  'relation-ended': { now: [stopForRelation, followEvents, planWhereNone], then: {} },
  'customer-spoke': { now: [closeOnEvidence, noteReply, followEvents], then: {} },
  'order-paid': { now: [noteOrder, stopOnOrder, followEvents, planWhereNone], then: {} },
  'accounts-merged': { now: [dropDoubles, judgeMerged, planInstead], then: {} },
  'accounts-separated': { now: [partPlans, splitStages, planApart], then: {} },
  'duplicate-dismissed': nothing,
  'order-refunded': { now: [followEvents], then: {} },
  'script-sent': { now: [closeOnEvidence], then: {} },
  'note-added': { now: [planFromNote, closeOnEvidence], then: {} },
  'log-undone': { now: [takeBackLog, restoreStage], then: {} },
  'stage-restored': { now: [mirrorStage], then: {} },
  'tags-changed': { now: [followEvents], then: {} },
  'stage-tag-edited': { now: [followStageTag], then: {} },
  'stage-moved': { now: [noteAdvance, replanForStage, mirrorStage], then: {} },
  'flag-changed': { now: [stopOnFlag, planAfterComplaint], then: {} },
  'opportunity-opened': { now: [followEvents, planAfterQuote], then: {} },
  'opportunity-moved': { now: [followEvents, planAfterQuote], then: {} },
  'opportunity-changed': nothing,
  'mobiles-revealed': nothing,
  'field-answered': { now: [planAfterAnswer], then: {} },
  'reminder-disliked': nothing,
  'transfer-failed': nothing,
  'follow-ups-planned': nothing,
  'follow-up-done': nothing,
  'follow-up-snoozed': nothing,
  'follow-up-dismissed': nothing,
  'follow-up-reopened': { now: [takeBackFeedback], then: {} },
  'follow-up-reassigned': nothing,
  'follow-ups-cancelled': nothing,
  'script-saved': { now: [auditScript], then: {} },
  'member-joined': nothing,
  'member-left': nothing,
  'digest-planned': nothing,
  'room-message': nothing,
  'group-found': nothing,
  'group-dismissed': nothing,
  'group-changed': nothing,
  'group-members-changed': nothing,
  'group-joined': nothing,
  'group-left': nothing,
  'group-note-added': nothing,
  'group-note-removed': nothing,
  'group-tags-changed': nothing,
  'group-digest-set': nothing,
  'group-script-sent': nothing,
}

/** What looks at the present state alone needs no repeating for every fact of one customer. */
const newestOnly =
  (react: Reaction) =>
  async (core: AppCore, tx: Db, facts: Recorded<AnyFact>[]): Promise<void> => {
    for (const fact of newestPerCustomer(facts)) await react(core, tx, fact)
  }

/**
 * The same reactions for a page of imported facts at once. One that is not here runs fact by fact: right, but slow
 * enough to be the bottleneck of a first sync.
 */
export const TOGETHER = new Map<Reaction, (core: AppCore, tx: Db, facts: Recorded<AnyFact>[]) => Promise<void>>([
  [followEvents, followManyEvents],
  [planForNewcomer, planForNewcomers],
  [mirrorStage, mirrorStages],
  [replanForStage, replanForStages],
  [stopOnOrder, newestOnly(stopOnOrder)],
  [planWhereNone, newestOnly(planWhereNone)],
])

/** The inbox row an event came from. */
export type Received = { id: number; receivedAtMs: number }
type Handlers = {
  [K in CallbackEvent['type']]:
    | ((core: AppCore, event: Extract<CallbackEvent, { type: K }>, from: Received) => Promise<void>)
    | null
}

const look = (core: AppCore, externalUserid: string, from: Received) =>
  core.later(core.db, {
    kind: 'refresh-customer',
    payload: { externalUserid },
    dedupeKey: `refresh:${externalUserid}:event-${from.id}`,
    orderKey: externalUserid,
  })
const lookAtMembers = (core: AppCore, from: Received) =>
  core.later(core.db, {
    kind: 'refresh-members',
    payload: { why: 'directory' },
    dedupeKey: `members:event-${from.id}`,
    orderKey: 'members',
    lane: LANES.bulk,
  })

/** What WeCom says, and the command it runs. `null` is kept in the inbox, counted, and means nothing to us yet. */
export const CALLBACKS: Handlers = {
  'contact-added': (core, event, from) =>
    addRelation(core, { ...event, eventId: from.id, receivedAtMs: from.receivedAtMs }),
  'contact-half-added': (core, event, from) =>
    addRelation(core, { ...event, eventId: from.id, receivedAtMs: from.receivedAtMs }),
  'contact-edited': (core, event, from) => look(core, event.externalUserid, from),
  'contact-removed': (core, event) => endRelation(core, { ...event, by: event.byTransfer ? 'transfer' : event.by }),
  'transfer-failed': (core, event) => noteFailedTransfer(core, event),
  'archive-agreed': (core, event, from) => greetWhoAgreed(core, { ...event, receivedAtMs: from.receivedAtMs }),
  'tag-changed': (core, event, from) =>
    core.later(core.db, { kind: 'refresh-tags', payload: { why: event.id }, dedupeKey: `tags:event-${from.id}` }),
  'group-changed': (core, event, from) => hearGroup(core, { ...event, eventId: from.id }),
  'member-changed': async (core, event, from) => {
    if (event.change === 'deleted') await leaveMember(core, event.userid)
    await lookAtMembers(core, from)
  },
  'department-changed': (core, _event, from) => lookAtMembers(core, from),
  'customer-spoke': (core, event) => hearCustomer(core, event),
  'acquisition-changed': null,
  'app-entered': null,
  'app-subscribed': null,
  'app-menu-clicked': null,
  'card-clicked': null,
  'member-message': null,
  'archive-notified': null,
  'kf-notified': null,
  unknown: null,
}
