import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { CHINA_CALENDAR } from '../../src/features/calendar/holidays-data.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { type AddChannel, addChannel } from '../../src/features/digests/add-channel.ts'
import { gatherReminders } from '../../src/features/digests/gather-reminders.ts'
import { planDigests } from '../../src/features/digests/plan-digests.ts'
import { planReminders } from '../../src/features/digests/plan-reminders.ts'
import { pullStats, type StatsSource } from '../../src/features/digests/pull-stats.ts'
import { listChannels } from '../../src/features/digests/queries.ts'
import { removeChannel } from '../../src/features/digests/remove-channel.ts'
import { behaviorDays, digestChannels } from '../../src/features/digests/tables.ts'
import { testChannel } from '../../src/features/digests/test-channel.ts'
import { customFields, fieldValues } from '../../src/features/fields/tables.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import { viewToday } from '../../src/features/follow-ups/view-today.ts'
import { stageMoves } from '../../src/features/lifecycle/tables.ts'
import { members } from '../../src/features/members/tables.ts'
import { opportunities } from '../../src/features/opportunities/tables.ts'
import { recordOrder } from '../../src/features/orders/record-order.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { setTarget } from '../../src/features/targets/set-target.ts'
import { zhCN } from '../../src/lang/zh-CN.ts'
import type { AppCore } from '../../src/reactions.ts'
import { jobs, outboxMessages } from '../../src/spine/tables.ts'
import { planDue, runOccurrence } from '../../src/timetable-run.ts'
import type { Wecom } from '../../src/wecom/client-types.ts'
import { ENGINES, emptyDb, openTestDb } from '../support/store.ts'
import { at, coreAt, factsOf, messagesIn, seedCustomer, seedFollowUp, seedTeam } from './sales-world.ts'

const MONDAY = '2026-11-23'
const ROBOT = 'https://qyapi.example.com/cgi-bin/webhook/send?key=11112222-3333-4444-5555-66667777abcd'
const checkUrl = (url: string) => ({ ok: url.startsWith('https://qyapi.example.com/cgi-bin/webhook/send?key=') })

describe.each(ENGINES)('digests and reminders on %s', (engine) => {
  let store: OpenDb
  beforeAll(async () => {
    store = await openTestDb(engine)
  }, 60_000)
  afterAll(() => store?.close())
  beforeEach(async () => {
    await emptyDb(store)
    await seedTeam(store.db)
  })

  const core = (moment = `${MONDAY}T09:10:00`) => coreAt(store.db, moment)
  const add = async (changes: Partial<AddChannel> = {}) => {
    const input: AddChannel = {
      name: '店长群',
      url: ROBOT,
      scope: { company: true },
      kinds: ['daily', 'weekly', 'monthly'],
      audience: 'managers',
      createdBy: 'boss',
      within: { all: true },
      ...changes,
    }
    const result = await addChannel(core(), checkUrl, input)
    return result.ok ? String(result.channel.id) : result.why
  }
  const sell = (orderNo: string, paidAt: string, { amount = 10_000, to = 'wm-zhang' } = {}) =>
    recordOrder(core(), {
      orderNo,
      externalUserid: to,
      amount,
      currency: 'CNY',
      paidAt: at(paidAt),
      source: 'open',
      actor: { kind: 'system', id: 'shop' },
    })
  it('tells a manager’s group only about the people that manager may see', async () => {
    const within = { all: false, userids: ['WangMin', 'LiQiang'] } as const
    for (const scope of [{ company: true } as const, { department: 3 }, { userids: ['WangMin', 'ChenChen'] }]) {
      expect(await add({ scope, within })).toBe('outside-scope')
    }
    for (const scope of [{ department: 2 }, { userids: ['wangmin'] }]) {
      expect(await add({ scope, within })).toMatch(/^\d+$/)
    }
  })

  const texts = async () => (await messagesIn(store.db)).map((one) => String(one.payload.markdown))

  it('takes a robot address of WeCom only, and never shows its key again', async () => {
    expect(await add({ url: 'https://evil.example.com/cgi-bin/webhook/send?key=1' })).toBe('bad-robot-url')
    expect(await add({ scope: { department: 99 } })).toBe('no-such-department')
    expect(await add({ scope: { userids: ['WangMin', 'Nobody'] } })).toBe('no-such-member')
    await add()
    const { items } = await listChannels(store.db, { limit: 20 })
    expect(items).toMatchObject([{ name: '店长群', urlHint: '…abcd', lastSentAt: null, lastProblem: null }])
    expect(JSON.stringify(items)).not.toContain('11112222')
  })

  it('forgets the key of a removed robot and sends it nothing more', async () => {
    const id = await add()
    expect(await testChannel(core(), { id })).toEqual({ ok: true })
    expect(await removeChannel(core(), { id, userid: 'boss' })).toEqual({ ok: true })
    expect(await removeChannel(core(), { id, userid: 'boss' })).toEqual({ ok: false, why: 'no-such-channel' })
    expect(await testChannel(core(), { id })).toEqual({ ok: false, why: 'no-such-channel' })
    expect(await planDigests(core(), { kind: 'daily', day: MONDAY })).toMatchObject({ planned: [] })
    expect((await store.db.select().from(digestChannels))[0]?.url).toBe('')
    expect(await messagesIn(store.db)).toHaveLength(1)
  })

  it('sends one digest per channel and day, however often it is planned', async () => {
    const id = await add()
    await add({ kinds: ['weekly'] })
    await planDigests(core(), { kind: 'daily', day: MONDAY })
    expect(await planDigests(core(), { kind: 'daily', day: MONDAY })).toMatchObject({ planned: [], skipped: [id] })
    expect((await messagesIn(store.db)).map((one) => one.key)).toEqual([`digest:daily:${MONDAY}:${id}`])
    expect(await factsOf(store.db, 'digest-planned')).toHaveLength(1)
  })

  it('tells an empty weekend as an empty weekend, and what nobody knows as a dash', async () => {
    await add()
    await planDigests(core(), { kind: 'daily', day: MONDAY })
    const [text = ''] = await texts()
    expect(text).toContain('全公司 · 私域日报 11/23(周一)')
    expect(text).toContain('11/20–11/22 结果')
    expect(text).toContain('成交 0单 0（客单 —）')
    expect(text).toContain('首次回复均 —分钟｜已回复占比 —')
    expect(text).toContain('官方统计未就绪')
  })

  it('writes the weekend of one team and nothing of the other', async () => {
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士', addedAt: '2026-11-21T10:00:00' })
    await seedCustomer(store.db, 'wm-liu', { userid: 'ChenChen', name: '刘先生', addedAt: '2026-11-21T11:00:00' })
    await setTarget(core(), {
      month: '2026-11',
      scope: 'department',
      scopeId: '2',
      amount: 100_000,
      currency: 'CNY',
      setBy: 'boss',
    })
    await sell('1', '2026-11-20T10:00:00', { amount: 40_000 })
    await sell('2', '2026-11-22T23:59:59', { amount: 20_000 })
    await sell('3', '2026-11-21T10:00:00', { amount: 7_777_700, to: 'wm-liu' })
    await store.db.insert(stageMoves).values({
      factId: 1,
      externalUserid: 'wm-zhang',
      from: 'intent',
      to: 'first',
      rule: 'x',
      reasonCode: 'order-paid',
      actor: 'rule',
      at: at('2026-11-20T10:00:00'),
    })
    await add({ scope: { department: 2 } })
    await planDigests(core(), { kind: 'daily', day: MONDAY })
    const [text = ''] = await texts()
    expect(text).toContain('一组 · 私域日报')
    expect(text).toContain('**本月销售 600 / 1,000 = 60.0%**｜时间进度 71.4%（15/21工作日）')
    expect(text).toContain('成交 2单 600（客单 300）')
    expect(text).toContain('新增客户 1')
    expect(text).toContain('意向→首购 1人')
    expect(text).toContain('王敏 成交2单')
    expect(text).not.toContain('陈晨')
  })

  it('names late reps to managers and only counts them where reps read along', async () => {
    for (const [index, userid] of ['WangMin', 'WangMin', 'ChenChen'].entries()) {
      await seedCustomer(store.db, `wm-${index}`, { userid, name: '客户' })
      await seedFollowUp(store.db, `wm-${index}`, { userid, dueOn: '2026-11-19' })
    }
    await seedFollowUp(store.db, 'wm-0', { userid: 'WangMin', dueOn: MONDAY })
    await add()
    await add({ name: '全员群', audience: 'team' })
    await planDigests(core(), { kind: 'daily', day: MONDAY })
    const [managers = '', team = ''] = await texts()
    expect(managers).toContain('逾期≥2天 3条</font>：王敏2、陈晨1')
    expect(team).toContain('逾期≥2天 3条</font>（2人）')
    expect(team).not.toContain('王敏')
  })

  it('sends the other channels their digest when one cannot be written', async () => {
    const broken = await add()
    const fine = await add()
    await store.db
      .update(digestChannels)
      .set({ scope: {} as { company: true } })
      .where(eq(digestChannels.id, Number(broken)))
    const result = await planDigests(core(), { kind: 'daily', day: MONDAY })
    expect(result.planned).toEqual([fine])
    expect(result.failed.map((one) => one.channelId)).toEqual([broken])
  })

  it('the week speaks of what waited five days only where a team left more than a tenth undone', async () => {
    await add({ kinds: ['weekly'] })
    const week = async () => {
      await planDigests(core(), { kind: 'weekly', day: MONDAY })
      return (await texts()).at(-1) ?? ''
    }
    const due = (count: number, status: 'open' | 'done', dueOn: string) =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const id = `wm-${status}-${dueOn}-${index}`
          await seedCustomer(store.db, id, { userid: 'WangMin', name: '某客' })
          await seedFollowUp(store.db, id, { userid: 'WangMin', dueOn, status })
        }),
      )
    // Five working days before the Monday, six and seven: 16, 13 and 12 November.
    await due(1, 'open', '2026-11-16')
    await due(9, 'done', '2026-11-18')
    const calm = await week()
    expect(calm).toContain('逾期≥2天 1条')
    expect(calm).not.toContain('逾期≥5个工作日')
    expect(calm).not.toContain('考虑换人')
    await store.db.delete(outboxMessages)
    await due(2, 'open', '2026-11-19')
    await due(1, 'open', '2026-11-13')
    await due(2, 'open', '2026-11-12')
    await due(1, 'open', '2026-11-11')
    const full = await week()
    expect(full).toContain('逾期≥5个工作日 5条（本周到期12条，3条没做）：王敏5')
    expect(full).toContain('3位未购客户7个工作日没跟进，考虑换人')
    await store.db.update(customers).set({ stage: 'first' }).where(eq(customers.externalUserid, 'wm-open-2026-11-12-0'))
    await store.db.delete(outboxMessages)
    expect(await week()).toContain('2位未购客户7个工作日没跟进，考虑换人')
  })

  it('writes the weekly and the monthly digest from the same books', async () => {
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士', addedAt: '2026-11-17T10:00:00' })
    await setTarget(core(), {
      month: '2026-11',
      scope: 'member',
      scopeId: 'WangMin',
      amount: 50_000,
      currency: 'CNY',
      setBy: 'boss',
    })
    await sell('0', '2026-11-10T10:00:00', { amount: 40_000 })
    await sell('1', '2026-11-18T10:00:00', { amount: 50_000 })
    await add()
    await planDigests(core(), { kind: 'weekly', day: MONDAY })
    await planDigests(core('2026-12-01T09:40:00'), { kind: 'monthly', day: '2026-12-01' })
    const [weekly = '', monthly = ''] = await texts()
    expect(weekly).toContain('私域周报 W47（11/16–11/22）')
    expect(weekly).toContain('本周销售 500（环比 <font color="info">+25.0%</font>，同比 —）｜订单 1｜客单 500')
    expect(weekly).toContain('新客 1 → 开口 —')
    expect(weekly).toContain('净增 +1（新增1，流失0')
    expect(weekly).toContain('一组 —/—/样本不足')
    expect(monthly).toContain('私域月报 2026年11月')
    expect(monthly).toContain('新客 400｜复购 500｜订单 2｜客单 450')
    expect(monthly).toContain('0 → 1（新增1，流失0）')
    expect(monthly).toContain('达标 1/1人')
  })

  it('reminds each rep once a day of what is theirs, most urgent first', async () => {
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士' })
    await seedCustomer(store.db, 'wm-liu', { userid: 'WangMin', name: '刘先生' })
    await seedCustomer(store.db, 'wm-zhou', { userid: 'ChenChen', name: '周太' })
    await seedFollowUp(store.db, 'wm-zhang', { userid: 'WangMin', dueOn: MONDAY })
    await seedFollowUp(store.db, 'wm-zhang', { userid: 'WangMin', dueOn: MONDAY, status: 'done', onTime: true })
    await seedFollowUp(store.db, 'wm-liu', { userid: 'WangMin', dueOn: '2026-11-20' })
    await seedFollowUp(store.db, 'wm-zhou', { userid: 'ChenChen', dueOn: '2026-11-24' })
    await planReminders(core(`${MONDAY}T08:50:00`), { day: MONDAY })
    expect(await planReminders(core(), { day: MONDAY })).toMatchObject({ planned: [], skipped: ['WangMin'] })
    const messages = await messagesIn(store.db)
    expect(messages.map((one) => one.key)).toEqual([`reminder:${MONDAY}:WangMin`])
    const text = String(messages[0]?.payload.markdown)
    expect(text).toContain('王敏，今天 2 位客户要跟进')
    expect(text).toContain('逾期 1</font>｜今天 1')
    expect(text).toContain('1. [刘先生](https://crm.example.com/sidebar/customers/wm-liu)')
    expect(text).toContain('2. [张女士](https://crm.example.com/sidebar/customers/wm-zhang)')
    expect(text).toContain('(https://crm.example.com/sidebar/today)')
    expect(text).not.toContain('昨日按时')
  })

  it('reminds nobody of a customer who is gone', async () => {
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士' })
    await seedFollowUp(store.db, 'wm-zhang', { userid: 'WangMin', dueOn: MONDAY })
    await store.db.update(relations).set({ endedAt: at('2026-11-22T10:00:00'), endedBy: 'customer' })
    await planReminders(core(), { day: MONDAY })
    expect(await messagesIn(store.db)).toEqual([])
  })

  it('names the customers of the morning in the order of the page, with all ten reasons to go first', async () => {
    const { db } = store
    const now = at(`${MONDAY}T08:50:00`)
    const due = { userid: 'WangMin', kindOfTask: 'wechat' as const, dueOn: MONDAY, dueAt: at(`${MONDAY}T09:30:00`) }
    const plan = async (id: string, row: Partial<typeof followUps.$inferInsert>, changes: object = {}) => {
      await seedCustomer(db, id, { userid: 'WangMin', name: id })
      if (Object.keys(changes).length > 0)
        await db.update(customers).set(changes).where(eq(customers.externalUserid, id))
      await db
        .insert(followUps)
        .values({ planKey: id, externalUserid: id, createdAt: at('2026-11-01T09:00:00'), ...due, ...row })
    }
    const lead = { cadence: 'lead' as const, reasonKey: 'lead-care' as const }
    await plan('k-sleeper', { cadence: 'dormant', reasonKey: 'dormant-care' })
    await plan('j-plain', lead)
    await plan('i-birthday', lead)
    await plan('h-repeat', { cadence: 'repeat', reasonKey: 'repeat-offer' })
    await plan('g-new', { cadence: 'new', reasonKey: 'new-d1' })
    await plan('f-first', { cadence: 'first', reasonKey: 'first-d3' })
    await plan('e-quote', { cadence: 'intent', reasonKey: 'intent-d3' }, { stage: 'intent' })
    await plan('d-overdue', { ...lead, dueOn: '2026-11-20' })
    await plan('d-overdue-buyer', { ...lead, dueOn: '2026-11-20' })
    await plan('c-complaint', lead, { flags: ['complaint'] })
    await plan('b-waiting', lead, {
      lastInboundAt: at('2026-11-22T20:00:00'),
      lastOutboundAt: at('2026-11-22T19:00:00'),
    })
    await plan('b-answered', lead, {
      lastInboundAt: at('2026-11-22T20:00:00'),
      lastOutboundAt: at('2026-11-22T20:05:00'),
    })
    await plan('a-promise', { promised: true, dueAt: at(`${MONDAY}T15:00:00`) })
    await sell('V-1', '2026-11-01T10:00:00', { to: 'd-overdue-buyer' })
    await db.insert(opportunities).values({
      externalUserid: 'e-quote',
      userid: 'WangMin',
      stage: 'quoted',
      quotedAt: at('2026-11-20T10:00:00'),
      amount: 1,
      currency: 'CNY',
      expectedOn: '2026-12-01',
      nextStep: '',
      createdAt: at('2026-11-20T10:00:00'),
      changedAt: at('2026-11-20T10:00:00'),
    })
    const [field] = await db
      .insert(customFields)
      .values({ name: '客户生日', kind: 'date', createdAt: now })
      .returning({ id: customFields.id })
    await db.insert(fieldValues).values({
      externalUserid: 'i-birthday',
      fieldId: field?.id ?? 0,
      value: '1990-11-23',
      setBy: 'WangMin',
      setAt: now,
    })
    const zone = 'Asia/Shanghai'
    const expected = [
      ...['a-promise', 'b-waiting', 'c-complaint', 'd-overdue-buyer', 'd-overdue', 'e-quote', 'f-first', 'g-new'],
      ...['h-repeat', 'i-birthday', 'b-answered', 'j-plain', 'k-sleeper'],
    ]
    const page = await viewToday(db, { userid: 'WangMin', now, zone, lang: 'zh-CN' })
    const question = { day: MONDAY, now, zone, calendar: CHINA_CALENDAR, messages: zhCN }
    const [list] = await gatherReminders(db, question)
    const plainLast = (ids: string[]) => [...ids.slice(0, 10), ...ids.slice(10, 12).sort(), ...ids.slice(12)]
    expect(plainLast(page.open.map((one) => one.externalUserid))).toEqual(expected)
    expect(list?.items.map(({ shown }) => shown.externalUserid)).toEqual(page.open.map((one) => one.externalUserid))
    // Also the words, which in a message must never be missing.
    expect(list?.items.map(({ shown }) => [shown.why, shown.nextStep])).toEqual(
      page.open.map((one) => [one.reason, one.nextStep]),
    )
    expect(page.open.filter((one) => one.nextStep.trim() === '')).toEqual([])
  })

  it('tells a rep how yesterday went from ten follow-ups on', async () => {
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士' })
    await seedFollowUp(store.db, 'wm-zhang', { userid: 'WangMin', dueOn: MONDAY })
    for (let index = 0; index < 10; index += 1) {
      const done = { userid: 'WangMin', dueOn: '2026-11-20', status: 'done' as const, onTime: index > 1 }
      await seedFollowUp(store.db, `wm-${index}`, done)
    }
    await planReminders(core(), { day: MONDAY })
    expect((await texts())[0]).toContain('昨日按时 8/10，本月 80%')
  })

  const statsOf = (
    figures: (userids: readonly string[], day: number) => number,
  ): StatsSource & { asked: string[][] } => {
    const asked: string[][] = []
    return {
      asked,
      behaviorData: async ({ userids, from, to }) => {
        asked.push([...userids])
        const days: Date[] = []
        for (let ms = from.getTime(); ms <= to.getTime(); ms += 86_400_000) days.push(new Date(ms))
        return days.map((day, index) => {
          const chats = figures(userids, index)
          const talked = chats > 0
          return {
            day,
            chats,
            messages: chats * 3,
            replyPercentage: talked ? 96 : null,
            averageReplyMinutes: talked ? 7 : null,
            negativeFeedback: 0,
            friendRequests: 0,
            newContacts: 0,
          }
        })
      },
    }
  }

  it('pulls three days per rep and once for the whole group, and prints them', async () => {
    await add()
    const source = statsOf((userids) => (userids.length > 1 ? 30 : 10))
    const first = await pullStats(core(`${MONDAY}T06:40:00`), source, { day: MONDAY })
    expect(first).toEqual({ ready: true, stored: 12, failed: [] })
    expect(await pullStats(core(`${MONDAY}T06:50:00`), source, { day: MONDAY })).toEqual(first)
    expect(source.asked.filter((userids) => userids.length === 3)).toHaveLength(2)
    expect(await store.db.select().from(behaviorDays)).toHaveLength(12)
    await planDigests(core(), { kind: 'daily', day: MONDAY })
    const [text = ''] = await texts()
    expect(text).toContain('首次回复均 7分钟｜已回复占比 96%')
    expect(text).toContain('官方统计截至昨日24点')
  })

  it('takes a yesterday of nothing but zeros for not counted yet', async () => {
    await add()
    const source = statsOf((_userids, day) => (day === 2 ? 0 : 10))
    expect(await pullStats(core(), source, { day: MONDAY })).toEqual({ ready: false, stored: 8, failed: [] })
    const days = await store.db.selectDistinct({ day: behaviorDays.day }).from(behaviorDays).orderBy(behaviorDays.day)
    expect(days.map((one) => one.day)).toEqual(['2026-11-20', '2026-11-21'])
  })

  it.each([
    ['has the figures that came at 07:40', true, '首次回复均 7分钟｜已回复占比 96%', 2],
    ['shows — while there are none', false, '首次回复均 —分钟｜已回复占比 —', 3],
  ])('the digest of 09:10 %s, because WeCom is asked again by the hour', async (_name, comes, expected, tries) => {
    await add()
    let counted = false
    const source = statsOf((userids, day) => (day === 2 && !counted ? 0 : userids.length > 1 ? 30 : 10))
    const wecom = { inLane: () => source } as unknown as Wecom
    const comesTo = async (time: string) => {
      const now = core(`${MONDAY}T${time}:00`)
      await planDue(now as AppCore)
      const due = and(eq(jobs.kind, 'occurrence'), eq(jobs.status, 'waiting'))
      for (const row of await store.db.select().from(jobs).where(due).orderBy(jobs.id)) {
        await runOccurrence({ core: now as AppCore, wecom }, row.payload as { job: string; day: string })
        await store.db.update(jobs).set({ status: 'done' }).where(eq(jobs.id, row.id))
      }
    }
    await comesTo('06:39')
    await comesTo('06:41')
    counted = comes
    for (const time of ['07:41', '08:41', '09:11']) await comesTo(time)
    expect(source.asked.filter((userids) => userids.length === 3)).toHaveLength(tries)
    const digest = (await texts()).find((text) => text.includes('私域日报'))
    expect(digest).toContain(expected)
  })

  it('keeps what it got and fails as a whole when WeCom goes away in the middle, so that all of it is asked again', async () => {
    const people = ['Ai', 'Bo', 'Cui', 'Ding'].map((userid) => ({
      userid,
      useridLower: userid.toLowerCase(),
      name: userid,
      departmentIds: [2],
      hasCustomerContact: true,
      seenAt: at('2026-11-01T09:00:00'),
    }))
    await store.db.insert(members).values(people)
    const source = statsOf(() => 10)
    let answers = 2
    const away: StatsSource = {
      behaviorData: (input) => (answers-- > 0 ? source.behaviorData(input) : Promise.reject(new Error('unreachable'))),
    }
    await expect(pullStats(core(), away, { day: MONDAY })).rejects.toThrow('unreachable')
    expect(await store.db.select().from(behaviorDays)).toHaveLength(6)
    await pullStats(core(), source, { day: MONDAY })
    expect(await store.db.select().from(behaviorDays)).toHaveLength(21)
  })

  it('keeps the figures of the others when WeCom will not answer for one rep', async () => {
    const source = statsOf(() => 10)
    const half: StatsSource = {
      behaviorData: (input) =>
        input.userids.includes('LiQiang') ? Promise.reject(new Error('refused')) : source.behaviorData(input),
    }
    expect(await pullStats(core(), half, { day: MONDAY })).toMatchObject({
      ready: true,
      stored: 6,
      failed: [{ subject: 'LiQiang', error: new Error('refused') }],
    })
    const silent: StatsSource = { behaviorData: () => Promise.reject(new Error('unreachable')) }
    await expect(pullStats(core(), silent, { day: MONDAY })).rejects.toThrow('unreachable')
  })

  it('counts a person who deleted two of us once, and only what customers did', async () => {
    await seedCustomer(store.db, 'wm-zhang', { userid: 'WangMin', name: '张女士' })
    await store.db.update(customers).set({ flags: ['complaint'] })
    const ended = (userid: string, externalUserid: string, by: string) =>
      core('2026-11-21T10:00:00').record(store.db, {
        kind: 'relation-ended',
        externalUserid,
        userid,
        actor: { kind: 'customer', id: externalUserid },
        data: { by, left: 0 },
      })
    await ended('WangMin', 'wm-1', 'customer')
    await ended('LiQiang', 'wm-1', 'customer')
    await ended('WangMin', 'wm-2', 'rep')
    await add()
    await planDigests(core(), { kind: 'daily', day: MONDAY })
    const [text = ''] = await texts()
    expect(text).toContain('被删/拉黑 1')
    expect(text).toContain('投诉未关闭 1 位客户')
  })
})
