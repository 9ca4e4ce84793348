import type { Channel, Persona, Scenario, Temperament } from './shape.ts'

/** An ordinary day of arrivals: before lunch and in the evening. */
const EVENINGS = [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 9, 6, 5, 5, 5, 5, 5, 5, 9, 10, 6, 0, 0]
/** A live broadcast at eight: two hours bring most of the day. */
const BROADCAST = [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 3, 2, 2, 2, 2, 2, 3, 6, 20, 60, 40, 0, 0]
const WEEK = [1, 1, 1, 1, 1.1, 0.7, 0.6]

const CHANNELS: Channel[] = [
  { name: '门店活码', weight: 4, addWay: 1, state: 'store-jingan', half: 0 },
  { name: '包裹卡', weight: 3, addWay: 1, state: 'parcel', half: 0 },
  { name: '手机号搜索', weight: 1, addWay: 2, half: 0.6 },
  { name: '群聊', weight: 1, addWay: 4, half: 0.4 },
  { name: '获客链接', weight: 2, addWay: 16, state: 'ad-autumn', half: 0 },
]

const eager: Persona = {
  name: '爽快',
  weight: 2,
  answers: 0.9,
  answerMinutes: { median: 6, spread: 2.5 },
  talkative: 0.6,
  writesPerWeek: 2,
  buys: { chance: 0.45, afterDays: { median: 1, spread: 2.5 }, again: 0.4, againDays: { median: 4, spread: 1.6 } },
  tickets: [16_900, 23_800, 29_900, 56_900],
  complains: 0.06,
  fallsSilent: 0.15,
  deletes: { chance: 0.03, afterHours: { median: 60, spread: 2 } },
  weekend: 0.8,
}
const careful: Persona = {
  ...eager,
  name: '再看看',
  weight: 4,
  answers: 0.55,
  answerMinutes: { median: 45, spread: 3 },
  talkative: 0.45,
  writesPerWeek: 0.8,
  buys: { chance: 0.15, afterDays: { median: 4, spread: 2 }, again: 0.2, againDays: { median: 12, spread: 1.5 } },
  fallsSilent: 0.4,
  deletes: { chance: 0.06, afterHours: { median: 30, spread: 3 } },
}
const guest: Persona = {
  ...careful,
  name: '领券就走',
  weight: 2,
  answers: 0.2,
  talkative: 0.1,
  writesPerWeek: 0.1,
  buys: { ...careful.buys, chance: 0.03 },
  tickets: [9_900],
  fallsSilent: 0.9,
  deletes: { chance: 0.35, afterHours: { median: 5, spread: 3 } },
}
const demanding: Persona = { ...eager, name: '较真', weight: 1, complains: 0.4, tickets: [89_900, 128_000] }

const quick: Temperament = {
  name: '手快',
  weight: 2,
  replyMinutes: { median: 3, spread: 2 },
  hours: [9, 20],
  days: [1, 2, 3, 4, 5],
  forgets: 0.02,
  remarks: 0.7,
  tags: 0.5,
  marksIntent: 0.3,
  readsReminder: 0.9,
  deletesQuiet: 0,
}
const steady: Temperament = {
  ...quick,
  name: '按部就班',
  weight: 3,
  replyMinutes: { median: 14, spread: 2.2 },
  hours: [9, 18],
}
const forgetful: Temperament = {
  ...steady,
  name: '常忘',
  weight: 1,
  replyMinutes: { median: 55, spread: 2.5 },
  forgets: 0.3,
  remarks: 0.2,
  tags: 0.1,
  readsReminder: 0.4,
  deletesQuiet: 0.02,
}
const weekender: Temperament = { ...steady, name: '门店轮班', weight: 1, hours: [10, 21], days: [3, 4, 5, 6, 7] }

const ORDINARY: Omit<Scenario, 'name' | 'about' | 'hours'> = {
  company: { teams: 2, reps: 6, customers: 60 },
  arrivals: { perDay: 20, byHour: EVENINGS, byWeekday: WEEK, second: 0.04, return: 0.15 },
  channels: CHANNELS,
  personas: [eager, careful, guest, demanding],
  temperaments: [quick, steady, forgetful, weekender],
  groups: false,
  faults: [],
}

export const BUILT_IN: readonly Scenario[] = [
  {
    ...ORDINARY,
    name: 'quiet-day',
    about: '平静的一天 · one quiet day of a small team',
    hours: 24,
    arrivals: { ...ORDINARY.arrivals, perDay: 8 },
  },
  {
    ...ORDINARY,
    name: 'busy-week',
    about: '忙碌的一周 · seven days with groups, purchases, complaints and a few bad minutes of WeCom',
    hours: 168,
    company: { teams: 2, reps: 8, customers: 120 },
    arrivals: { ...ORDINARY.arrivals, perDay: 60 },
    groups: true,
    faults: [
      { at: 'Tue 10:00', tokens: 'expire' },
      {
        at: 'Wed 14:00',
        switches: { faults: [{ api: 'externalcontact/mark_tag', kind: 'errcode', errcode: -1, times: 3 }] },
      },
      { at: 'Thu 11:00', switches: { callbackMode: 'double' } },
      { at: 'Thu 12:00', switches: { callbackMode: 'normal' } },
    ],
  },
  {
    ...ORDINARY,
    name: 'launch-day',
    about: '上新直播 · a flood of new friends in two evening hours',
    hours: 24,
    company: { teams: 4, reps: 20, customers: 200 },
    arrivals: { ...ORDINARY.arrivals, perDay: 3000, byHour: BROADCAST },
    channels: [{ name: '直播间活码', weight: 8, addWay: 1, state: 'live-1111', half: 0 }, ...CHANNELS],
  },
  {
    ...ORDINARY,
    name: 'bad-network',
    about: '网络不好 · callbacks doubled, late, reordered and lost; calls that time out or fail',
    hours: 48,
    arrivals: { ...ORDINARY.arrivals, perDay: 60 },
    faults: [
      { at: 'day 1 09:00', switches: { callbackMode: 'double' } },
      { at: 'day 1 11:00', switches: { callbackMode: 'reordered' } },
      { at: 'day 1 13:00', switches: { callbackMode: 'normal' } },
      { at: 'day 1 13:30', switches: { faults: [{ kind: 'http500', times: 8 }] } },
      { at: 'day 1 15:00', switches: { callbackMode: 'lost' } },
      { at: 'day 1 17:00', switches: { callbackMode: 'normal' } },
      { at: 'day 1 19:00', switches: { faults: [{ api: 'externalcontact/', kind: 'timeout', times: 2 }] } },
      { at: 'day 1 19:30', tokens: 'invalidate' },
      { at: 'day 2 10:00', switches: { callbackMode: 'late' } },
      { at: 'day 2 11:00', switches: { callbackMode: 'lost' } },
      { at: 'day 2 13:00', switches: { callbackMode: 'normal' } },
      { at: 'day 2 14:00', switches: { faults: [{ kind: 'errcode', errcode: -1, times: 12 }] } },
      { at: 'day 2 20:00', reset: ['faults', 'callbackMode'] },
    ],
  },
  {
    ...ORDINARY,
    name: 'big-company',
    about: '大公司 · for load: set --reps and --customers',
    hours: 24,
    company: { teams: 20, reps: 200, customers: 20_000 },
    arrivals: { ...ORDINARY.arrivals, perDay: 2000 },
    groups: true,
  },
]

export const builtIn = (name: string): Scenario | null => BUILT_IN.find((one) => one.name === name) ?? null
