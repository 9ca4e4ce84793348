/** `cover`: the picture of a mini program's card, which WeCom wants smaller. */
export const FILE_KINDS = ['image', 'file', 'cover'] as const
export type FileKind = (typeof FILE_KINDS)[number]

const MB = 1024 * 1024
/** WeCom's page says 10 MB for pictures and its refusal speaks of 5: below the smaller one nobody is refused. */
export const MOST_BYTES: Readonly<Record<FileKind, number>> = { image: 5 * MB, file: 20 * MB, cover: 2 * MB }
export const LARGEST_BYTES = Math.max(...Object.values(MOST_BYTES))
/** WeCom takes nothing smaller. */
const LEAST_BYTES = 6
export const megabytes = (bytes: number): number => Math.round(bytes / MB)

/** What one member may keep here; without an end one phone could fill the disk. */
export const MOST_OF_MEMBER = 500 * MB

const MAX_NAME = 80

/** A name that no system and no header stumbles over, with its ending kept; null when nothing is left of it. */
export const cleanName = (given: string): string | null => {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/[:*?"<>|;]/g, '_')
  const name = plain.trim().replace(/^\.+/, '')
  if (name === '') return null
  const signs = [...name]
  if (signs.length <= MAX_NAME) return name
  const ending = endingOf(name)
  const tail = ending === '' ? '' : `.${ending}`
  return signs.slice(0, MAX_NAME - tail.length).join('') + tail
}

/** In lower case; empty where there is none. */
export const endingOf = (name: string): string => /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''

type Picture = 'jpeg' | 'png' | 'gif'
type Document = 'pdf' | 'old-office' | 'text' | 'zip' | 'rar' | '7z'
type Sort = Picture | Document | 'movie' | 'riff' | 'mp3' | 'amr' | 'program' | 'other'

const startsWith = (bytes: Uint8Array, head: readonly number[], at = 0): boolean =>
  head.every((byte, index) => bytes[at + index] === byte)

const letters = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0))
const PROGRAMS: readonly (readonly number[])[] = [
  [0x4d, 0x5a],
  [0x7f, 0x45, 0x4c, 0x46],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x23, 0x21, 0x2f],
]
const HEADS: readonly (readonly [Sort, readonly number[], number])[] = [
  ['jpeg', [0xff, 0xd8, 0xff], 0],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0],
  ['gif', letters('GIF8'), 0],
  ['pdf', letters('%PDF-'), 0],
  ['zip', [0x50, 0x4b, 0x03, 0x04], 0],
  ['rar', letters('Rar!'), 0],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0],
  ['old-office', [0xd0, 0xcf, 0x11, 0xe0], 0],
  ['riff', letters('RIFF'), 0],
  ['mp3', letters('ID3'), 0],
  ...[0xfb, 0xfa, 0xf3, 0xf2].map((second) => ['mp3', [0xff, second], 0] as const),
  ['amr', letters('#!AMR'), 0],
  ...['ftyp', 'moov', 'mdat', 'wide'].map((box) => ['movie', letters(box), 4] as const),
  ...PROGRAMS.map((head) => ['program', head, 0] as const),
]
const TEXT_LOOKED_AT = 4096
/** Text of the editors that write two bytes a sign begins so. */
const WIDE_TEXT: readonly (readonly number[])[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
]
const isText = (bytes: Uint8Array): boolean =>
  WIDE_TEXT.some((head) => startsWith(bytes, head)) || !bytes.subarray(0, TEXT_LOOKED_AT).includes(0)

/** By the first bytes: neither the name nor what the browser says proves anything. */
export const sortOf = (bytes: Uint8Array): Sort =>
  HEADS.find(([, head, at]) => startsWith(bytes, head, at))?.[0] ?? (isText(bytes) ? 'text' : 'other')

const office = (ending: string): Readonly<Record<string, readonly Sort[]>> => ({
  // Shop systems write tables and letters as text and call them .xls and .doc; Office opens them all the same.
  [ending]: ['old-office', 'zip', 'text'],
  [`${ending}x`]: ['zip'],
})
/** What may be sent to customers, and what its content must be: a renamed file would not open there. */
const CONTENT_OF: Readonly<Record<string, readonly Sort[]>> = {
  ...{ jpg: ['jpeg'], jpeg: ['jpeg'], png: ['png'], gif: ['gif'], webp: ['riff'], heic: ['movie'] },
  ...{ pdf: ['pdf'], ...office('doc'), ...office('xls'), ...office('ppt') },
  ...{ wps: ['old-office', 'zip'], et: ['old-office', 'zip'], dps: ['old-office', 'zip'] },
  ...{ txt: ['text'], csv: ['text'], md: ['text'] },
  ...{ zip: ['zip'], rar: ['rar'], '7z': ['7z'] },
  ...{ mp4: ['movie'], mov: ['movie'], m4a: ['movie'], mp3: ['mp3'], wav: ['riff'], amr: ['amr'] },
}
const PROGRAM_ENDINGS = ['exe', 'msi', 'bat', 'cmd', 'com', 'scr', 'vbs', 'js', 'ps1', 'sh', 'apk', 'jar']

export const PICTURE_TYPES = { jpeg: 'image/jpeg', png: 'image/png' } as const
/** What a browser is told of everything else: it is kept, never shown. */
const ANY_TYPE = 'application/octet-stream'

export type BadFile = 'no-name' | 'too-small' | 'too-large' | 'no-picture' | 'program' | 'ending' | 'wrong-content'
export type JudgedFile = { ok: true; name: string; contentType: string } | { ok: false; why: BadFile }

export const judgeFile = (given: { kind: FileKind; name: string; bytes: Uint8Array }): JudgedFile => {
  const { kind, bytes } = given
  const name = cleanName(given.name)
  if (name === null) return { ok: false, why: 'no-name' }
  if (bytes.length < LEAST_BYTES) return { ok: false, why: 'too-small' }
  if (bytes.length > MOST_BYTES[kind]) return { ok: false, why: 'too-large' }
  const sort = sortOf(bytes)
  if (kind !== 'file') {
    if (sort !== 'jpeg' && sort !== 'png') return { ok: false, why: 'no-picture' }
    return { ok: true, name: pictureName(name, sort), contentType: PICTURE_TYPES[sort] }
  }
  const ending = endingOf(name)
  if (sort === 'program' || PROGRAM_ENDINGS.includes(ending)) return { ok: false, why: 'program' }
  const expected = CONTENT_OF[ending]
  if (expected === undefined) return { ok: false, why: 'ending' }
  if (!expected.includes(sort)) return { ok: false, why: 'wrong-content' }
  return { ok: true, name, contentType: ANY_TYPE }
}

/** WeCom goes by the ending as well: a PNG that is called .jpg, or nothing at all, gets its own. */
const pictureName = (name: string, sort: keyof typeof PICTURE_TYPES): string => {
  const ending = endingOf(name)
  if (CONTENT_OF[ending]?.includes(sort) === true) return name
  const stem = ending === '' ? name : name.slice(0, -ending.length - 1)
  return `${stem}.${sort === 'jpeg' ? 'jpg' : 'png'}`
}
