import { type Checked, letters, qrOf } from '../growth/common.ts'
import type { JoinWay } from '../growth/state.ts'
import { waysLeft } from './contact-ways.ts'
import { type ApiContext, type Apis, fine, numberIn, type Reply, refuse, textIn, textsIn } from './replies.ts'

const GROUPS = 5

const withFields = (context: ApiContext, way: JoinWay): Checked<JoinWay> => {
  const { kernel, body } = context
  const no = (errcode: number): Checked<JoinWay> => ({ ok: false, reply: refuse(context, errcode) })
  const scene = numberIn(body, 'scene') ?? way.scene
  if (scene !== 1 && scene !== 2) return no(41040)
  const chatIds = body.chat_id_list === undefined ? way.chatIds : textsIn(body, 'chat_id_list')
  if (chatIds.length === 0) return no(40063)
  if (chatIds.length > GROUPS) return no(41091)
  if (chatIds.some((id) => !kernel.state.groups.has(id))) return no(40050)
  const text = (name: string, before: string): string => {
    const given = body[name]
    return typeof given === 'string' ? given : before
  }
  const [remark, state] = [text('remark', way.remark), text('state', way.state)]
  const baseName = text('room_base_name', way.baseName)
  if (letters(remark) > 30 || letters(state) > 30 || letters(baseName) > 40) return no(40058)
  const value: JoinWay = {
    ...way,
    scene,
    chatIds,
    remark,
    state,
    baseName,
    baseId: numberIn(body, 'room_base_id') ?? way.baseId,
    autoCreate: (numberIn(body, 'auto_create_room') ?? (way.autoCreate ? 1 : 0)) === 1,
    markSource: typeof body.mark_source === 'boolean' ? body.mark_source : way.markSource,
  }
  return { ok: true, value }
}

const add = (context: ApiContext): Reply => {
  const { kernel, body } = context
  if (numberIn(body, 'scene') === null) return refuse(context, 41038)
  if (!waysLeft(kernel)) return refuse(context, 41045)
  const configId = kernel.id('', 32).toLowerCase()
  const checked = withFields(context, {
    ...{ configId, scene: 2, remark: '', autoCreate: true, baseName: '', baseId: 1, chatIds: [], state: '' },
    ...{ markSource: true, qrCode: qrOf(context, configId) },
  })
  if (!checked.ok) return checked.reply
  kernel.state.growth.joinWays.set(configId, checked.value)
  return fine({ config_id: configId })
}

const wayIn = (context: ApiContext): Checked<JoinWay> => {
  const configId = textIn(context.body, 'config_id')
  if (configId === '') return { ok: false, reply: refuse(context, 41043) }
  const way = context.kernel.state.growth.joinWays.get(configId)
  return way === undefined ? { ok: false, reply: refuse(context, 41044) } : { ok: true, value: way }
}

const get = (context: ApiContext): Reply => {
  const found = wayIn(context)
  if (!found.ok) return found.reply
  const way = found.value
  return fine({
    join_way: {
      config_id: way.configId,
      scene: way.scene,
      remark: way.remark,
      auto_create_room: way.autoCreate ? 1 : 0,
      room_base_name: way.baseName,
      room_base_id: way.baseId,
      chat_id_list: way.chatIds,
      qr_code: way.qrCode,
      state: way.state,
      mark_source: way.markSource,
    },
  })
}

const update = (context: ApiContext): Reply => {
  const found = wayIn(context)
  if (!found.ok) return found.reply
  const checked = withFields(context, found.value)
  if (!checked.ok) return checked.reply
  context.kernel.state.growth.joinWays.set(found.value.configId, checked.value)
  return fine()
}

const remove = (context: ApiContext): Reply => {
  const found = wayIn(context)
  if (!found.ok) return found.reply
  context.kernel.state.growth.joinWays.delete(found.value.configId)
  return fine()
}

export const joinWayApis: Apis = {
  'externalcontact/groupchat/add_join_way': { method: 'POST', run: add },
  'externalcontact/groupchat/get_join_way': { method: 'POST', run: get },
  'externalcontact/groupchat/update_join_way': { method: 'POST', run: update },
  'externalcontact/groupchat/del_join_way': { method: 'POST', run: remove },
}
