/** Codes are fixed; a team may rename the labels. The order is the path a customer takes. */
export const STAGES = [
  { key: 'new', label: '新客' },
  { key: 'lead', label: '潜客' },
  { key: 'intent', label: '意向' },
  { key: 'first', label: '首购' },
  { key: 'repeat', label: '复购' },
  { key: 'dormant', label: '沉睡' },
  { key: 'churned', label: '流失' },
] as const

export type StageKey = (typeof STAGES)[number]['key']
export const STAGE_KEYS: readonly StageKey[] = STAGES.map((stage) => stage.key)
export const isStageKey = (text: string): text is StageKey => STAGES.some((stage) => stage.key === text)
export const stageLabel = (key: StageKey): string => STAGES.find((stage) => stage.key === key)?.label ?? key

/** The tag group WeCom shows; each following member's relation carries exactly one of its tags. */
export const STAGE_TAG_GROUP = '客户阶段'

/** Overlays on a stage. The first five are set by rules, the others by people. */
export const FLAGS = {
  returned: 'returned',
  waking: 'waking',
  silenceRisk: 'silence-risk',
  intentOverstay: 'intent-overstay',
  cooling: 'cooling',
  vip: 'vip',
  complaint: 'complaint',
  dnd: 'dnd',
  bargainHunter: 'bargain-hunter',
  staffFamily: 'staff-family',
  peer: 'peer',
} as const

export type OrderFacts = {
  /** Valid orders ever: paid and not fully refunded. */
  count: number
  countIn365d: number
  lastPaidAt: Date | null
  firstPaidAt: Date | null
  /** Median gap between orders; null means unknown and the default counts. */
  cycleDays: number | null
}

/** Facts as they stand with the event already saved (an order counted, a message noted); only `stage` is still the old one. */
export type LifecycleState = {
  /** null: never had a stage (the very first contact). */
  stage: StageKey | null
  stageSince: Date
  protectedUntil: Date | null
  firstAddedAt: Date
  /** Since when we would have seen the customer speak: an import must not look like years of silence. */
  observedSince: Date
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
  orders: OrderFacts
  relationsAlive: number
  /** Since when nobody is a friend; null while somebody is. */
  goneAt: Date | null
  flags: readonly string[]
}

/** What the clocks are read from, and all that the night's rules look at. */
export type ClockState = Pick<LifecycleState, 'stage' | 'observedSince' | 'lastInboundAt' | 'orders'>
export type NightState = ClockState & Pick<LifecycleState, 'stageSince' | 'protectedUntil' | 'goneAt' | 'flags'>

export type IntentSignal = 'rep' | 'opportunity' | 'quote' | 'form' | 'price-page' | 'keyword'

export type LifecycleEvent =
  | { kind: 'added' }
  | { kind: 're-added' }
  | { kind: 'spoke' }
  | { kind: 'profile-tagged'; count: number }
  | { kind: 'intent-signal'; signal: IntentSignal }
  | { kind: 'order-paid' }
  | { kind: 'order-refunded' }
  | { kind: 'removed-by-customer'; relationsLeft: number }
  | { kind: 'removed-by-rep'; relationsLeft: number }
  /** Nobody told us: WeCom shows no friendship any more. */
  | { kind: 'removed-unheard'; relationsLeft: number }
  | { kind: 'marked-by-rep'; to: StageKey; reason: string | null }
  /** Another account of the person joined; the state counts both already, but for the stage and flags of this one. */
  | { kind: 'accounts-merged'; other: { stage: StageKey | null; flags: readonly string[] } }

export type ReasonCode =
  | 'added'
  | 'returned'
  | 'spoke'
  | 'profile-filled'
  | 'new-period-over'
  | 'intent-signal'
  | 'order-paid'
  | 'order-refunded'
  | 'silent'
  | 'long-silent'
  | 'deleted-by-customer'
  | 'deleted-by-rep'
  | 'nobody-left'
  | 'manual'
  | 'merged'
  | 'separated'

export type StageMove = { to: StageKey; rule: string; reasonCode: ReasonCode }

export type StageChange = {
  /** null: the stage stays, only flags change. */
  move: StageMove | null
  flags: { add: string[]; remove: string[] }
  /** Until when the night job leaves the stage alone; set by hand moves only, null leaves the saved value. */
  protectUntil: Date | null
  /** A task of its own beside the cadence of the new stage. */
  followUp: 'refund-revisit' | null
}

/** null: nothing to do. */
export type StageDecision = StageChange | null

export type LifecycleThresholds = {
  newDays: number
  profileTags: number
  leadRiskDays: number
  dormantDays: number
  buyerSilenceDays: number
  buyerMinOrderDays: number
  buyerCycleFactor: number
  warningShare: number
  intentStayDays: number
  churnDays: number
  /** A hand-over takes the friend away before it brings the next one. */
  nobodyLeftDays: number
  buyerChurnDays: number
  protectionDays: number
  wakingDays: number
  coolingDays: number
  repeatOrders: number
  defaultCycleDays: number
}

export const DEFAULT_THRESHOLDS: LifecycleThresholds = {
  newDays: 7,
  profileTags: 2,
  leadRiskDays: 40,
  dormantDays: 60,
  buyerSilenceDays: 30,
  buyerMinOrderDays: 90,
  buyerCycleFactor: 2,
  warningShare: 2 / 3,
  intentStayDays: 14,
  churnDays: 180,
  nobodyLeftDays: 1,
  buyerChurnDays: 365,
  protectionDays: 30,
  wakingDays: 14,
  coolingDays: 30,
  repeatOrders: 2,
  defaultCycleDays: 30,
}
