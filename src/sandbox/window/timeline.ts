import type { Body } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import type { TimelineEntry } from '../types.ts'

/** Lists of thousands would make the page slow to read and to draw; what is cut is named. */
const KEPT_ITEMS = 40
const KEPT_TEXT = 4_000

const shortened = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string')
    return value.length > KEPT_TEXT ? `${value.slice(0, KEPT_TEXT)}… (+${value.length - KEPT_TEXT})` : value
  if (Array.isArray(value)) {
    const kept = value.slice(0, KEPT_ITEMS).map((one) => shortened(one, depth + 1))
    return value.length > KEPT_ITEMS ? [...kept, `… (+${value.length - KEPT_ITEMS})`] : kept
  }
  if (typeof value !== 'object' || value === null || depth > 8) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one, depth + 1)]))
}

const shown = (kernel: Kernel, entry: TimelineEntry): Body => {
  const code = entry.errcode
  const explain = kernel.options.explain
  return {
    ...entry,
    detail: shortened(entry.detail),
    why:
      code === null || code === 0 || explain === undefined
        ? null
        : { zh: explain(code, 'zh'), en: explain(code, 'en') },
  }
}

/** Entries younger than `after`, oldest first. `first` is the oldest that is still kept. */
export const pageTimeline = (kernel: Kernel, after: number): Body => ({
  first: kernel.timeline[0]?.id ?? 0,
  items: kernel.timeline
    .filter((entry) => entry.id > (Number.isFinite(after) ? after : 0))
    .map((one) => shown(kernel, one)),
})
