import type { Conclusions, ContactWay, ContactWayInput, JoinWay, JoinWayInput } from '../client-data-growth.ts'
import type { WecomWays } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { MOST } from '../limits-data.ts'
import { numberOf, numbersOf, textOf, wireReply } from '../types/common.ts'
import {
  type WireConclusions,
  type WireJoinWay,
  type WireWay,
  wireJoinWay,
  wireJoinWayAdded,
  wireWay,
  wireWayAdded,
  wireWayList,
} from '../types/ways.ts'
import { atMost, pageBody, secondsOf, toPage } from './paging.ts'

export type ContactWaysApi = Pick<
  WecomWays,
  'createContactWay' | 'contactWay' | 'contactWayIds' | 'updateContactWay' | 'deleteContactWay' | 'endTemporaryChat'
>
export type JoinWaysApi = Pick<WecomWays, 'createJoinWay' | 'joinWay' | 'updateJoinWay' | 'deleteJoinWay'>

const SCENES = { miniprogram: 1, qr: 2 } as const
const KINDS = { single: 1, multi: 2 } as const

const wireConclusionsOf = ({ text, image, link, miniprogram }: Conclusions): Record<string, unknown> => ({
  text: text === undefined ? undefined : { content: text },
  image: image === undefined ? undefined : 'mediaId' in image ? { media_id: image.mediaId } : { pic_url: image.picUrl },
  link: link === undefined ? undefined : { title: link.title, picurl: link.picUrl, desc: link.desc, url: link.url },
  miniprogram:
    miniprogram === undefined
      ? undefined
      : {
          title: miniprogram.title,
          pic_media_id: miniprogram.picMediaId,
          appid: miniprogram.appid,
          page: miniprogram.page,
        },
})

const toConclusions = (wire: WireConclusions): Conclusions => {
  const { text, image, link, miniprogram } = wire
  const picUrl = textOf(image?.pic_url)
  return {
    ...(text ? { text: text.content ?? '' } : {}),
    ...(image ? { image: picUrl === null ? { mediaId: image.media_id ?? '' } : { picUrl } } : {}),
    ...(link
      ? { link: { title: link.title ?? '', url: link.url ?? '', picUrl: link.picurl ?? '', desc: link.desc ?? '' } }
      : {}),
    ...(miniprogram
      ? {
          miniprogram: {
            title: miniprogram.title ?? '',
            picMediaId: miniprogram.pic_media_id ?? '',
            appid: miniprogram.appid ?? '',
            page: miniprogram.page ?? '',
          },
        }
      : {}),
  }
}

/** Every field, every time: whether WeCom keeps or clears what an update leaves out is not documented. */
const fieldsOf = (input: ContactWayInput): Record<string, unknown> => ({
  style: input.style,
  remark: input.remark ?? '',
  skip_verify: input.skipVerify ?? true,
  state: input.state ?? '',
  user: input.userids ?? [],
  party: input.kind === 'multi' ? (input.departments ?? []) : undefined,
  is_exclusive: input.exclusive ?? false,
  mark_source: input.markSource ?? true,
  expires_in: input.temporary?.expiresInSeconds,
  chat_expires_in: input.temporary?.chatExpiresInSeconds,
  unionid: input.temporary?.unionid,
  conclusions: input.temporary?.conclusions === undefined ? undefined : wireConclusionsOf(input.temporary.conclusions),
})

const checkWay = (input: ContactWayInput): void => {
  const users = input.userids?.length ?? 0
  if (input.kind === 'single') atMost('userids of a single contact way', users, 1, 1)
  else atMost('userids of a contact way', users, MOST.contactWayMembers)
}

const toContactWay = (wire: WireWay): ContactWay => ({
  configId: wire.config_id,
  kind: numberOf(wire.type) === KINDS.multi ? 'multi' : 'single',
  scene: numberOf(wire.scene) === SCENES.miniprogram ? 'miniprogram' : 'qr',
  qrCode: textOf(wire.qr_code),
  userids: wire.user ?? [],
  departments: numbersOf(wire.party),
  remark: textOf(wire.remark),
  state: textOf(wire.state),
  skipVerify: wire.skip_verify ?? true,
  style: numberOf(wire.style),
  exclusive: wire.is_exclusive ?? false,
  markSource: wire.mark_source ?? true,
  temporary: wire.is_temp ?? false,
  expiresInSeconds: numberOf(wire.expires_in),
  chatExpiresInSeconds: numberOf(wire.chat_expires_in),
  unionid: textOf(wire.unionid),
  conclusions: wire.conclusions ? toConclusions(wire.conclusions) : null,
})

export const contactWaysApi = (ask: Ask): ContactWaysApi => ({
  createContactWay: async (input) => {
    checkWay(input)
    const body = {
      type: KINDS[input.kind],
      scene: SCENES[input.scene],
      ...fieldsOf(input),
      is_temp: input.temporary === undefined ? undefined : true,
    }
    const reply = await ask('externalcontact/add_contact_way', wireWayAdded, { body })
    return { configId: reply.config_id, qrCode: textOf(reply.qr_code) }
  },
  contactWay: async (configId) => {
    const reply = await ask('externalcontact/get_contact_way', wireWay, { body: { config_id: configId } })
    return toContactWay(reply.contact_way)
  },
  contactWayIds: async (input = {}) => {
    const body = {
      start_time: input.from === undefined ? undefined : secondsOf(input.from),
      end_time: input.to === undefined ? undefined : secondsOf(input.to),
      ...pageBody(input, MOST.contactWayPage),
    }
    const reply = await ask('externalcontact/list_contact_way', wireWayList, { body })
    return toPage(reply.contact_way, (way) => way.config_id, reply.next_cursor)
  },
  updateContactWay: async (configId, input) => {
    checkWay(input)
    const body = { config_id: configId, ...fieldsOf(input) }
    await ask('externalcontact/update_contact_way', wireReply, { body, serial: configId })
  },
  deleteContactWay: async (configId) => {
    await ask('externalcontact/del_contact_way', wireReply, { body: { config_id: configId } })
  },
  endTemporaryChat: async ({ userid, externalUserid }) => {
    await ask('externalcontact/close_temp_chat', wireReply, { body: { userid, external_userid: externalUserid } })
  },
})

const joinBody = (input: JoinWayInput): Record<string, unknown> => {
  atMost('groups of a join way', input.chatIds.length, MOST.joinWayGroups, 1)
  return {
    scene: SCENES[input.scene],
    remark: input.remark ?? '',
    auto_create_room: (input.autoCreate ?? true) ? 1 : 0,
    room_base_name: input.baseName,
    room_base_id: input.baseId,
    chat_id_list: input.chatIds,
    state: input.state ?? '',
    mark_source: input.markSource ?? true,
  }
}

const toJoinWay = (wire: WireJoinWay): JoinWay => ({
  configId: wire.config_id,
  scene: numberOf(wire.scene),
  chatIds: wire.chat_id_list ?? [],
  remark: textOf(wire.remark),
  state: textOf(wire.state),
  autoCreate: numberOf(wire.auto_create_room) !== 0,
  baseName: textOf(wire.room_base_name),
  baseId: numberOf(wire.room_base_id),
  qrCode: textOf(wire.qr_code),
  markSource: wire.mark_source ?? true,
})

export const joinWaysApi = (ask: Ask): JoinWaysApi => ({
  createJoinWay: async (input) => {
    const reply = await ask('externalcontact/groupchat/add_join_way', wireJoinWayAdded, { body: joinBody(input) })
    return { configId: reply.config_id }
  },
  joinWay: async (configId) => {
    const reply = await ask('externalcontact/groupchat/get_join_way', wireJoinWay, { body: { config_id: configId } })
    return toJoinWay(reply.join_way)
  },
  updateJoinWay: async (configId, input) => {
    const body = { config_id: configId, ...joinBody(input) }
    await ask('externalcontact/groupchat/update_join_way', wireReply, { body, serial: configId })
  },
  deleteJoinWay: async (configId) => {
    await ask('externalcontact/groupchat/del_join_way', wireReply, { body: { config_id: configId } })
  },
})
