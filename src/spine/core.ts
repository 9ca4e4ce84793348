import type { Db } from '../db/db.ts'

export type Actor = { kind: 'member' | 'customer' | 'rule' | 'system'; id: string }

/** Something happened. `data` holds ids, numbers and codes, never words or names. */
export type Fact<Kind extends string, Data extends Record<string, unknown>> = {
  kind: Kind
  externalUserid: string | null
  userid: string | null
  actor: Actor
  rule?: string | null
  /** Business time; now when absent. */
  at?: Date
  data: Data
}
export type AnyFact = Fact<string, Record<string, unknown>>
export type Recorded<F> = F & { id: number; at: Date }

/** 0 overtakes everything (a welcome code lives 20 s), 1 is somebody waiting, 2 is bulk. */
export type LaneNumber = 0 | 1 | 2
export const LANES = { welcome: 0, interactive: 1, bulk: 2 } as const

/** Everything that can leave the house. A kind without a sender does not compile (`src/senders.ts`). */
export type OutboxMessage =
  | { kind: 'welcome'; payload: { welcomeCode: string; text: string; expiresAtMs: number } }
  | { kind: 'stage-tag'; payload: { userid: string; externalUserid: string; bulk?: true } }
  | { kind: 'tags'; payload: { userid: string; externalUserid: string; add: string[]; remove: string[] } }
  | { kind: 'app-message'; payload: { userid: string; markdown: string } }
  | { kind: 'robot-message'; payload: { channelId: string; markdown: string } }

export type OutboxDraft = OutboxMessage & {
  /** "This very message": the same key twice is one message. */
  occurrenceKey: string
  lane?: LaneNumber
  /** Messages with the same key leave one after the other. */
  orderKey?: string | null
  /** Seconds from now by the database's clock. */
  delaySeconds?: number
}

/** Work that is put off. A kind without a worker does not compile (`src/jobs.ts`). */
export type Job =
  | { kind: 'reaction'; payload: { factId: number; name: string } }
  | { kind: 'occurrence'; payload: { job: string; day: string } }
  | { kind: 'refresh-customer'; payload: { externalUserid: string } }
  | { kind: 'copy-stage'; payload: { externalUserid: string } }
  | { kind: 'refresh-tags'; payload: { why: string } }
  | { kind: 'refresh-members'; payload: { why: string } }
  | { kind: 'refresh-group'; payload: { chatId: string; why: string; tries: number; expects: boolean } }

export type JobDraft = Job & {
  dedupeKey: string
  lane?: LaneNumber
  orderKey?: string | null
  /** Seconds from now by the database's clock. */
  delaySeconds?: number
}

/** What somebody did that matters for security. Ids and codes only. */
export type AuditAct = {
  actor: string
  action:
    | 'signed-in'
    | 'mobiles-revealed'
    | 'person-exported'
    | 'person-erased'
    | 'stage-moved'
    | 'accounts-merged'
    | 'accounts-separated'
    | 'setting-changed'
    | 'calendar-changed'
    | 'target-set'
    | 'channel-added'
    | 'channel-removed'
    | 'api-key-made'
    | 'api-key-revoked'
    | 'script-published'
    | 'forbidden-words-allowed'
    | 'job-run'
    | 'job-replayed'
    | 'sync-paused'
    | 'sync-resumed'
    | 'event-replayed'
    | 'message-replayed'
  object?: string
  /** A customer's external userid, instead of an object: it is written as a pseudonym. */
  customer?: string
  data?: Readonly<Record<string, string | number | boolean>>
}

/** What a command may touch. `F` is the kinds of fact it can record; a kind without reactions does not compile. */
export type Core<F extends AnyFact = never> = {
  db: Db
  /** Business time. */
  now: () => Date
  /** The company's business zone. */
  zone: string
  lang: string
  /** Origin people reach us under, without a slash at the end. */
  publicUrl: string
  /** Writes a fact and runs what follows from it `now`, in the same transaction. */
  record: (tx: Db, fact: F) => Promise<number>
  send: (tx: Db, message: OutboxDraft) => Promise<void>
  later: (tx: Db, job: JobDraft) => Promise<void>
  /** Long work calls it between its steps: a moment for whoever waits for an answer. False: keep the next step short. */
  breathe?: (mostMs: number) => Promise<boolean>
  /** Part of the caller's transaction, as its last step: until it ends, nobody else can write to the audit log. */
  audit: (tx: Db, act: AuditAct) => Promise<void>
}

/** For reading a whole company: many facts and many messages in a few statements, with the same consequences. */
export type Together<F extends AnyFact> = {
  recordMany: (tx: Db, facts: readonly F[]) => Promise<number[]>
  sendMany: (tx: Db, messages: readonly OutboxDraft[]) => Promise<void>
}

/** The latest fact of each customer, in the order given. */
export const newestPerCustomer = <F extends Recorded<AnyFact>>(facts: readonly F[]): F[] => {
  const newest = new Map<string | null, F>()
  for (const fact of facts) {
    const known = newest.get(fact.externalUserid)
    if (known === undefined || fact.at >= known.at) newest.set(fact.externalUserid, fact)
  }
  return [...newest.values()]
}
