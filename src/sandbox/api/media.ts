import type { Kernel } from '../kernel.ts'
import type { MediaFile } from '../state.ts'
import { contentTypeOf, mediaPart } from './multipart.ts'
import { type ApiContext, type Apis, FILE, fine, type Reply, refuse, type SentFile } from './replies.ts'

const MB = 1024 * 1024
const SMALLEST = 6
const LARGEST: Record<string, number> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }
const FORMATS: Record<string, readonly string[]> = {
  image: ['image/jpeg', 'image/png'],
  voice: ['audio/amr'],
  video: ['video/mp4'],
}
const DAY = 86_400

type Part = { name: string; bytes: Buffer }
type Judged = { ok: true; part: Part } | { ok: false; reply: Reply }

/** What is wrong with the file itself. The kind is looked at first, then whether there is anything, then its size. */
const judgeFile = (context: ApiContext, type: string, kinds: readonly string[]): Judged => {
  const no = (errcode: number): Judged => ({ ok: false, reply: refuse(context, errcode) })
  const part = mediaPart(context.raw, context.contentType)
  if (part === null || part.bytes.length < SMALLEST) return no(44001)
  if (!kinds.includes(type)) return no(40005)
  if (part.bytes.length > (LARGEST[type] ?? 0)) return no(45001)
  return (FORMATS[type] ?? []).includes(contentTypeOf(part.bytes)) || FORMATS[type] === undefined
    ? { ok: true, part }
    : no(40004)
}

const keep = (kernel: Kernel, part: Part, more: Pick<MediaFile, 'type' | 'robotKey' | 'use'>): string => {
  const mediaId = kernel.id('3', 64)
  kernel.state.media.set(mediaId, { at: kernel.seconds(), bytes: part.bytes, name: part.name, ...more })
  return mediaId
}

const upload = (context: ApiContext): Reply => {
  const type = context.query.type ?? ''
  const judged = judgeFile(context, type, ['image', 'voice', 'video', 'file'])
  if (!judged.ok) return judged.reply
  const mediaId = keep(context.kernel, judged.part, { type, robotKey: null, use: 'message' })
  // `errmsg` is empty and the time is a text here; both are WeCom's own.
  return { errcode: 0, errmsg: '', type, media_id: mediaId, created_at: `${context.kernel.seconds()}` }
}

/** The file is looked at before the robot's key: 44001 says nothing about the key. */
const robotUpload = (context: ApiContext): Reply => {
  const type = context.query.type ?? ''
  const judged = judgeFile(context, type, ['voice', 'file'])
  if (!judged.ok) return judged.reply
  const key = context.query.key ?? ''
  if (!context.kernel.state.robots.has(key)) return refuse(context, 93000)
  const mediaId = keep(context.kernel, judged.part, { type, robotKey: key, use: 'message' })
  return fine({ type, media_id: mediaId, created_at: `${context.kernel.seconds()}` })
}

const uploadImg = (context: ApiContext): Reply => {
  const judged = judgeFile(context, 'image', ['image'])
  if (!judged.ok) return judged.reply
  if (judged.part.bytes.length > 2 * MB) return refuse(context, 40009)
  const id = keep(context.kernel, judged.part, { type: 'image', robotKey: null, use: 'permanent' })
  return { errcode: 0, errmsg: '', url: `http://${context.host}/sandbox/picture/${id}` }
}

/** Ids from here do not serve messages, and ids of messages do not serve here (41072). */
const uploadAttachment = (context: ApiContext): Reply => {
  const type = context.query.media_type ?? ''
  const judged = judgeFile(context, type, ['image', 'video', 'file'])
  if (!judged.ok) return judged.reply
  const use = { 1: 'moment' as const, 2: 'album' as const }[context.query.attachment_type ?? '']
  if (use === undefined) return refuse(context, 40058)
  const mediaId = keep(context.kernel, judged.part, { type, robotKey: null, use })
  return { errcode: 0, errmsg: 'ok', type, media_id: mediaId, created_at: context.kernel.seconds() }
}

/** The file of an id that is still good, or null: unknown, over three days old, or of another robot. */
export const usableMedia = (kernel: Kernel, mediaId: string, robotKey: string | null = null): MediaFile | null => {
  const file = kernel.state.media.get(mediaId)
  if (file === undefined || file.use === 'permanent' || file.robotKey !== robotKey) return null
  return kernel.seconds() - file.at > kernel.switches.get('mediaDays') * DAY ? null : file
}

export const permanentPicture = (kernel: Kernel, id: string): SentFile | null => {
  const file = kernel.state.media.get(id)
  if (file?.use !== 'permanent') return null
  return { bytes: file.bytes, contentType: contentTypeOf(file.bytes), name: file.name }
}

/** As the chat window shows it: what was sent stays in the chat when its id is long forgotten. */
export const sentFile = (kernel: Kernel, id: string): SentFile | null => {
  const file = kernel.state.media.get(id)
  if (file === undefined || file.use === 'permanent') return null
  return { bytes: file.bytes, contentType: contentTypeOf(file.bytes), name: file.name }
}

/** The bytes themselves, or JSON with the error: a client decides by the content type. */
const get = (context: ApiContext): Reply => {
  const file = usableMedia(context.kernel, context.query.media_id ?? '')
  if (file === null) return refuse(context, 40007)
  return { errcode: 0, [FILE]: { bytes: file.bytes, contentType: contentTypeOf(file.bytes), name: file.name } }
}

export const mediaApis: Apis = {
  'media/upload': { method: 'POST', run: upload },
  'media/uploadimg': { method: 'POST', run: uploadImg },
  'media/upload_attachment': { method: 'POST', run: uploadAttachment },
  'media/get': { method: 'GET', run: get },
  'webhook/upload_media': { method: 'POST', open: true, run: robotUpload },
}
