import { fullDays, silenceWarning } from './rules-clocks.ts'
import type { LifecycleState, LifecycleThresholds } from './rules-model.ts'
import { DEFAULT_THRESHOLDS, FLAGS } from './rules-model.ts'

export type RiskCode = 'complaint' | 'dnd' | 'intent-overstay' | 'silence-warning'

/** `days` of `limit` where the risk is one of time, else null. */
export type RiskLine = { code: RiskCode; days: number | null; limit: number | null }

/** For the card, worst first. Judged from the facts, so the card is right before the night job has run. */
export const riskLines = (
  state: LifecycleState,
  now: Date,
  limits: LifecycleThresholds = DEFAULT_THRESHOLDS,
): RiskLine[] => {
  const lines: RiskLine[] = []
  if (state.flags.includes(FLAGS.complaint)) lines.push({ code: 'complaint', days: null, limit: null })
  if (state.flags.includes(FLAGS.dnd)) lines.push({ code: 'dnd', days: null, limit: null })
  const inStage = fullDays(state.stageSince, now)
  if (state.stage === 'intent' && inStage >= limits.intentStayDays) {
    lines.push({ code: 'intent-overstay', days: inStage, limit: limits.intentStayDays })
  }
  const silence = silenceWarning(state, now, limits)
  if (silence !== null) lines.push({ code: 'silence-warning', ...silence })
  return lines
}
