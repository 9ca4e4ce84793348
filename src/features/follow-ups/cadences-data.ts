export type CadenceKind =
  | 'new'
  | 'lead'
  | 'intent'
  | 'first'
  | 'repeat'
  | 'dormant'
  | 'refund-revisit'
  | 'birthday'
  | 'complaint-closed'
  | 'quote'
export type TaskKind = 'wechat' | 'call' | 'moments' | 'visit' | 'profile' | 'internal'
export type ScriptCategory =
  | 'welcome'
  | 'needs'
  | 'value'
  | 'offer'
  | 'objection'
  | 'after-sales'
  | 'satisfaction'
  | 'repurchase'
  | 'wake-up'
  | 'care'

export type StepKey =
  | 'new-d0'
  | 'new-d1'
  | 'new-d3'
  | 'new-d7'
  | 'lead-care'
  | 'intent-d1'
  | 'intent-d3'
  | 'intent-d7'
  | 'intent-weekly'
  | 'first-d1'
  | 'first-d3'
  | 'first-d7'
  | 'first-d15'
  | 'first-d30'
  | 'first-care'
  | 'repeat-effect'
  | 'repeat-offer'
  | 'repeat-restock'
  | 'repeat-care'
  | 'dormant-care'
  | 'dormant-reason'
  | 'dormant-offer'
  | 'dormant-quarterly'
  | 'refund-reason'
  | 'refund-check'
  | 'birthday-ahead'
  | 'birthday-day'
  | 'complaint-d1'
  | 'complaint-d7'
  | 'quote-d2'

/** 'anchor' counts from the day the cadence began, 'cycle' from the day the customer is expected to buy again. */
export type StepBase = 'anchor' | 'cycle'

export type CadenceStep = {
  code: string
  base: StepBase
  day: number
  kindOfTask: TaskKind
  scriptCategory: ScriptCategory
  /** Keys into the messages of src/lang: why today, and the one thing to do. */
  reasonKey: StepKey
  nextStepKey: StepKey
  /** Offers: left out during silences and while a complaint is open. */
  marketing: boolean
}

export type Cadence = {
  kind: CadenceKind
  steps: readonly CadenceStep[]
  /** After the last step, one more at a time. */
  recurring: (CadenceStep & { everyDays: number }) | null
}

const step = (
  code: string,
  day: number,
  key: StepKey,
  rest: [TaskKind, ScriptCategory],
  marketing = false,
): CadenceStep => ({
  code,
  base: 'anchor',
  day,
  kindOfTask: rest[0],
  scriptCategory: rest[1],
  reasonKey: key,
  nextStepKey: key,
  marketing,
})

const onCycle = (one: CadenceStep): CadenceStep => ({ ...one, base: 'cycle' })

const every = (days: number, one: CadenceStep): CadenceStep & { everyDays: number } => ({ ...one, everyDays: days })

/** Retail defaults. Other trades change days here and nothing else. */
export const CADENCES: Readonly<Record<CadenceKind, Cadence>> = {
  new: {
    kind: 'new',
    steps: [
      step('D0', 0, 'new-d0', ['wechat', 'welcome']),
      step('D1', 1, 'new-d1', ['wechat', 'needs']),
      step('D3', 3, 'new-d3', ['wechat', 'value'], true),
      step('D7', 7, 'new-d7', ['wechat', 'offer'], true),
    ],
    recurring: null,
  },
  lead: {
    kind: 'lead',
    steps: [step('D14', 14, 'lead-care', ['wechat', 'value'], true)],
    recurring: every(14, step('R14', 14, 'lead-care', ['wechat', 'value'], true)),
  },
  intent: {
    kind: 'intent',
    steps: [
      step('D1', 1, 'intent-d1', ['wechat', 'objection']),
      step('D3', 3, 'intent-d3', ['call', 'objection']),
      step('D7', 7, 'intent-d7', ['wechat', 'offer']),
    ],
    recurring: every(7, step('R7', 7, 'intent-weekly', ['wechat', 'needs'])),
  },
  first: {
    kind: 'first',
    steps: [
      step('D1', 1, 'first-d1', ['wechat', 'after-sales']),
      step('D3', 3, 'first-d3', ['wechat', 'after-sales']),
      step('D7', 7, 'first-d7', ['wechat', 'satisfaction']),
      step('D15', 15, 'first-d15', ['wechat', 'value']),
      step('D30', 30, 'first-d30', ['wechat', 'repurchase'], true),
    ],
    recurring: every(30, step('R30', 30, 'first-care', ['wechat', 'care'])),
  },
  repeat: {
    kind: 'repeat',
    steps: [
      onCycle(step('C-7', -7, 'repeat-effect', ['wechat', 'after-sales'])),
      onCycle(step('C-3', -3, 'repeat-offer', ['wechat', 'repurchase'], true)),
      onCycle(step('C0', 0, 'repeat-restock', ['wechat', 'repurchase'], true)),
    ],
    recurring: every(30, step('R30', 30, 'repeat-care', ['wechat', 'care'])),
  },
  dormant: {
    kind: 'dormant',
    steps: [
      step('D0', 0, 'dormant-care', ['wechat', 'care']),
      step('D15', 15, 'dormant-reason', ['wechat', 'wake-up']),
      step('D30', 30, 'dormant-offer', ['wechat', 'wake-up'], true),
    ],
    recurring: every(90, step('R90', 90, 'dormant-quarterly', ['wechat', 'care'])),
  },
  'refund-revisit': {
    kind: 'refund-revisit',
    steps: [
      step('D0', 0, 'refund-reason', ['call', 'after-sales']),
      step('D3', 3, 'refund-check', ['wechat', 'after-sales']),
    ],
    recurring: null,
  },
  birthday: {
    kind: 'birthday',
    steps: [
      step('D-3', -3, 'birthday-ahead', ['wechat', 'offer'], true),
      step('D0', 0, 'birthday-day', ['wechat', 'care']),
    ],
    recurring: null,
  },
  'complaint-closed': {
    kind: 'complaint-closed',
    steps: [
      step('D1', 1, 'complaint-d1', ['wechat', 'after-sales']),
      step('D7', 7, 'complaint-d7', ['wechat', 'satisfaction']),
    ],
    recurring: null,
  },
  quote: {
    kind: 'quote',
    // Counted in working days by whoever plans it: an office that is closed answers no quote.
    steps: [step('W2', 0, 'quote-d2', ['wechat', 'offer'])],
    recurring: null,
  },
}

/** What comes at any stage, beside its rhythm: a move of the stage leaves them, and they are no rhythm by themselves. */
export const OCCASIONS: readonly CadenceKind[] = ['birthday', 'complaint-closed', 'quote']
