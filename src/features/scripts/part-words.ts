import type { ScriptPart } from './tables.ts'

/** What a customer reads of a part and variables may stand in. */
export const textsIn = (part: ScriptPart): string[] => {
  if (part.type === 'text') return [part.text]
  if (part.type === 'link') return [part.title, part.description]
  return part.type === 'miniprogram' ? [part.title] : []
}

/** And the names of its files: a customer reads them too, but nobody fills them in. */
export const wordsIn = (part: ScriptPart): string[] =>
  part.type === 'image' || part.type === 'file' ? [part.name] : textsIn(part)

export const fileIdOf = (part: ScriptPart): number | null => {
  if (part.type === 'image' || part.type === 'file') return part.fileId
  return part.type === 'miniprogram' ? part.cover.fileId : null
}
