import { isStageKey, type StageKey } from '../../../../src/features/lifecycle/rules-model.ts'
import type { ScriptCategory, ScriptView } from '../../../../src/features/scripts/shapes.ts'
import type { ScriptBody, ScriptBodyPart } from '../../api/routes.ts'
import { libraryWords } from '../../lang/library.ts'
import { SCRIPT_CATEGORIES } from '../../lang/library-zh-CN.ts'

/** A part while it is written: every field there, so that switching back and forth loses nothing. */
export type DraftPart = {
  type: 'text' | 'link'
  text: string
  title: string
  url: string
  description: string
  imageUrl: string
}
export type ScriptDraft = {
  title: string
  category: ScriptCategory
  stages: StageKey[]
  tags: string
  scope: 'company' | 'personal'
  parts: DraftPart[]
}

export const emptyPart = (type: DraftPart['type']): DraftPart => ({
  type,
  text: '',
  title: '',
  url: '',
  description: '',
  imageUrl: '',
})

export const emptyDraft = (scope: ScriptDraft['scope']): ScriptDraft => ({
  title: '',
  category: 'needs',
  stages: [],
  tags: '',
  scope,
  parts: [emptyPart('text')],
})

export const draftOf = (script: ScriptView): ScriptDraft => ({
  title: script.title,
  category: SCRIPT_CATEGORIES.find((key) => key === script.category) ?? 'needs',
  stages: script.stages.filter(isStageKey),
  tags: script.tags.join('，'),
  scope: script.scope,
  parts: script.parts.map((part) =>
    part.type === 'text'
      ? { ...emptyPart('text'), text: part.text }
      : {
          ...emptyPart('link'),
          title: part.title ?? part.text,
          url: part.url ?? '',
          description: part.description ?? '',
          imageUrl: part.imageUrl ?? '',
        },
  ),
})

const isFilled = (part: DraftPart): boolean =>
  part.type === 'text' ? part.text.trim() !== '' : part.title.trim() !== '' || part.url.trim() !== ''

const bodyPart = (part: DraftPart): ScriptBodyPart => {
  if (part.type === 'text') return { type: 'text', text: part.text.trim() }
  const imageUrl = part.imageUrl.trim()
  const link = { title: part.title.trim(), url: part.url.trim(), description: part.description.trim() }
  return { type: 'link', ...link, ...(imageUrl === '' ? {} : { imageUrl }) }
}

export const bodyOf = (draft: ScriptDraft): ScriptBody => ({
  title: draft.title.trim(),
  category: draft.category,
  stages: draft.stages,
  tags: [
    ...new Set(
      draft.tags
        .split(/[,，、\n]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    ),
  ],
  scope: draft.scope,
  parts: draft.parts.filter(isFilled).map(bodyPart),
})

/** Everything a customer would read of it, part by part. */
export const textsOf = (draft: ScriptDraft): string[] =>
  draft.parts
    .filter(isFilled)
    .map((part) => (part.type === 'text' ? part.text : [part.title, part.description].filter(Boolean).join('\n')))

const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text.trim())

/** What keeps it from being saved, in words; null when nothing does. */
export const troubleOf = (draft: ScriptDraft): string | null => {
  if (draft.title.trim() === '') return libraryWords.needTitle
  const parts = draft.parts.filter(isFilled)
  if (parts.length === 0) return libraryWords.needText
  const links = parts.filter((part) => part.type === 'link')
  if (links.some((part) => part.title.trim() === '')) return libraryWords.fields.linkTitle
  const isBad = (part: DraftPart): boolean =>
    !isWebAddress(part.url) || (part.imageUrl.trim() !== '' && !isWebAddress(part.imageUrl))
  return links.some(isBad) ? libraryWords.badUrl : null
}
