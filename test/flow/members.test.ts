import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaveMember } from '../../src/features/members/leave-member.ts'
import { findMember } from '../../src/features/members/queries.ts'
import { refreshMembers } from '../../src/features/members/refresh-members.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

describe.each(LAST_ENGINE)('who somebody is on %s', (engine) => {
  let world: World
  let rep: Client
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    rep = await world.as('chenxi')
  })
  afterAll(() => world.close())

  const roleNow = async (): Promise<unknown> => (await rep.get('/api/me')).body.role

  test('a rep who is made leader of her team in WeCom is a lead at her next tap, without a new login', async () => {
    expect(await roleNow()).toBe('rep')
    const member = world.sandbox.state.members.get('chenxi')
    const [team] = member?.departments ?? []
    if (member === undefined || team === undefined) throw new Error('the demo company lost chenxi')
    member.leaderIn = [team]
    await world.people.memberMoves('chenxi', [team])
    await world.settle()
    expect(await roleNow()).toBe('lead')
    expect((await rep.get('/api/members')).status).toBe(200)
    member.leaderIn = []
    // A second later: the same words within one second are one event told twice.
    await world.to('2026-11-24T10:00:05+08:00')
    await world.people.memberMoves('chenxi', [team])
    await world.settle()
    expect(await roleNow()).toBe('rep')
    expect((await rep.get('/api/members')).status).toBe(403)
  })

  test('a reading that began before somebody left does not bring her back, one that began later does', async () => {
    const { core, wecom } = world.deps
    const slow = {
      ...wecom,
      departments: async () => {
        const read = await wecom.departments()
        await leaveMember(core, 'wangmin')
        return read
      },
    }
    // The sandbox still lists her: this is what WeCom had said before she left.
    await refreshMembers(core, slow)
    expect((await findMember(core.db, 'wangmin'))?.leftAt).not.toBeNull()
    await world.to('2026-11-24T10:01:00+08:00')
    await refreshMembers(core, wecom)
    expect((await findMember(core.db, 'wangmin'))?.leftAt).toBeNull()
  })

  test('a rep who was deleted is out at once, although WeCom cannot be asked', async () => {
    const leaver = await world.as('wangmin')
    expect((await leaver.get('/api/me')).status).toBe(200)
    world.sandbox.faults.set({ api: 'department/list', kind: 'timeout', times: 50 })
    await world.people.memberLeaves('wangmin')
    await world.sandbox.callbacks.idle()
    world.deps.workers.start()
    await expect.poll(async () => (await leaver.get('/api/me')).status).toBe(401)
  })
})
