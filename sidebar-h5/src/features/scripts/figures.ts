import type { ScriptView } from '../../../../src/features/scripts/shapes.ts'
import { words } from '../../lang/lang.ts'

export const hasShare = ({ replies, advances, orders }: ScriptView): boolean =>
  replies.share !== null || advances.share !== null || orders.share !== null

const effects = (script: ScriptView): string[] => {
  const { replies, advances, orders } = script
  // A whole group's answers tell nothing of one script: it will never be less early.
  if (!hasShare(script)) return script.uses30d === 0 || script.category === 'group' ? [] : [words.scripts.early]
  return [
    replies.share === null ? '' : words.scripts.replied(Math.round(replies.share * 100), replies.customers),
    advances.share === null ? '' : words.scripts.advanced(Math.round(advances.share * 100), advances.customers),
    orders.share === null ? '' : words.scripts.ordered(Math.round(orders.share * 100), orders.customers),
  ]
}

/** What a list shows of it: the first thing that goes out, a file by its kind and name. */
export const firstLine = ({ parts: [first] }: ScriptView): string => {
  const kind = first === undefined ? undefined : words.scripts.kinds[first.type]
  return kind === undefined ? (first?.text ?? '') : `〔${kind}〕${first?.text ?? ''}`
}

/** How often, what went along with it, in how many parts. A share never stands without its number of customers. */
export const figuresLine = (script: ScriptView): string =>
  [
    words.scripts.uses(script.uses30d, script.customers30d),
    ...effects(script),
    script.parts.length > 1 ? words.scripts.parts(script.parts.length) : '',
  ]
    .filter((text) => text !== '')
    .join(' · ')
