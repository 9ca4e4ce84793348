import type { z } from 'zod'
import type { wireArchiveMessage } from '../types/archive.ts'
import { textOf } from '../types/common.ts'
import type { ArchiveContent, ArchivedFile, ArchivedItem } from './types.ts'
import { figure, idText, moment, type Whole } from './values.ts'

type Wire = z.output<typeof wireArchiveMessage>
type Read = (wire: Wire) => ArchiveContent | null

/** 101 is what somebody set up, 102 what somebody answered to it. */
const isReply = (type: Whole): boolean => figure(type) === 102

const fileOf = (
  part: { md5sum?: string | null | undefined; sdkfileid?: string | null | undefined },
  size: Whole,
): ArchivedFile => ({
  sdkFileId: textOf(part.sdkfileid),
  md5: textOf(part.md5sum),
  bytes: figure(size),
})

const itemsOf = (items: NonNullable<Wire['mixed']>['item']): ArchivedItem[] =>
  (items ?? []).map((item) => ({
    type: item.type ?? '',
    at: moment(item.msgtime),
    content: item.content ?? '',
    fromRoom: item.from_chatroom ?? null,
  }))

const FILES: Readonly<Record<string, Read>> = {
  image: ({ image }) => (image ? { kind: 'image', file: fileOf(image, image.filesize) } : null),
  voice: ({ voice }) =>
    voice ? { kind: 'voice', file: fileOf(voice, voice.voice_size), seconds: figure(voice.play_length) } : null,
  video: ({ video }) =>
    video ? { kind: 'video', file: fileOf(video, video.filesize), seconds: figure(video.play_length) } : null,
  file: ({ file }) =>
    file
      ? {
          kind: 'file',
          file: fileOf(file, file.filesize),
          name: textOf(file.filename),
          extension: textOf(file.fileext),
        }
      : null,
  emotion: ({ emotion }) => {
    if (!emotion) return null
    const size = { width: figure(emotion.width), height: figure(emotion.height) }
    return { kind: 'emotion', file: fileOf(emotion, emotion.imagesize), animated: figure(emotion.type) === 1, ...size }
  },
  meeting_voice_call: ({ meeting_voice_call: call, voiceid }) =>
    call ? { kind: 'call', callId: textOf(voiceid), endedAt: moment(call.endtime), file: fileOf(call, null) } : null,
  voip_doc_share: ({ voip_doc_share: share, voipid }) =>
    share
      ? {
          kind: 'shared-document',
          callId: textOf(voipid),
          file: fileOf(share, share.filesize),
          name: textOf(share.filename),
        }
      : null,
}

const SAID: Readonly<Record<string, Read>> = {
  text: ({ text }) => (text ? { kind: 'text', text: text.content ?? '' } : null),
  // These three stand under another name than their type.
  markdown: ({ info }) => (info ? { kind: 'markdown', text: info.content ?? '' } : null),
  news: ({ info }) =>
    info
      ? {
          kind: 'news',
          articles: (info.item ?? []).map(({ title, description, url }) => ({
            title: textOf(title),
            description: textOf(description),
            url: textOf(url),
          })),
        }
      : null,
  docmsg: ({ doc }) =>
    doc
      ? { kind: 'document', title: textOf(doc.title), creator: textOf(doc.doc_creator), url: textOf(doc.link_url) }
      : null,
  revoke: ({ revoke }) => (revoke ? { kind: 'recalled', previousMsgid: revoke.pre_msgid ?? '' } : null),
  agree: ({ agree }) =>
    agree ? { kind: 'consent', agreed: true, userid: agree.userid ?? '', at: moment(agree.agree_time) } : null,
  // An older form carries the `agree` object under a disagreement.
  disagree: ({ disagree, agree }) => {
    const at = disagree?.disagree_time ?? disagree?.agree_time ?? agree?.agree_time
    const userid = disagree?.userid ?? agree?.userid
    return disagree || agree ? { kind: 'consent', agreed: false, userid: userid ?? '', at: moment(at) } : null
  },
  chatrecord: ({ chatrecord }) =>
    chatrecord ? { kind: 'record', title: textOf(chatrecord.title), items: itemsOf(chatrecord.item) } : null,
  mixed: ({ mixed }) => (mixed ? { kind: 'mixed', items: itemsOf(mixed.item) } : null),
}

const SHARED: Readonly<Record<string, Read>> = {
  card: ({ card }) => (card ? { kind: 'card', userid: card.userid ?? '', corpName: textOf(card.corpname) } : null),
  location: ({ location }) => {
    if (!location) return null
    const at = { longitude: figure(location.longitude), latitude: figure(location.latitude) }
    return { kind: 'location', ...at, address: textOf(location.address), title: textOf(location.title) }
  },
  link: ({ link }) => {
    if (!link) return null
    const words = { title: textOf(link.title), description: textOf(link.description) }
    return { kind: 'link', ...words, url: textOf(link.link_url), imageUrl: textOf(link.image_url) }
  },
  weapp: ({ weapp }) => {
    if (!weapp) return null
    const words = { title: textOf(weapp.title), description: textOf(weapp.description) }
    return { kind: 'miniprogram', ...words, username: textOf(weapp.username), name: textOf(weapp.displayname) }
  },
  sphfeed: ({ sphfeed }) => {
    if (!sphfeed) return null
    const words = { name: textOf(sphfeed.sph_name), description: textOf(sphfeed.feed_desc) }
    return { kind: 'channels', feedType: figure(sphfeed.feed_type), ...words }
  },
}

/** The outer red packet is documented under its own name and seen under the inner one's. */
const packet = (external: boolean, part: Wire['redpacket']): ArchiveContent | null =>
  part
    ? {
        kind: 'red-packet',
        external,
        wish: textOf(part.wish),
        count: figure(part.totalcnt),
        amountFen: figure(part.totalamount),
      }
    : null

const ARRANGED: Readonly<Record<string, Read>> = {
  todo: ({ todo }) => (todo ? { kind: 'todo', title: textOf(todo.title), text: textOf(todo.content) } : null),
  vote: ({ votetitle, voteitem, votetype, voteid }) => ({
    kind: 'vote',
    title: textOf(votetitle),
    items: [...(voteitem ?? [])],
    voteId: idText(voteid),
    reply: isReply(votetype),
  }),
  collect: ({ collect }) => {
    if (!collect) return null
    const { room_name: room, creator, title, details } = collect
    const questions = (details ?? []).map(({ id, ques, type }) => ({
      id: idText(id),
      question: textOf(ques),
      type: textOf(type),
    }))
    return { kind: 'form', title: textOf(title), roomName: textOf(room), creator: textOf(creator), questions }
  },
  redpacket: (wire) => packet(false, wire.redpacket),
  external_redpacket: (wire) => packet(true, wire.external_redpacket ?? wire.redpacket),
  meeting: ({ meeting }) => {
    if (!meeting) return null
    const times = { startsAt: moment(meeting.starttime), endsAt: moment(meeting.endtime) }
    const reply = isReply(meeting.meetingtype)
    const status = reply ? figure(meeting.status) : null
    return {
      kind: 'meeting',
      meetingId: idText(meeting.meetingid),
      topic: textOf(meeting.topic),
      ...times,
      status,
      reply,
    }
  },
  calendar: ({ calendar }) => {
    if (!calendar) return null
    const times = { startsAt: moment(calendar.starttime), endsAt: moment(calendar.endtime) }
    return { kind: 'calendar', title: textOf(calendar.title), ...times, attendees: [...(calendar.attendeename ?? [])] }
  },
}

const READERS: Readonly<Record<string, Read>> = { ...SAID, ...FILES, ...SHARED, ...ARRANGED }

/** What the message says. Its type is known but its object is not there: kept as `other`, like an unknown type. */
export const contentOf = (wire: Wire): ArchiveContent => {
  const type = wire.msgtype ?? ''
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined
  return read?.(wire) ?? { kind: 'other' }
}
