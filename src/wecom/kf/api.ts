import { byteLength } from '../bytes.ts'
import type { Ask } from '../core.ts'
import { numberOf, textOf, wireReply } from '../types/common.ts'
import {
  wireKfAccountAdded,
  wireKfAccounts,
  wireKfContactWay,
  wireKfCustomers,
  wireKfMoved,
  wireKfSent,
  wireKfServicerResults,
  wireKfServicers,
  wireKfState,
  wireKfStatistics,
  wireKfSync,
} from '../types/kf.ts'
import { readKfRow } from './messages.ts'
import { checkedMsgid, wireKfOutgoing } from './outgoing.ts'
import type {
  KfApi,
  KfDay,
  KfPage,
  KfServicer,
  KfServicerInput,
  KfServicerResult,
  KfState,
  KfStatisticInput,
} from './types.ts'

const ACCOUNTS_A_PAGE = 100
const CUSTOMERS_A_CALL = 100
const SYNC_LIMIT = 1000
const SCENE_PARAM_BYTES = 128
const STATES: readonly KfState[] = [0, 1, 2, 3, 4]

const withSceneParam = (url: string, scene: string | undefined, param: string | undefined): string => {
  if (param === undefined) return url
  if (scene === undefined) throw new RangeError('a scene parameter needs a scene')
  if (byteLength(param) > SCENE_PARAM_BYTES)
    throw new RangeError(`a scene parameter has at most ${SCENE_PARAM_BYTES} bytes`)
  return `${url}&scene_param=${encodeURIComponent(param)}`
}

type Accounts = Pick<KfApi, 'accounts' | 'addAccount' | 'updateAccount' | 'deleteAccount' | 'contactWay'>

const accountsApi = (ask: Ask): Accounts => ({
  accounts: async () => {
    const found: Awaited<ReturnType<KfApi['accounts']>> = []
    for (let offset = 0; ; offset += ACCOUNTS_A_PAGE) {
      const reply = await ask('kf/account/list', wireKfAccounts, { body: { offset, limit: ACCOUNTS_A_PAGE } })
      const page = reply.account_list ?? []
      for (const { open_kfid: openKfid, name, avatar, manage_privilege: managed } of page) {
        found.push({ openKfid, name: name ?? '', avatar: textOf(avatar), managed: managed ?? null })
      }
      if (page.length < ACCOUNTS_A_PAGE) return found
    }
  },
  addAccount: async ({ name, mediaId }) => {
    const reply = await ask('kf/account/add', wireKfAccountAdded, { body: { name, media_id: mediaId } })
    return { openKfid: reply.open_kfid }
  },
  updateAccount: async ({ openKfid, name, mediaId }) => {
    await ask('kf/account/update', wireReply, { body: { open_kfid: openKfid, name, media_id: mediaId } })
  },
  deleteAccount: async (openKfid) => {
    await ask('kf/account/del', wireReply, { body: { open_kfid: openKfid } })
  },
  contactWay: async ({ openKfid, scene, sceneParam }) => {
    const reply = await ask('kf/add_contact_way', wireKfContactWay, { body: { open_kfid: openKfid, scene } })
    return { url: withSceneParam(reply.url, scene, sceneParam) }
  },
})

const changeServicers = async (ask: Ask, verb: 'add' | 'del', input: KfServicerInput): Promise<KfServicerResult[]> => {
  const { openKfid, userids = [], departmentIds = [] } = input
  if (userids.length === 0 && departmentIds.length === 0) return []
  const body = {
    open_kfid: openKfid,
    userid_list: userids.length > 0 ? userids : undefined,
    department_id_list: departmentIds.length > 0 ? departmentIds : undefined,
  }
  const reply = await ask(`kf/servicer/${verb}`, wireKfServicerResults, { body })
  return (reply.result_list ?? []).map((row) => ({
    userid: textOf(row.userid),
    departmentId: numberOf(row.department_id),
    errcode: numberOf(row.errcode) ?? 0,
    errmsg: row.errmsg ?? '',
  }))
}

type Servicers = Pick<KfApi, 'servicers' | 'addServicers' | 'removeServicers' | 'state' | 'move'>

const servicersApi = (ask: Ask): Servicers => ({
  servicers: async (openKfid) => {
    const reply = await ask('kf/servicer/list', wireKfServicers, { query: { open_kfid: openKfid } })
    return (reply.servicer_list ?? []).flatMap((row): KfServicer[] => {
      const [userid, departmentId, status] = [textOf(row.userid), numberOf(row.department_id), numberOf(row.status)]
      if (userid !== null) {
        return [{ userid, stopped: status === null ? null : status === 1, stopType: numberOf(row.stop_type) }]
      }
      return departmentId === null ? [] : [{ departmentId }]
    })
  },
  addServicers: (input) => changeServicers(ask, 'add', input),
  removeServicers: (input) => changeServicers(ask, 'del', input),
  state: async ({ openKfid, externalUserid }) => {
    const body = { open_kfid: openKfid, external_userid: externalUserid }
    const reply = await ask('kf/service_state/get', wireKfState, { body })
    const state = STATES.find((one) => one === numberOf(reply.service_state)) ?? null
    return { state, servicerUserid: textOf(reply.servicer_userid) ?? textOf(reply.service_userid) }
  },
  move: async (input) => {
    const body = {
      open_kfid: input.openKfid,
      external_userid: input.externalUserid,
      service_state: input.to,
      servicer_userid: 'servicerUserid' in input ? input.servicerUserid : undefined,
    }
    // Two moves of one session at the same moment would be judged against the same old state.
    const serial = `${input.openKfid}/${input.externalUserid}`
    return { code: textOf((await ask('kf/service_state/trans', wireKfMoved, { body, serial })).msg_code) }
  },
})

const customersApi = (ask: Ask): Pick<KfApi, 'customers'> => ({
  customers: async (ids, withEntrance = false) => {
    const found: Awaited<ReturnType<KfApi['customers']>> = { customers: [], invalid: [] }
    for (let from = 0; from < ids.length; from += CUSTOMERS_A_CALL) {
      const page = ids.slice(from, from + CUSTOMERS_A_CALL)
      const body = { external_userid_list: page, need_enter_session_context: withEntrance ? 1 : 0 }
      const reply = await ask('kf/customer/batchget', wireKfCustomers, { body })
      found.invalid.push(...(reply.invalid_external_userid ?? []))
      for (const row of reply.customer_list ?? []) {
        const entrance = row.enter_session_context
        found.customers.push({
          externalUserid: row.external_userid,
          nickname: textOf(row.nickname),
          avatar: textOf(row.avatar),
          gender: numberOf(row.gender),
          unionid: textOf(row.unionid),
          enteredBy: entrance ? { scene: textOf(entrance.scene), sceneParam: textOf(entrance.scene_param) } : null,
        })
      }
    }
    return found
  },
})

type Messages = Pick<KfApi, 'sync' | 'pages' | 'send' | 'sendOnEvent'>

const messagesApi = (ask: Ask): Messages => {
  const sync: KfApi['sync'] = async (input) => {
    const body = {
      open_kfid: input.openKfid,
      cursor: input.cursor ?? undefined,
      token: input.token ?? undefined,
      limit: input.limit ?? SYNC_LIMIT,
      voice_format: input.voiceFormat === 'silk' ? 1 : 0,
    }
    // One account, one cursor: two readers at once would hand out the same page twice.
    const reply = await ask('kf/sync_msg', wireKfSync, { body, serial: `kf:${input.openKfid}` })
    const rows = (reply.msg_list ?? []).map(readKfRow)
    return { rows, nextCursor: textOf(reply.next_cursor), hasMore: numberOf(reply.has_more) === 1 }
  }
  async function* pages(input: Parameters<KfApi['sync']>[0]): AsyncGenerator<KfPage, void, void> {
    let cursor = input.cursor ?? null
    for (;;) {
      const page = await sync({ ...input, cursor })
      yield page
      // The same cursor again with more to come would read one page for ever.
      if (!page.hasMore || page.nextCursor === null || page.nextCursor === cursor) return
      cursor = page.nextCursor
    }
  }
  const deliver = async (api: string, head: Record<string, unknown>, input: { msgid?: string }, wire: object) => {
    const body = { ...head, msgid: checkedMsgid(api, input.msgid), ...wire }
    return { msgid: (await ask(api, wireKfSent, { body })).msgid ?? '' }
  }
  return {
    sync,
    pages,
    send: (input) => {
      const head = { touser: input.externalUserid, open_kfid: input.openKfid }
      return deliver('kf/send_msg', head, input, wireKfOutgoing('kf/send_msg', input.message))
    },
    sendOnEvent: (input) => {
      const wire = wireKfOutgoing('kf/send_msg_on_event', input.message)
      return deliver('kf/send_msg_on_event', { code: input.code }, input, wire)
    },
  }
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)

const readDays = async (ask: Ask, api: string, input: KfStatisticInput): Promise<KfDay[]> => {
  const body = {
    open_kfid: input.openKfid,
    servicer_userid: input.servicerUserid,
    start_time: seconds(input.from),
    end_time: seconds(input.to),
  }
  const reply = await ask(api, wireKfStatistics, { body })
  return (reply.statistic_list ?? []).map((row) => ({
    day: new Date((numberOf(row.stat_time) ?? 0) * 1000),
    figures: Object.fromEntries(Object.entries(row.statistic).map(([name, value]) => [name, numberOf(value)])),
  }))
}

export const kfApi = (ask: Ask): KfApi => ({
  ...accountsApi(ask),
  ...servicersApi(ask),
  ...customersApi(ask),
  ...messagesApi(ask),
  accountStatistics: (input) => readDays(ask, 'kf/get_corp_statistic', input),
  servicerStatistics: (input) => readDays(ask, 'kf/get_servicer_statistic', input),
})
