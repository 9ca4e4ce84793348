import type { Wecom } from '../client-types.ts'
import { dateOf, textOf } from '../types/common.ts'
import { wireArchivedRobot, wireConsents, wireInternalRoom, wirePermittedIds } from '../types/consents.ts'

export type ConsentStatus = 'agreed' | 'disagreed' | 'agreed-by-default' | 'unknown'
export type Consent = { userid: string | null; externalUserid: string; status: ConsentStatus; changedAt: Date | null }
export type InternalGroup = {
  name: string | null
  creator: string | null
  createdAt: Date | null
  notice: string | null
  members: { id: string; joinedAt: Date | null }[]
}

const CONSENTS_A_CALL = 100

const STATUSES: Readonly<Record<string, ConsentStatus>> = {
  Agree: 'agreed',
  Disagree: 'disagreed',
  Default_Agree: 'agreed-by-default',
}

const consentsOf = (reply: unknown): Consent[] =>
  (wireConsents.parse(reply).agreeinfo ?? []).map((row) => ({
    userid: textOf(row.userid),
    externalUserid: row.exteranalopenid,
    status: STATUSES[row.agree_status ?? ''] ?? 'unknown',
    changedAt: dateOf(row.status_change_time),
  }))

/**
 * Who is archived and who agreed. The client must be one made with the archive's own secret: an app's token is refused
 * with 48002. All throw what the client throws.
 */
export const archiveConsents = (wecom: Pick<Wecom, 'call'>) => ({
  /** Members whose chats are kept, of one edition or all. */
  permittedUserids: async (edition?: 'office' | 'service' | 'enterprise'): Promise<string[]> => {
    const type = edition === undefined ? undefined : { office: 1, service: 2, enterprise: 3 }[edition]
    return wirePermittedIds.parse(await wecom.call('msgaudit/get_permit_user_list', { body: { type } })).ids ?? []
  },
  /** Any number of pairs, a hundred a call. */
  singleConsents: async (pairs: readonly { userid: string; externalUserid: string }[]): Promise<Consent[]> => {
    const found: Consent[] = []
    for (let from = 0; from < pairs.length; from += CONSENTS_A_CALL) {
      const info = pairs
        .slice(from, from + CONSENTS_A_CALL)
        .map(({ userid, externalUserid }) => ({ userid, exteranalopenid: externalUserid }))
      found.push(...consentsOf(await wecom.call('msgaudit/check_single_agree', { body: { info } })))
    }
    return found
  },
  roomConsents: async (roomId: string): Promise<Consent[]> =>
    consentsOf(await wecom.call('msgaudit/check_room_agree', { body: { roomid: roomId } })),
  /** Internal groups only; a customer group is refused with 301059. */
  internalGroup: async (roomId: string): Promise<InternalGroup> => {
    const room = wireInternalRoom.parse(await wecom.call('msgaudit/groupchat/get', { body: { roomid: roomId } }))
    return {
      name: textOf(room.roomname),
      creator: textOf(room.creator),
      createdAt: dateOf(room.room_create_time),
      notice: textOf(room.notice),
      members: (room.members ?? []).map((one) => ({ id: one.memberid, joinedAt: dateOf(one.jointime) })),
    }
  },
  robot: async (robotId: string): Promise<{ name: string | null; creator: string | null }> => {
    const reply = wireArchivedRobot.parse(await wecom.call('msgaudit/get_robot_info', { query: { robot_id: robotId } }))
    return { name: textOf(reply.data?.name), creator: textOf(reply.data?.creator_userid) }
  },
})
