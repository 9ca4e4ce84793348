import type { ScriptView } from '../../../../src/features/scripts/shapes.ts'
import { words } from '../../lang/lang.ts'

const answered = ({ uses30d, replies }: ScriptView): string => {
  if (replies.share !== null) return words.scripts.replied(Math.round(replies.share * 100), replies.customers)
  return uses30d === 0 ? '' : words.scripts.early
}

/** How often, with what answer, in how many parts. A share never stands without its number of customers. */
export const figuresLine = (script: ScriptView): string =>
  [
    words.scripts.uses(script.uses30d),
    answered(script),
    script.parts.length > 1 ? words.scripts.parts(script.parts.length) : '',
  ]
    .filter((text) => text !== '')
    .join(' · ')
