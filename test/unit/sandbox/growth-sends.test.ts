import { afterEach, describe, expect, it } from 'vitest'
import type { GroupSendResult } from '../../../src/wecom/client-data.ts'
import { errcodeOf, type Growth, startGrowth } from './growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const outcomes = (rows: readonly GroupSendResult[]) =>
  Object.fromEntries(rows.map((row) => [row.externalUserid ?? row.chatId, row.outcome]))

const chatWith = (userid: string, externalUserid: string): string[] =>
  (growth.sandbox.state.chats.get(`${userid}\n${externalUserid}`) ?? [])
    .filter((message) => message.kind !== 'note')
    .map((message) => message.text)

describe('§12.9 a group send', () => {
  it('§12.9 sends nothing until the rep confirms, and then the customer has it', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const to = { to: 'customers', externalUserids: [fang] } as const
    const { msgid } = await wecom.createGroupSend({ ...to, text: '秋季新品到店' })
    const task = { msgid, userid: 'linyu' }
    expect((await wecom.groupSendTasks(msgid)).rows).toEqual([{ userid: 'linyu', sent: false, sentAt: null }])
    expect((await wecom.groupSendResults(task)).rows).toMatchObject([{ outcome: 'waiting', sentAt: null }])
    expect(chatWith('linyu', fang)).toEqual([])
    expect(people.pendingGroupSends('linyu')).toEqual([{ msgid, text: '秋季新品到店', receivers: [fang] }])
    growth.pass(3600)
    await people.confirmGroupSend('linyu', msgid)
    expect((await wecom.groupSendTasks(msgid)).rows).toEqual([{ userid: 'linyu', sent: true, sentAt: growth.now() }])
    expect((await wecom.groupSendResults(task)).rows).toEqual([
      { userid: 'linyu', externalUserid: fang, chatId: null, outcome: 'sent', sentAt: growth.now() },
    ])
    expect(chatWith('linyu', fang)).toEqual(['秋季新品到店'])
    expect(people.pendingGroupSends('linyu')).toEqual([])
    await expect(people.confirmGroupSend('linyu', msgid)).rejects.toThrow('already')
  })

  it('§12.9 answers with WeCom’s own numbers: 0 and 2 for the task, 0 to 3 for the customer', async () => {
    growth = await startGrowth({ switches: { groupSendsPerMonth: 1 } })
    const { wecom, people, friend, call } = growth
    const [fang, jing, min] = [
      await friend('王芳', 'linyu'),
      await friend('李静', 'linyu'),
      await friend('赵敏', 'linyu'),
    ]
    const all = { to: 'customers', sender: 'linyu', allowSelect: true } as const
    const first = await wecom.createGroupSend({ to: 'customers', externalUserids: [jing], text: '第一条' })
    const second = await wecom.createGroupSend({ ...all, text: '第二条' })
    await people.confirmGroupSend('linyu', first.msgid)
    await people.customerDeletesRep(fang, 'linyu')
    const { msgid } = second
    const task = await call('externalcontact/get_groupmsg_task', { msgid })
    expect(task.task_list).toEqual([{ userid: 'linyu', status: 0 }])
    await people.confirmGroupSend('linyu', msgid, [fang, jing])
    expect((await call('externalcontact/get_groupmsg_task', { msgid })).task_list).toMatchObject([{ status: 2 }])
    const result = await call('externalcontact/get_groupmsg_send_result', { msgid, userid: 'linyu' })
    expect(result.send_list).toMatchObject([
      { external_userid: fang, status: 2 },
      { external_userid: jing, status: 3 },
      { external_userid: min, status: 0 },
    ])
    expect(chatWith('linyu', jing)).toEqual(['第一条'])
  })

  it('§12.9 reaches a customer as often a month as the month has days, and again in the next', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const to = { to: 'customers', externalUserids: [fang] } as const
    growth.to('2027-02-10T10:00:00+08:00')
    for (let number = 1; number <= 29; number += 1) await wecom.createGroupSend({ ...to, text: `第 ${number} 条` })
    const sends = people.pendingGroupSends('linyu')
    for (const { msgid } of sends) await people.confirmGroupSend('linyu', msgid)
    const outcomeOf = async (msgid = ''): Promise<unknown> =>
      (await wecom.groupSendResults({ msgid, userid: 'linyu' })).rows[0]?.outcome
    expect([await outcomeOf(sends[27]?.msgid), await outcomeOf(sends[28]?.msgid)]).toEqual(['sent', 'quota'])
    const other = await friend('李静', 'linyu')
    const both = await wecom.createGroupSend({ ...to, externalUserids: [fang, other], text: '第三十条' })
    expect(both.failed).toEqual([fang])
    growth.to('2027-03-01T00:00:00+08:00')
    expect((await wecom.createGroupSend({ ...to, text: '三月第一条' })).failed).toEqual([])
  })

  it('§12.9 gives a shared customer to the rep who talked with them last', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await people.addCustomer({ name: '王芳', userid: 'chenxi', externalUserid: fang })
    const to = { to: 'customers', externalUserids: [fang] } as const
    const senders = async (): Promise<string[]> => {
      const { msgid } = await wecom.createGroupSend({ ...to, text: '早' })
      return (await wecom.groupSendTasks(msgid)).rows.map((task) => task.userid)
    }
    growth.pass(60)
    await people.repSays(fang, 'chenxi', '您好')
    expect(await senders()).toEqual(['chenxi'])
    growth.pass(60)
    await people.customerSays(fang, 'linyu', '在吗')
    expect(await senders()).toEqual(['linyu'])
  })

  it('§12.9 finds customers by tags: "or" inside a list, "and" between lists', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    await people.createTagGroup('肤质', ['干性', '油性'])
    await people.createTagGroup('城市', ['上海'])
    const [skin, city] = await wecom.corpTags()
    const [dry = '', oily = ''] = skin?.tags.map((tag) => tag.id) ?? []
    const shanghai = city?.tags[0]?.id ?? ''
    const [fang, jing, min] = [
      await friend('王芳', 'linyu'),
      await friend('李静', 'chenxi'),
      await friend('赵敏', 'linyu'),
    ]
    await people.setTags(fang, 'linyu', [dry, shanghai])
    await people.setTags(jing, 'chenxi', [oily, shanghai])
    await people.setTags(min, 'linyu', [dry])
    const receivers = async (tags: string[][], sender?: string): Promise<string[]> => {
      const to = { to: 'customers' as const, tags, ...(sender === undefined ? {} : { sender }) }
      await wecom.createGroupSend({ ...to, text: '早' })
      const tasks = ['linyu', 'chenxi'].flatMap((userid) => people.pendingGroupSends(userid).at(-1)?.receivers ?? [])
      growth.sandbox.state.growth.sends.clear()
      return tasks.sort()
    }
    expect(await receivers([[dry, oily], [shanghai]])).toEqual([fang, jing].sort())
    expect(await receivers([[dry]])).toEqual([fang, min].sort())
    expect(await receivers([[dry, oily]], 'chenxi')).toEqual([jing])
  })

  it('§12.9 to groups goes to those of the sender and lists only those it reached', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const make = (owner: string): Promise<string> => people.createGroup({ name: '会员群', owner, externalUserids: [] })
    const [one, two, foreign] = [await make('linyu'), await make('linyu'), await make('chenxi')]
    const chatIds = [one, two, foreign]
    const { msgid, failed } = await wecom.createGroupSend({ to: 'groups', sender: 'linyu', chatIds, text: '本周活动' })
    expect(failed).toEqual([foreign])
    const task = { msgid, userid: 'linyu' }
    expect((await wecom.groupSendResults(task)).rows).toEqual([])
    await people.dismissGroup(two)
    await people.confirmGroupSend('linyu', msgid)
    expect(outcomes((await wecom.groupSendResults(task)).rows)).toEqual({ [one]: 'sent' })
    expect(growth.sandbox.state.groups.get(one)?.messages.map((message) => message.text)).toEqual(['本周活动'])
  })

  it('§12.9 of a rep’s own accord stands in the list with its maker, and counts for the month', async () => {
    growth = await startGrowth({ switches: { groupSendsPerMonth: 1 } })
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const msgid = await people.repSendsToMany('linyu', [fang], '周末快乐')
    const period = { to: 'customers', from: new Date(growth.now().getTime() - 1000), until: growth.now() } as const
    expect((await wecom.groupSends({ ...period, by: 'rep' })).rows).toMatchObject([
      { msgid, creator: 'linyu', by: 'rep', text: '周末快乐' },
    ])
    expect((await wecom.groupSends({ ...period, by: 'company' })).rows).toEqual([])
    const again = wecom.createGroupSend({ to: 'customers', externalUserids: [fang], text: '早' })
    expect(await errcodeOf(again)).toBe(41048)
  })

  it('§12.9 takes ten thousand customers in one call and names the ten-thousandth in its results', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const { customers, relations } = growth.sandbox.state
    const model = relations.get(`linyu\n${await growth.friend('王芳', 'linyu')}`)
    if (model === undefined) throw new Error('no friendship to copy')
    const ids = Array.from({ length: 10_000 }, (_one, number) => `wmManyCustomers${number}`)
    for (const externalUserid of ids) {
      customers.set(externalUserid, { externalUserid, name: '客户', gender: 0, type: 1, corpName: null })
      relations.set(`linyu\n${externalUserid}`, { ...model, externalUserid })
    }
    const { msgid } = await wecom.createGroupSend({ to: 'customers', externalUserids: ids, text: '早' })
    await people.confirmGroupSend('linyu', msgid)
    const sent: (string | null)[] = []
    let cursor: string | null = null
    do {
      const page = await wecom.groupSendResults({ msgid, userid: 'linyu' }, { cursor })
      sent.push(...page.rows.filter((row) => row.outcome === 'sent').map((row) => row.externalUserid))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect([sent.length, sent.at(-1)]).toEqual([10_000, 'wmManyCustomers9999'])
  })

  it('§12.9 goes over the reps in pages, and what an API made causes no callback', async () => {
    growth = await startGrowth()
    const { wecom, friend } = growth
    const named = [await friend('王芳', 'linyu'), await friend('李静', 'chenxi'), await friend('赵敏', 'zhaolei')]
    const before = growth.events().length
    const { msgid } = await wecom.createGroupSend({ to: 'customers', externalUserids: named, text: '早' })
    const first = await wecom.groupSendTasks(msgid, { limit: 2 })
    const second = await wecom.groupSendTasks(msgid, { limit: 2, cursor: first.nextCursor })
    expect([first.rows.length, second.rows.length, second.nextCursor]).toEqual([2, 1, null])
    for (const { userid } of [...first.rows, ...second.rows]) await growth.people.confirmGroupSend(userid, msgid)
    expect(growth.events()).toHaveLength(before)
  })
})
