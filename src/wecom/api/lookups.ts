import type { MemberPlace, UploadState } from '../client-data-growth.ts'
import type { WecomLookups } from '../client-types-growth.ts'
import type { Ask } from '../core.ts'
import { WecomRefused } from '../errors.ts'
import { MOST } from '../limits-data.ts'
import { dateOf, numberOf, numbersOf, textOf, wireReply } from '../types/common.ts'
import { wireExternalId } from '../types/customers.ts'
import { wireDepartmentOne, wireMemberIds, wireMemberTag, wireMemberTags } from '../types/directory.ts'
import { wireMessageCounts, wireUploadJob, wireUploadResult } from '../types/messages.ts'
import { wireStrategyTagList } from '../types/tags.ts'
import { toDepartment } from './directory.ts'
import { pageBody, toPage } from './paging.ts'
import { idsBody, toGroup } from './tags.ts'

const NOBODYS_CUSTOMER = 84061
const DAYS = { today: 0, yesterday: 1 } as const
const RUNNING = 1
const DONE = 2

const toPlace = (wire: { userid: string; department?: string | number | null | undefined }): MemberPlace => ({
  userid: wire.userid,
  departmentId: numberOf(wire.department) ?? 0,
})

const uploadState = (wire: ReturnType<(typeof wireUploadResult)['parse']>): UploadState => {
  const [status, mediaId] = [numberOf(wire.status), textOf(wire.detail?.media_id)]
  if (status === RUNNING) return { state: 'running' }
  if (status === DONE && mediaId !== null) {
    return { state: 'done', mediaId, createdAt: dateOf(wire.detail?.created_at) }
  }
  return { state: 'failed', errcode: numberOf(wire.detail?.errcode) ?? -1 }
}

export const lookupsApi = (ask: Ask): WecomLookups => ({
  memberIds: async (input = {}) => {
    const reply = await ask('user/list_id', wireMemberIds, { body: pageBody(input, MOST.memberIdPage) })
    return toPage(reply.dept_user, toPlace, reply.next_cursor)
  },
  department: async (id) =>
    toDepartment((await ask('department/get', wireDepartmentOne, { query: { id } })).department),
  memberTags: async () => {
    const { taglist } = await ask('tag/list', wireMemberTags)
    return (taglist ?? []).map(({ tagid, tagname }) => ({ id: Number(tagid), name: tagname ?? '' }))
  },
  memberTag: async (id) => {
    const wire = await ask('tag/get', wireMemberTag, { query: { tagid: id } })
    const userids = (wire.userlist ?? []).map((one) => one.userid)
    return { name: wire.tagname ?? '', userids, departmentIds: numbersOf(wire.partylist) }
  },
  externalUseridOf: async ({ unionid, openid }) => {
    try {
      const body = { unionid, openid }
      return (await ask('externalcontact/unionid_to_external_userid', wireExternalId, { body })).external_userid
    } catch (error) {
      if (error instanceof WecomRefused && error.errcode === NOBODYS_CUSTOMER) return null
      throw error
    }
  },
  strategyTags: async ({ strategyId, ...ids } = {}) => {
    const body = { strategy_id: strategyId, ...idsBody(ids) }
    const reply = await ask('externalcontact/get_strategy_tag_list', wireStrategyTagList, { body })
    return (reply.tag_group ?? []).map((wire) => ({ ...toGroup(wire), strategyId: numberOf(wire.strategy_id) }))
  },
  recallMessage: async (msgid) => {
    await ask('message/recall', wireReply, { body: { msgid } })
  },
  messageCounts: async (day) => {
    const reply = await ask('message/get_statistics', wireMessageCounts, { body: { time_type: DAYS[day] } })
    return (reply.statistics ?? []).map(({ agentid, app_name, count }) => ({
      agentId: String(agentid ?? ''),
      app: app_name ?? '',
      count: numberOf(count) ?? 0,
    }))
  },
  uploadByUrl: async ({ type, filename, url, md5 }) => {
    const body = { scene: 1, type, filename, url, md5 }
    return { jobId: (await ask('media/upload_by_url', wireUploadJob, { body })).jobid }
  },
  uploadByUrlResult: async (jobId) =>
    uploadState(await ask('media/get_upload_by_url_result', wireUploadResult, { body: { jobid: jobId } })),
})
