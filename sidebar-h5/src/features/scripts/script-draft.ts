import { isStageKey, type StageKey } from '../../../../src/features/lifecycle/rules-model.ts'
import type { FileView } from '../../../../src/features/media/shapes.ts'
import { APPID, PAGE_PATH, withEnding } from '../../../../src/features/scripts/rules-miniprogram.ts'
import type { ScriptCategory, ScriptView } from '../../../../src/features/scripts/shapes.ts'
import type { ScriptBody, ScriptBodyPart } from '../../api/routes.ts'
import { libraryWords } from '../../lang/library.ts'
import { SCRIPT_CATEGORIES } from '../../lang/library-zh-CN.ts'

/** A part while it is written: every field there, so that switching back and forth loses nothing. */
export type DraftPart = {
  type: ScriptView['parts'][number]['type']
  text: string
  title: string
  url: string
  description: string
  imageUrl: string
  appid: string
  page: string
  /** The picture, the file, or the cover of the mini program. */
  file: FileView | null
}
export type ScriptDraft = {
  title: string
  category: ScriptCategory
  stages: StageKey[]
  tags: string
  scope: 'company' | 'personal'
  /** YYYY-MM-DD; empty for ever. */
  validUntil: string
  /** Of a company script for one department. */
  departmentId: number | null
  parts: DraftPart[]
}

export const emptyPart = (type: DraftPart['type']): DraftPart => ({
  type,
  text: '',
  title: '',
  url: '',
  description: '',
  imageUrl: '',
  appid: '',
  page: '',
  file: null,
})

/** A draft kept on the phone by an older page lacks what has come since. */
export const wholeDraft = (kept: ScriptDraft): ScriptDraft => ({
  ...kept,
  validUntil: kept.validUntil ?? '',
  departmentId: kept.departmentId ?? null,
  parts: kept.parts.map((part) => ({ ...emptyPart(part.type), ...part })),
})

export const previewOf = ({ type, file, title }: DraftPart) => ({
  type,
  title: type === 'miniprogram' ? title : (file?.name ?? ''),
  ...(file === null ? {} : { file }),
})

export const emptyDraft = (scope: ScriptDraft['scope']): ScriptDraft => ({
  title: '',
  category: 'needs',
  stages: [],
  tags: '',
  scope,
  validUntil: '',
  departmentId: null,
  parts: [emptyPart('text')],
})

export const draftOf = (script: ScriptView): ScriptDraft => ({
  title: script.title,
  category: SCRIPT_CATEGORIES.find((key) => key === script.category) ?? 'needs',
  stages: script.stages.filter(isStageKey),
  tags: script.tags.join('，'),
  scope: script.scope,
  validUntil: script.validUntil ?? '',
  departmentId: script.team?.id ?? null,
  parts: script.parts.map((part) =>
    part.type === 'text'
      ? { ...emptyPart('text'), text: part.text }
      : {
          ...emptyPart(part.type),
          title: part.title ?? part.text,
          url: part.url ?? '',
          description: part.description ?? '',
          imageUrl: part.imageUrl ?? '',
          appid: part.appid ?? '',
          page: part.page ?? '',
          file: part.file ?? null,
        },
  ),
})

const isFilled = (part: DraftPart): boolean => {
  if (part.type === 'text') return part.text.trim() !== ''
  if (part.type === 'link') return part.title.trim() !== '' || part.url.trim() !== ''
  return part.file !== null || [part.title, part.appid, part.page].some((text) => text.trim() !== '')
}

const bodyPart = (part: DraftPart): ScriptBodyPart => {
  if (part.type === 'text') return { type: 'text', text: part.text.trim() }
  const fileId = part.file?.id ?? ''
  if (part.type === 'image' || part.type === 'file') return { type: part.type, fileId }
  if (part.type === 'miniprogram') {
    const [title, appid, page] = [part.title.trim(), part.appid.trim(), withEnding(part.page)]
    return { type: 'miniprogram', title, appid, page, coverFileId: fileId }
  }
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
  validUntil: draft.validUntil === '' ? null : draft.validUntil,
  departmentId: draft.scope === 'company' ? draft.departmentId : null,
  parts: draft.parts.filter(isFilled).map(bodyPart),
})

/** Everything a customer would read of it, part by part; what files show is nothing to read. */
export const textsOf = (draft: ScriptDraft): string[] =>
  draft.parts
    .filter((part) => isFilled(part) && part.type !== 'image' && part.type !== 'file')
    .map((part) => (part.type === 'text' ? part.text : [part.title, part.description].filter(Boolean).join('\n')))

const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text.trim())

const mediaTrouble = ({ type, file, title, appid, page }: DraftPart): string | null => {
  if (type === 'text' || type === 'link') return null
  const says = libraryWords.files
  if (type === 'miniprogram') {
    if (title.trim() === '') return libraryWords.fields.miniTitle
    if (!APPID.test(appid.trim())) return says.badAppid
    if (!PAGE_PATH.test(withEnding(page))) return says.badPage
  }
  return file === null ? says.need[type] : null
}

/** What keeps it from being saved, in words; null when nothing does. */
export const troubleOf = (draft: ScriptDraft): string | null => {
  if (draft.title.trim() === '') return libraryWords.needTitle
  const parts = draft.parts.filter(isFilled)
  if (parts.length === 0) return libraryWords.needText
  const unwell = parts.map(mediaTrouble).find((one) => one !== null)
  if (unwell !== undefined) return unwell
  const links = parts.filter((part) => part.type === 'link')
  if (links.some((part) => part.title.trim() === '')) return libraryWords.fields.linkTitle
  const isBad = (part: DraftPart): boolean =>
    !isWebAddress(part.url) || (part.imageUrl.trim() !== '' && !isWebAddress(part.imageUrl))
  return links.some(isBad) ? libraryWords.badUrl : null
}
