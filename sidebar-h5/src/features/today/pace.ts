import type { Today } from '../../../../src/features/follow-ups/shapes.ts'
import { words } from '../../lang/lang.ts'

/** How far ahead of or behind the share of the month that has passed; empty where nothing can be said yet. */
export const paceSays = ({ index }: NonNullable<Today['pace']>): string => {
  if (index === null) return ''
  const off = Math.round(Math.abs(index - 1) * 100)
  if (off < 5) return words.today.onPace
  return index > 1 ? words.today.faster(off) : words.today.slower(off)
}
