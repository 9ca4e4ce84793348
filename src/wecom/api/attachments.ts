import type { Attachment } from '../client-data.ts'
import { textOf } from '../types/common.ts'
import type { WireAttachment } from '../types/sends.ts'

/** The part behind `msgtype`, in WeCom's spelling. */
export const wirePart = (item: Attachment): Record<string, unknown> => {
  switch (item.kind) {
    case 'image':
      return 'mediaId' in item ? { media_id: item.mediaId } : { pic_url: item.picUrl }
    case 'link':
      return { title: item.title, picurl: item.picUrl, desc: item.desc, url: item.url }
    case 'miniprogram':
      return { title: item.title, pic_media_id: item.picMediaId, appid: item.appid, page: item.page }
    case 'video':
    case 'file':
      return { media_id: item.mediaId }
  }
}

/** One attachment of a welcome or a group send. */
export const wireAttachmentOf = (item: Attachment): Record<string, unknown> => ({
  msgtype: item.kind,
  [item.kind]: wirePart(item),
})

type Parts = Pick<WireAttachment, 'image' | 'link' | 'miniprogram' | 'video' | 'file'>

const imageOf = (wire: NonNullable<Parts['image']>): Attachment | null => {
  const mediaId = textOf(wire.media_id)
  if (mediaId !== null) return { kind: 'image', mediaId }
  const picUrl = textOf(wire.pic_url)
  return picUrl === null ? null : { kind: 'image', picUrl }
}

const linkOf = (wire: NonNullable<Parts['link']>): Attachment => ({
  kind: 'link',
  title: wire.title ?? '',
  url: wire.url ?? '',
  ...(textOf(wire.picurl) === null ? {} : { picUrl: wire.picurl ?? '' }),
  ...(textOf(wire.desc) === null ? {} : { desc: wire.desc ?? '' }),
})

/** The first part that is there; null for a kind that came after this was written. */
export const toAttachment = (wire: Parts): Attachment | null => {
  if (wire.image) return imageOf(wire.image)
  if (wire.link) return linkOf(wire.link)
  if (wire.miniprogram) {
    const { title, pic_media_id, appid, page } = wire.miniprogram
    return {
      kind: 'miniprogram',
      title: title ?? '',
      picMediaId: pic_media_id ?? '',
      appid: appid ?? '',
      page: page ?? '',
    }
  }
  if (wire.video) return { kind: 'video', mediaId: wire.video.media_id ?? '' }
  if (wire.file) return { kind: 'file', mediaId: wire.file.media_id ?? '' }
  return null
}
