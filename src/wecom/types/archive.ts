import { z } from 'zod'
import { wireText } from './common.ts'

/** Whole numbers of the archive may be longer than a double holds. */
export const wireWhole = z.union([z.number(), z.bigint(), z.string()]).nullish()

const file = { md5sum: wireText, sdkfileid: wireText }
const item = z.looseObject({
  type: wireText,
  msgtime: wireWhole,
  content: wireText,
  from_chatroom: z.boolean().nullish(),
})
const article = z.looseObject({ title: wireText, description: wireText, url: wireText, picurl: wireText })
const packet = z.looseObject({ type: wireWhole, wish: wireText, totalcnt: wireWhole, totalamount: wireWhole })
const share = z.looseObject({ filename: wireText, filesize: wireWhole, ...file })

const shown = { starttime: wireWhole, endtime: wireWhole }
const call = z.looseObject({
  endtime: wireWhole,
  sdkfileid: wireText,
  demofiledata: z.array(z.looseObject({ filename: wireText, demooperator: wireText, ...shown })).nullish(),
  sharescreendata: z.array(z.looseObject({ share: wireText, ...shown })).nullish(),
})

/** The object of a message stands under the name of its type, except for `docmsg`, `news`, `markdown` and the flat vote. */
export const wireArchiveMessage = z.looseObject({
  msgid: z.string(),
  action: z.string(),
  from: wireText,
  tolist: z.array(z.string()).nullish(),
  roomid: wireText,
  msgtime: wireWhole,
  msgtype: wireText,
  /** `switch` entries carry these two and no more. */
  time: wireWhole,
  user: wireText,
  text: z.looseObject({ content: wireText }).nullish(),
  image: z.looseObject({ filesize: wireWhole, ...file }).nullish(),
  voice: z.looseObject({ voice_size: wireWhole, play_length: wireWhole, ...file }).nullish(),
  video: z.looseObject({ filesize: wireWhole, play_length: wireWhole, ...file }).nullish(),
  file: z.looseObject({ filename: wireText, fileext: wireText, filesize: wireWhole, ...file }).nullish(),
  emotion: z
    .looseObject({ type: wireWhole, width: wireWhole, height: wireWhole, imagesize: wireWhole, ...file })
    .nullish(),
  revoke: z.looseObject({ pre_msgid: wireText }).nullish(),
  agree: z.looseObject({ userid: wireText, agree_time: wireWhole }).nullish(),
  disagree: z.looseObject({ userid: wireText, disagree_time: wireWhole, agree_time: wireWhole }).nullish(),
  card: z.looseObject({ corpname: wireText, userid: wireText }).nullish(),
  location: z
    .looseObject({ longitude: wireWhole, latitude: wireWhole, address: wireText, title: wireText, zoom: wireWhole })
    .nullish(),
  link: z.looseObject({ title: wireText, description: wireText, link_url: wireText, image_url: wireText }).nullish(),
  weapp: z.looseObject({ title: wireText, description: wireText, username: wireText, displayname: wireText }).nullish(),
  chatrecord: z.looseObject({ title: wireText, item: z.array(item).nullish() }).nullish(),
  mixed: z.looseObject({ item: z.array(item).nullish() }).nullish(),
  todo: z.looseObject({ title: wireText, content: wireText }).nullish(),
  votetitle: wireText,
  voteitem: z.array(z.string()).nullish(),
  votetype: wireWhole,
  voteid: wireWhole,
  collect: z
    .looseObject({
      room_name: wireText,
      creator: wireText,
      create_time: wireText,
      title: wireText,
      details: z.array(z.looseObject({ id: wireWhole, ques: wireText, type: wireText })).nullish(),
    })
    .nullish(),
  redpacket: packet.nullish(),
  external_redpacket: packet.nullish(),
  meeting: z
    .looseObject({
      topic: wireText,
      starttime: wireWhole,
      endtime: wireWhole,
      address: wireText,
      remarks: wireText,
      meetingtype: wireWhole,
      meetingid: wireWhole,
      status: wireWhole,
    })
    .nullish(),
  doc: z.looseObject({ title: wireText, link_url: wireText, doc_creator: wireText }).nullish(),
  info: z.looseObject({ content: wireText, item: z.array(article).nullish() }).nullish(),
  calendar: z
    .looseObject({
      title: wireText,
      creatorname: wireText,
      place: wireText,
      remarks: wireText,
      starttime: wireWhole,
      endtime: wireWhole,
      attendeename: z.array(z.string()).nullish(),
    })
    .nullish(),
  voiceid: wireText,
  meeting_voice_call: call.nullish(),
  voipid: wireText,
  voip_doc_share: share.nullish(),
  sphfeed: z.looseObject({ feed_type: wireWhole, sph_name: wireText, feed_desc: wireText }).nullish(),
})
