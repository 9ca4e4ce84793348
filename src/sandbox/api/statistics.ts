import { activityOf, CHINA_OFFSET, chinaDay, type Kernel } from '../kernel.ts'
import { memberOf, relationsOf } from '../state.ts'
import { type ApiContext, type Apis, type Body, fine, numberIn, type Reply, refuse, textsIn } from './replies.ts'

const DAYS_BACK = 180
const SPAN_DAYS = 30

type DayFigures = {
  chats: number
  messages: number
  asked: number
  answered: number
  minutes: number
  applied: number
  added: number
  negative: number
}

/** Friendships that were there at the start. Later ones are counted as they happen: a re-adding moves `createdAt`. */
export const countSeeded = (kernel: Kernel): void => {
  for (const relation of kernel.state.relations.values())
    if (!relation.half) activityOf(kernel, relation.userid, chinaDay(relation.createdAt)).added += 1
}

/** What really happened in the window's chat, on top of what an ordinary day of a demo rep brings. */
const figuresOf = (kernel: Kernel, userid: string, day: number): DayFigures => {
  const ordinary = kernel.ordinaryDay?.(userid, day)
  const seen = kernel.activity.get(`${userid}\n${day}`)
  const pairs = [...(seen?.pairs.values() ?? [])]
  const asked = pairs.filter((pair) => pair.customerFirst !== null)
  const answered = asked.filter((pair) => pair.reply !== null)
  const minutes = answered.reduce((sum, pair) => sum + ((pair.reply ?? 0) - (pair.customerFirst ?? 0)) / 60, 0)
  return {
    chats: (ordinary?.chats ?? 0) + pairs.filter((pair) => pair.sent > 0).length,
    messages: (ordinary?.messages ?? 0) + pairs.reduce((sum, pair) => sum + pair.sent, 0),
    asked: (ordinary?.asked ?? 0) + asked.length,
    answered: (ordinary?.answered ?? 0) + answered.length,
    minutes: (ordinary?.answered ?? 0) * (ordinary?.replyMinutes ?? 0) + minutes,
    applied: (ordinary?.applied ?? 0) + (seen?.applied ?? 0),
    added: seen?.added ?? 0,
    negative: (ordinary?.negative ?? 0) + (seen?.negative ?? 0),
  }
}

const total = (rows: DayFigures[]): DayFigures =>
  rows.reduce((sum, row) => ({
    chats: sum.chats + row.chats,
    messages: sum.messages + row.messages,
    asked: sum.asked + row.asked,
    answered: sum.answered + row.answered,
    minutes: sum.minutes + row.minutes,
    applied: sum.applied + row.applied,
    added: sum.added + row.added,
    negative: sum.negative + row.negative,
  }))

const round = (value: number): number => Math.round(value * 100) / 100

/** Nobody asked, no percentage; nobody was answered, no time: the fields are absent, not zero. */
const wireDay = (day: number, sum: DayFigures): Body => ({
  stat_time: day * 86_400 - CHINA_OFFSET,
  chat_cnt: sum.chats,
  message_cnt: sum.messages,
  ...(sum.asked === 0 ? {} : { reply_percentage: round((sum.answered / sum.asked) * 100) }),
  ...(sum.answered === 0 ? {} : { avg_reply_time: Math.round(sum.minutes / sum.answered) }),
  negative_feedback_cnt: sum.negative,
  new_apply_cnt: sum.applied,
  new_contact_cnt: sum.added,
})

const behaviour = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const parties = (Array.isArray(body.partyid) ? body.partyid : [body.partyid]).map(Number)
  const named = textsIn(body, 'userid')
  const members = [...kernel.state.members.values()].filter((member) =>
    member.departments.some((id) => parties.includes(id)),
  )
  if (named.length > 100) return refuse(context, 40058)
  const found = named.map((userid) => memberOf(kernel.state, userid))
  if (found.includes(null)) return refuse(context, 60111)
  const userids = new Set([
    ...found.flatMap((member) => (member === null ? [] : [member.userid])),
    ...members.map((member) => member.userid),
  ])
  if (userids.size === 0) return refuse(context, 40063)
  const start = numberIn(body, 'start_time')
  const end = numberIn(body, 'end_time')
  if (start === null || end === null) return refuse(context, 40063)
  const [from, to, today] = [chinaDay(start), chinaDay(end), chinaDay(kernel.seconds())]
  if (to < from || to - from + 1 > SPAN_DAYS || to >= today || today - from > DAYS_BACK) return refuse(context, 40058)
  const days = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return fine({
    behavior_data: days.map((day) => wireDay(day, total([...userids].map((userid) => figuresOf(kernel, userid, day))))),
  })
}

export const customersOf = (kernel: Kernel, userid: string): number => relationsOf(kernel.state, userid).length

export const statisticsApis: Apis = {
  'externalcontact/get_user_behavior_data': { method: 'POST', empty: { behavior_data: [] }, run: behaviour },
}
