import { afterEach, describe, expect, it } from 'vitest'
import { DAY, type Growth, startGrowth } from './growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

const pass = { kind: 'on-job', from: 'linyu', to: 'chenxi' } as const
const EVENT = 'change_external_contact'

const results = async (): Promise<unknown[]> => (await growth.wecom.transferResults(pass)).rows

describe('§12.5 a transfer', () => {
  it('§12.5 ends by itself after 24 hours: the new rep is a friend, the old one is deleted by transfer', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const before = growth.events().length
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    growth.pass(DAY - 1)
    await people.settleTransfers()
    expect(growth.events()).toHaveLength(before)
    expect(people.relation(fang, 'linyu')).not.toBeNull()
    growth.pass(1)
    await people.settleTransfers()
    expect(growth.events().slice(before)).toMatchObject([
      { event: `${EVENT}/add_external_contact`, userid: 'chenxi', externalUserid: fang },
      { event: `${EVENT}/del_external_contact`, userid: 'linyu', externalUserid: fang, byTransfer: true },
    ])
    expect([people.relation(fang, 'linyu'), people.relation(fang, 'chenxi')?.addWay]).toEqual([null, 202])
    expect(await results()).toEqual([{ externalUserid: fang, outcome: 'done', takenOverAt: growth.now() }])
    await people.settleTransfers()
    expect(growth.events()).toHaveLength(before + 2)
  })

  it('§12.5 is noticed by the sandbox itself when business time jumps', async () => {
    growth = await startGrowth()
    const fang = await growth.friend('王芳', 'linyu')
    await growth.wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    growth.pass(2 * DAY)
    await expect.poll(() => growth.people.relation(fang, 'chenxi')?.addWay ?? null, { interval: 100 }).toBe(202)
  })

  it('§12.5 can be refused by the customer, who then stays where they are', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    await people.refuseTransfer(fang, 'linyu')
    expect(growth.events().at(-1)).toMatchObject({
      ...{ type: 'transfer-failed', userid: 'chenxi', externalUserid: fang, reason: 'customer_refused' },
    })
    expect(await results()).toEqual([{ externalUserid: fang, outcome: 'refused', takenOverAt: null }])
    growth.pass(2 * DAY)
    await people.settleTransfers()
    expect([people.relation(fang, 'chenxi'), people.relation(fang, 'linyu')?.name]).toEqual([null, '王芳'])
  })

  it('§12.5 waits the hours and ends the way its switches say', async () => {
    growth = await startGrowth({ switches: { transferHours: 2, transferOutcome: 'refused' } })
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    growth.pass(2 * 3600 - 1)
    expect(await results()).toMatchObject([{ outcome: 'waiting' }])
    growth.pass(1)
    expect(await results()).toMatchObject([{ outcome: 'refused' }])
    expect(growth.events().at(-1)).toMatchObject({ type: 'transfer-failed', reason: 'customer_refused' })
    growth.sandbox.switches.set({ transferHours: 0, transferOutcome: 'taker-full' })
    await wecom.transferCustomers({ ...pass, externalUserids: [jing] })
    expect(await results()).toMatchObject([{ outcome: 'refused' }, { outcome: 'taker-full' }])
    expect([people.relation(fang, 'linyu')?.name, people.relation(jing, 'linyu')?.name]).toEqual(['王芳', '李静'])
  })

  it('§12.5 of a rep who has left waits its day too, and is refused or finds the colleague full', async () => {
    growth = await startGrowth({ switches: { transferOutcome: 'refused' } })
    const { wecom, people, friend, sandbox } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    await people.memberLeaves('linyu')
    const resigned = { ...pass, kind: 'resigned' } as const
    await wecom.transferCustomers({ ...resigned, externalUserids: [fang] })
    growth.pass(DAY)
    await people.settleTransfers()
    expect(growth.events().at(-1)).toMatchObject({ type: 'transfer-failed', reason: 'customer_refused' })
    sandbox.switches.set({ transferOutcome: 'taker-full' })
    await wecom.transferCustomers({ ...resigned, externalUserids: [jing] })
    growth.pass(DAY - 1)
    expect((await wecom.transferResults(resigned)).rows.map((row) => row.outcome)).toEqual(['refused', 'waiting'])
    growth.pass(1)
    expect((await wecom.transferResults(resigned)).rows.map((row) => row.outcome)).toEqual(['refused', 'taker-full'])
    expect(growth.events().at(-1)).toMatchObject({ type: 'transfer-failed', reason: 'customer_limit_exceed' })
    // Nobody took them over: they wait for another colleague.
    expect((await wecom.unassignedCustomers()).rows.map((row) => row.externalUserid)).toEqual([fang, jing])
  })

  it('§12.5 fails before its day is over when the new rep is found to be full, and may be tried with another', async () => {
    growth = await startGrowth()
    const { wecom, people, friend, call } = growth
    const fang = await friend('王芳', 'linyu')
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    await people.exceedTransferLimit(fang, 'linyu')
    expect(growth.events().at(-1)).toMatchObject({
      ...{ type: 'transfer-failed', userid: 'chenxi', externalUserid: fang, reason: 'customer_limit_exceed' },
    })
    const asked = { handover_userid: 'linyu', takeover_userid: 'chenxi' }
    expect(await call('externalcontact/transfer_result', asked)).toMatchObject({
      customer: [{ external_userid: fang, status: 4, takeover_time: 0 }],
    })
    expect(await wecom.transferCustomers({ ...pass, to: 'zhaolei', externalUserids: [fang] })).toEqual([
      { externalUserid: fang, errcode: 0 },
    ])
    growth.pass(DAY)
    expect(await results()).toMatchObject([{ outcome: 'taker-full' }])
    expect(people.relation(fang, 'zhaolei')).toMatchObject({ addWay: 202 })
  })

  it('§12.5 waits for a friendship: whoever only asked to be a friend cannot be handed over', async () => {
    growth = await startGrowth()
    const { wecom, people } = growth
    const asking = await people.halfAdd({ name: '许愿', userid: 'linyu' })
    const hand = () => wecom.transferCustomers({ ...pass, externalUserids: [asking] })
    expect(await hand()).toEqual([{ externalUserid: asking, errcode: 40131 }])
    await people.addCustomer({ name: '许愿', userid: 'linyu', externalUserid: asking })
    expect(await hand()).toEqual([{ externalUserid: asking, errcode: 0 }])
  })

  it('§12.5 begun in the console keeps the rules of the API, and the API knows of it', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'zhaolei')]
    expect(await people.handOver('linyu', 'chenxi', [fang, fang, jing, 'wmNobody'])).toEqual([
      { externalUserid: fang, errcode: 0 },
      { externalUserid: jing, errcode: 40131 },
      { externalUserid: 'wmNobody', errcode: 40096 },
    ])
    expect(await people.handOver('linyu', 'zhaolei', [fang])).toEqual([{ externalUserid: fang, errcode: 40129 }])
    await expect(people.handOver('linyu', 'linyu', [fang])).rejects.toThrow('cannot take over')
    await expect(people.handOver('linyu', 'nobody', [fang])).rejects.toThrow('no member nobody')
    expect(await results()).toMatchObject([{ externalUserid: fang, outcome: 'waiting' }])
    await people.memberLeaves('zhaolei')
    await people.handOver('zhaolei', 'chenxi', [jing])
    growth.pass(DAY)
    const resigned = { kind: 'resigned', from: 'zhaolei', to: 'chenxi' } as const
    expect((await wecom.transferResults(resigned)).rows).toMatchObject([{ externalUserid: jing, outcome: 'done' }])
    expect(await results()).toMatchObject([{ externalUserid: fang, outcome: 'done' }])
  })

  it('§12.5 fails when the new rep has no room for another customer', async () => {
    growth = await startGrowth({ switches: { customersPerMember: 1 } })
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await friend('李静', 'chenxi')
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    await people.acceptTransfer(fang, 'linyu')
    expect(growth.events().at(-1)).toMatchObject({ type: 'transfer-failed', reason: 'customer_limit_exceed' })
    expect(await results()).toMatchObject([{ outcome: 'taker-full' }])
  })

  it('§12.5 to somebody who is a friend already brings no second adding', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await people.addCustomer({ name: '王芳', userid: 'chenxi', externalUserid: fang, addWay: 3 })
    const before = growth.events().length
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    await people.acceptTransfer(fang, 'linyu')
    expect(growth.events().slice(before)).toMatchObject([{ type: 'contact-removed', byTransfer: true }])
    expect(people.relation(fang, 'chenxi')).toMatchObject({ addWay: 3 })
  })

  it('§12.5 of one customer works twice in 90 days and again on the ninety-first', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const hand = async (from: string, to: string): Promise<number | undefined> => {
      const [row] = await wecom.transferCustomers({ kind: 'on-job', from, to, externalUserids: [fang] })
      if (row?.errcode === 0) await people.acceptTransfer(fang, from)
      return row?.errcode
    }
    expect([await hand('linyu', 'chenxi'), await hand('chenxi', 'zhaolei')]).toEqual([0, 0])
    growth.pass(89 * DAY)
    expect(await hand('zhaolei', 'linyu')).toBe(40128)
    growth.pass(DAY)
    expect(await hand('zhaolei', 'linyu')).toBe(0)
  })

  it('§12.5 after a rep has left tells of the new friendship and of no deletion', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await people.memberLeaves('linyu')
    const before = growth.events().length
    await wecom.transferCustomers({ ...pass, kind: 'resigned', externalUserids: [fang] })
    expect(
      await wecom.transferCustomers({ ...pass, kind: 'resigned', to: 'zhaolei', externalUserids: [fang] }),
    ).toEqual([{ externalUserid: fang, errcode: 40100 }])
    growth.pass(DAY)
    await people.settleTransfers()
    expect(growth.events().slice(before)).toMatchObject([{ type: 'contact-added', userid: 'chenxi' }])
    expect((await wecom.unassignedCustomers()).rows).toEqual([])
  })

  it('§12.5 leaves no trace when the customer deletes the old rep meanwhile', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    await wecom.transferCustomers({ ...pass, externalUserids: [fang] })
    await people.customerDeletesRep(fang, 'linyu')
    growth.pass(DAY)
    expect(await results()).toEqual([])
    expect(people.relation(fang, 'chenxi')).toBeNull()
  })
})
