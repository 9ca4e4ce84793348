import { type ApiContext, type Apis, bodiesIn, fine, numberIn, type Reply, refuse, textIn } from '../api/replies.ts'
import { type Consent, consentKey } from './state.ts'

const MAX_CONSENTS = 100

/** What holds before anything else of an archive call. The right token is checked with all other scopes. */
const closed = (context: ApiContext): Reply | null => {
  const { switches } = context.kernel
  if (switches.get('archiveIps')?.includes(context.ip) === false) return refuse(context, 301042)
  return switches.get('archiveExpired') ? refuse(context, 301052) : null
}

const guarded =
  (run: (context: ApiContext) => Reply) =>
  (context: ApiContext): Reply =>
    closed(context) ?? run(context)

const permitted = (context: ApiContext): Reply => {
  const type = numberIn(context.body, 'type')
  const ids = [...context.kernel.archive.permitted].filter(([, edition]) => type === null || edition === type)
  return fine({ ids: ids.map(([userid]) => userid) })
}

const consentRow = ({ status, at }: Consent) => ({ agree_status: status, status_change_time: at })

/** The field is really spelled like this. */
const singleAgree = (context: ApiContext): Reply => {
  const asked = bodiesIn(context.body, 'info')
  if (asked.length === 0) return refuse(context, 40063)
  if (asked.length > MAX_CONSENTS) return refuse(context, 301060)
  const rows = asked.map((one) => ({
    userid: textIn(one, 'userid'),
    exteranalopenid: textIn(one, 'exteranalopenid'),
    found: context.kernel.archive.consents.get(consentKey(textIn(one, 'userid'), textIn(one, 'exteranalopenid'))),
  }))
  if (rows.some((row) => row.found === undefined)) return refuse(context, 301061)
  return fine({
    agreeinfo: rows.flatMap(({ found, ...ids }) => (found === undefined ? [] : [{ ...consentRow(found), ...ids }])),
  })
}

const roomAgree = (context: ApiContext): Reply => {
  const rows = context.kernel.archive.roomConsents.get(textIn(context.body, 'roomid'))
  if (rows === undefined) return refuse(context, 40050)
  return fine({
    agreeinfo: rows.map(({ externalUserid, consent }) => ({ ...consentRow(consent), exteranalopenid: externalUserid })),
  })
}

const groupGet = (context: ApiContext): Reply => {
  const roomId = textIn(context.body, 'roomid')
  const room = context.kernel.archive.rooms.get(roomId)
  if (room === undefined) return refuse(context, context.kernel.state.groups.has(roomId) ? 301059 : 40050)
  const { roomname, creator, notice, members, createdAt } = room
  return fine({ roomname, creator, room_create_time: createdAt, notice, members })
}

const robotInfo = (context: ApiContext): Reply => {
  const id = context.query.robot_id ?? ''
  const robot = context.kernel.archive.robots.get(id)
  if (robot === undefined) return refuse(context, 40058)
  return fine({ data: { robot_id: id, name: robot.name, creator_userid: robot.creator } })
}

export const archiveApis: Apis = {
  'msgaudit/get_permit_user_list': { method: 'POST', empty: { ids: [] }, run: guarded(permitted) },
  'msgaudit/check_single_agree': { method: 'POST', empty: { agreeinfo: [] }, run: guarded(singleAgree) },
  'msgaudit/check_room_agree': { method: 'POST', empty: { agreeinfo: [] }, run: guarded(roomAgree) },
  'msgaudit/groupchat/get': { method: 'POST', run: guarded(groupGet) },
  'msgaudit/get_robot_info': { method: 'GET', run: guarded(robotInfo) },
}
