import { afterEach, describe, expect, it } from 'vitest'
import { DAY, errcodeOf, type Growth, startGrowth } from './growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const day = (date: string): Date => new Date(`${date}T00:00:00+08:00`)

describe('§4.5 statistics of customer groups', () => {
  it('§4.5 count new groups and members by the day, and everything else as it stood at the end of the day', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    const chatId = await people.createGroup({ name: '会员群', owner: 'linyu', externalUserids: [fang] })
    await people.saysInGroup(chatId, fang, '大家好')
    growth.to('2026-11-11T09:00:00+08:00')
    await people.customerJoinsGroup(chatId, jing)
    await people.saysInGroup(chatId, jing, '我也来了')
    await people.saysInGroup(chatId, jing, '有活动吗')
    growth.to('2026-11-12T09:00:00+08:00')
    await people.leavesGroup(chatId, fang)
    const other = await people.createGroup({ name: '新品群', owner: 'linyu', externalUserids: [] })
    growth.to('2026-11-13T09:00:00+08:00')
    await people.dismissGroup(other)
    growth.to('2026-11-14T09:00:00+08:00')
    const days = await wecom.groupStatisticDays({
      owners: ['linyu'],
      from: day('2026-11-09'),
      until: day('2026-11-13'),
    })
    const columns = days.map(({ figures }) => [
      figures.newGroups,
      figures.groups,
      figures.groupsWithMessages,
      figures.newMembers,
      figures.members,
      figures.membersWhoSpoke,
      figures.messages,
    ])
    expect(columns).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [1, 1, 1, 2, 2, 1, 1],
      [0, 1, 1, 1, 3, 2, 3],
      [1, 2, 1, 1, 3, 2, 3],
      [0, 1, 1, 0, 2, 2, 3],
    ])
    expect(days[1]?.day).toEqual(day('2026-11-10'))
    const whole = { owners: ['linyu'], from: day('2026-11-10'), until: day('2026-11-13') }
    expect((await wecom.groupStatistics(whole)).rows).toMatchObject([
      { owner: 'linyu', figures: { newGroups: 2, groups: 1, newMembers: 4, members: 2, messages: 3 } },
    ])
  })

  it('§4.5 are for finished days only, thirty at once, and 180 back', async () => {
    growth = await startGrowth()
    const ask = (from: string, until: string) =>
      growth.wecom.groupStatisticDays({ owners: ['linyu'], from: day(from), until: day(until) })
    growth.to('2026-11-30T10:00:00+08:00')
    expect(await errcodeOf(ask('2026-11-30', '2026-11-30'))).toBe(40058)
    expect(await errcodeOf(ask('2026-10-30', '2026-11-29'))).toBe(40058)
    expect(await ask('2026-10-31', '2026-11-29')).toHaveLength(30)
    expect(await errcodeOf(ask('2026-06-02', '2026-06-02'))).toBe(40058)
    expect(await ask('2026-06-03', '2026-06-03')).toHaveLength(1)
    const owners = Array.from({ length: 101 }, (_one, number) => `rep${number}`)
    await expect(
      growth.wecom.groupStatisticDays({ owners, from: day('2026-11-28'), until: day('2026-11-28') }),
    ).rejects.toThrow(RangeError)
  })
})

describe('§4.6 the behaviour of a rep', () => {
  it('§4.6 is known on the next day and is exactly what people did', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    await people.customerSays(fang, 'linyu', '在吗')
    growth.pass(240)
    await people.repSays(fang, 'linyu', '在的')
    await people.repSays(fang, 'linyu', '请讲')
    await people.customerSays(jing, 'linyu', '有货吗')
    await people.customerDeletesRep(jing, 'linyu')
    const today = day('2026-11-10')
    const ask = { userids: ['linyu'], from: today, to: today }
    expect(await errcodeOf(wecom.behaviorData(ask))).toBe(40058)
    growth.pass(DAY)
    expect(await wecom.behaviorData(ask)).toEqual([
      {
        ...{ day: today, chats: 1, messages: 2, replyPercentage: 50, averageReplyMinutes: 4 },
        ...{ negativeFeedback: 1, friendRequests: 0, newContacts: 2 },
      },
    ])
  })

  it('§4.6 of several reps, or of a department, is their sum, with the average over all who were answered', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'chenxi')]
    await people.customerSays(fang, 'linyu', '在吗')
    await people.customerSays(jing, 'chenxi', '有货吗')
    growth.pass(120)
    await people.repSays(fang, 'linyu', '在的')
    growth.pass(240)
    await people.repSays(jing, 'chenxi', '有的')
    growth.pass(DAY)
    const span = { from: day('2026-11-10'), to: day('2026-11-10') }
    const both = { chats: 2, messages: 2, replyPercentage: 100, averageReplyMinutes: 4, newContacts: 2 }
    expect(await wecom.behaviorData({ userids: ['linyu', 'chenxi'], ...span })).toMatchObject([both])
    const seconds = day('2026-11-10').getTime() / 1000
    const body = { partyid: [2], start_time: seconds, end_time: seconds }
    expect(await growth.call('externalcontact/get_user_behavior_data', body)).toMatchObject({
      behavior_data: [{ chat_cnt: 2, message_cnt: 2, avg_reply_time: 4, new_contact_cnt: 2 }],
    })
  })

  it('§4.6 stays as it was when a customer comes back on a later day', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await people.customerDeletesRep(fang, 'linyu')
    growth.pass(DAY)
    await people.addCustomer({ name: '王芳', userid: 'linyu', externalUserid: fang })
    growth.pass(DAY)
    const days = await wecom.behaviorData({ userids: ['linyu'], from: day('2026-11-10'), to: day('2026-11-11') })
    expect(days.map((one) => one.newContacts)).toEqual([1, 1])
  })

  it('§4.6 tells requests of the rep from customers who came by themselves', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    await friend('王芳', 'linyu')
    const asked = await people.repAdds('linyu', { name: '李静' })
    expect(people.relation(asked.externalUserid, 'linyu')).toMatchObject({ addWay: 2 })
    expect((await wecom.customer(asked.externalUserid)).followers[0]?.operUserid).toBe('linyu')
    growth.pass(DAY)
    const today = day('2026-11-10')
    expect(await wecom.behaviorData({ userids: ['linyu'], from: today, to: today })).toMatchObject([
      { friendRequests: 1, newContacts: 2 },
    ])
  })

  it('§4.6 counts a customer taken over as no new one', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await wecom.transferCustomers({ kind: 'on-job', from: 'linyu', to: 'chenxi', externalUserids: [fang] })
    await people.acceptTransfer(fang, 'linyu')
    growth.pass(DAY)
    const today = day('2026-11-10')
    const of = async (userid: string) =>
      (await wecom.behaviorData({ userids: [userid], from: today, to: today }))[0]?.newContacts
    expect([await of('linyu'), await of('chenxi')]).toEqual([1, 0])
  })
})
