import { createHash } from 'node:crypto'
import { type Checked, daysIn } from '../growth/common.ts'
import { CHINA_OFFSET, type Kernel } from '../kernel.ts'
import { memberOf } from '../state.ts'
import {
  type ApiContext,
  type Apis,
  type Body,
  bodyIn,
  fine,
  numberIn,
  type Reply,
  refuse,
  textIn,
  textsIn,
} from './replies.ts'

const OWNERS = 100
const DAY = 86_400

/** One group over its whole life, with those who are not in it any more. */
type Life = {
  owner: string
  createdAt: number
  goneAt: number
  stays: { joinedAt: number; leftAt: number }[]
  messages: { at: number; from: string }[]
}

const FOREVER = Number.POSITIVE_INFINITY
const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000)

const livesOf = (kernel: Kernel, owners: readonly string[]): Life[] => {
  const { groups, growth } = kernel.state
  const leftOf = (chatId: string) => growth.groupLeavers.filter((one) => one.chatId === chatId)
  const alive = [...groups.values()].map((group) => ({
    owner: group.owner,
    createdAt: group.createdAt,
    goneAt: FOREVER,
    stays: [...group.members.map(({ joinedAt }) => ({ joinedAt, leftAt: FOREVER })), ...leftOf(group.chatId)],
    messages: group.messages
      .filter((message) => message.kind !== 'note')
      .map((message) => ({ at: secondsOf(message.at), from: message.from })),
  }))
  const gone = growth.goneGroups.map((group) => ({
    owner: group.owner,
    createdAt: group.createdAt,
    goneAt: group.goneAt,
    stays: [...group.members.map(({ joinedAt }) => ({ joinedAt, leftAt: group.goneAt })), ...leftOf(group.chatId)],
    messages: group.messages.map((message) => ({ at: secondsOf(message.at), from: message.from })),
  }))
  return [...alive, ...gone].filter((life) => owners.includes(life.owner))
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** `new_*` belong to the days asked for; everything else is how it stood at the end of the last of them. */
const figuresOf = (lives: readonly Life[], days: readonly number[]): Record<string, number> => {
  const start = (days[0] ?? 0) * DAY - CHINA_OFFSET
  const end = ((days.at(-1) ?? 0) + 1) * DAY - CHINA_OFFSET
  const inside = (at: number): boolean => at >= start && at < end
  const standing = lives.filter((life) => life.createdAt < end && life.goneAt >= end)
  const spoken = standing.map((life) => life.messages.filter((message) => message.at < end))
  return {
    new_chat_cnt: lives.filter((life) => inside(life.createdAt)).length,
    chat_total: standing.length,
    chat_has_msg: spoken.filter((messages) => messages.length > 0).length,
    new_member_cnt: sum(lives.map((life) => life.stays.filter((stay) => inside(stay.joinedAt)).length)),
    member_total: sum(
      standing.map((life) => life.stays.filter((stay) => stay.joinedAt < end && stay.leftAt >= end).length),
    ),
    member_has_msg: sum(spoken.map((messages) => new Set(messages.map((message) => message.from)).size)),
    msg_total: sum(spoken.map((messages) => messages.length)),
    migrate_trainee_chat_cnt: 0,
  }
}

type Asked = { owners: string[]; days: number[] }

const askedIn = (context: ApiContext): Checked<Asked> => {
  const { kernel, body } = context
  const no = (errcode: number): Checked<Asked> => ({ ok: false, reply: refuse(context, errcode) })
  const named = textsIn(bodyIn(body, 'owner_filter'), 'userid_list')
  if (named.length === 0 || numberIn(body, 'day_begin_time') === null) return no(40063)
  if (named.length > OWNERS) return no(40058)
  const owners = named.map((userid) => memberOf(kernel.state, userid)?.userid ?? null)
  if (owners.includes(null)) return no(60111)
  const days = daysIn(context, 'day_begin_time', 'day_end_time')
  if (days === null) return no(40058)
  return { ok: true, value: { owners: owners.filter((userid) => userid !== null), days } }
}

const ORDERS: Record<number, string> = { 1: 'new_chat_cnt', 2: 'chat_total', 3: 'new_member_cnt', 4: 'member_total' }

const byOwner = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const asked = askedIn(context)
  if (!asked.ok) return asked.reply
  const { owners, days } = asked.value
  const field = ORDERS[numberIn(body, 'order_by') ?? 1]
  const limit = numberIn(body, 'limit') ?? 500
  const offset = numberIn(body, 'offset') ?? 0
  if (field === undefined || limit < 1 || limit > 1000 || offset < 0) return refuse(context, 40058)
  const upwards = numberIn(body, 'order_asc') === 1 ? 1 : -1
  const rows = owners
    .map((owner) => ({ owner, lives: livesOf(kernel, [owner]) }))
    .filter(({ lives }) => lives.length > 0)
    .map(({ owner, lives }) => ({ owner, data: figuresOf(lives, days) }))
    .sort((one, other) => upwards * ((one.data[field] ?? 0) - (other.data[field] ?? 0)))
  const items = rows.slice(offset, offset + limit)
  return fine({ total: rows.length, next_offset: offset + items.length, items })
}

const byDay = (context: ApiContext): Reply => {
  const asked = askedIn(context)
  if (!asked.ok) return asked.reply
  const lives = livesOf(context.kernel, asked.value.owners)
  const items: Body[] = asked.value.days.map((day) => ({
    stat_time: day * DAY - CHINA_OFFSET,
    data: figuresOf(lives, [day]),
  }))
  return fine({ items })
}

/** What a mini program inside the group would be given for its chat id. */
export const opengidOf = (chatId: string): string =>
  `og${createHash('sha256').update(`opengid\n${chatId}`).digest('base64url').slice(0, 26)}`

const toChatId = (context: ApiContext): Reply => {
  const wanted = textIn(context.body, 'opengid')
  const chatId = [...context.kernel.state.groups.keys()].find((id) => opengidOf(id) === wanted)
  return chatId === undefined ? refuse(context, 40058) : fine({ chat_id: chatId })
}

export const groupStatisticsApis: Apis = {
  'externalcontact/groupchat/statistic': { method: 'POST', empty: { items: [] }, run: byOwner },
  'externalcontact/groupchat/statistic_group_by_day': { method: 'POST', empty: { items: [] }, run: byDay },
  'externalcontact/opengid_to_chatid': { method: 'POST', run: toChatId },
}
