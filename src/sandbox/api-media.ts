import { type ApiContext, type Apis, type Reply, refuse } from './replies.ts'

/** The first part named `media` of a multipart body; enough for what clients of this API send. */
const partOf = (raw: Buffer, contentType: string): { name: string; bytes: Buffer } | null => {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const start = raw.indexOf(`--${boundary}`)
  const headEnd = raw.indexOf('\r\n\r\n', Math.max(start, 0))
  if (start === -1 || headEnd === -1) return null
  const head = raw.subarray(start, headEnd).toString('utf8')
  const end = raw.indexOf(`\r\n--${boundary}`, headEnd + 4)
  if (end === -1 || !/name="media"/.test(head)) return null
  return { name: /filename="([^"]*)"/.exec(head)?.[1] ?? '', bytes: Buffer.from(raw.subarray(headEnd + 4, end)) }
}

/** The file is looked at before the robot's key: 44001 says nothing about the key. */
const upload = (context: ApiContext, robotKey: string | null): Reply => {
  const { kernel } = context
  const part = partOf(context.raw, context.contentType)
  if (part === null || part.bytes.length <= 5) return refuse(context, 44001)
  const type = context.query.type ?? ''
  if (!['image', 'voice', 'video', 'file'].includes(type)) return refuse(context, 40058)
  if (robotKey !== null && !kernel.state.robots.has(robotKey)) return refuse(context, 93000)
  const mediaId = kernel.id('3', 64)
  kernel.state.media.set(mediaId, { type, at: kernel.seconds(), robotKey, bytes: part.bytes, name: part.name })
  return {
    errcode: 0,
    errmsg: robotKey === null ? '' : 'ok',
    type,
    media_id: mediaId,
    created_at: `${kernel.seconds()}`,
  }
}

export const mediaApis: Apis = {
  'media/upload': { method: 'POST', run: (context) => upload(context, null) },
  'webhook/upload_media': { method: 'POST', open: true, run: (context) => upload(context, context.query.key ?? '') },
}
