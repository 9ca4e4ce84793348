import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.end())

const VERSION = /^[0-9a-f]{32}$/
type Group = {
  name: string
  owner: string
  member_version: string
  member_list: { userid: string; join_scene: number }[]
}
const group = async (chat_id: string): Promise<Group> =>
  (await trial.call('externalcontact/groupchat/get', { chat_id })).group_chat as Group
const newGroup = () =>
  trial.sandbox.people.createGroup({ name: '新品群', owner: 'admin', externalUserids: ['wmFirst0000001'] })

describe('§12.7 a customer group', () => {
  it('§12.7 every change of members names the version before and after, and the chain has no gap', async () => {
    const { people } = trial.sandbox
    const chat = await newGroup()
    const chain = [(await group(chat)).member_version]
    expect(chain[0]).toMatch(VERSION)
    const steps = [
      () => people.customerJoinsGroup(chat, 'wmSecond000001'),
      () => people.customerJoinsGroup(chat, 'wmThird0000001', 'admin'),
      () => people.leavesGroup(chat, 'wmSecond000001'),
      () => people.leavesGroup(chat, 'wmThird0000001', true),
    ]
    const scenes: string[] = []
    for (const step of steps) {
      await step()
      expect(trial.newest('LastMemVer')).toBe(chain.at(-1))
      chain.push(trial.newest('CurMemVer'))
      expect(chain.at(-1)).toMatch(VERSION)
      expect((await group(chat)).member_version).toBe(chain.at(-1))
      scenes.push(`${trial.newest('UpdateDetail')} ${trial.newest('JoinScene')}${trial.newest('QuitScene')}`)
    }
    expect(new Set(chain).size).toBe(5)
    expect(scenes).toEqual(['add_member 3', 'add_member 0', 'del_member 0', 'del_member 1'])
  })

  it('§12.7 the event counts ways in by 0 and 3, the reading by 1 to 3', async () => {
    const chat = await newGroup()
    await trial.sandbox.people.customerJoinsGroup(chat, 'wmSecond000001')
    await trial.sandbox.people.customerJoinsGroup(chat, 'wmThird0000001', 'admin')
    const { member_list: members } = await group(chat)
    expect(members.map((one) => one.join_scene)).toEqual([1, 1, 3, 1])
    expect(members.at(-1)).toMatchObject({ invitor: { userid: 'admin' } })
    expect(trial.received.at(-1)?.text).toContain(
      '<MemChangeList><Item><![CDATA[wmThird0000001]]></Item></MemChangeList>',
    )
    expect(trial.newest('MemChangeCnt')).toBe('1')
  })

  it('§12.7 a reading right after an event may still show the group from before', async () => {
    const chat = await newGroup()
    const before = await group(chat)
    trial.sandbox.switches.set({ staleSeconds: 2 })
    await trial.sandbox.people.customerJoinsGroup(chat, 'wmSecond000001')
    expect(await group(chat)).toEqual(before)
    trial.pass(2)
    const after = await group(chat)
    expect(after.member_list).toHaveLength(3)
    expect(after.member_version).toBe(trial.newest('CurMemVer'))
  })

  it('§12.7 name, notice and owner change without a new member version', async () => {
    const { people } = trial.sandbox
    const chat = await newGroup()
    const { member_version: version } = await group(chat)
    const details: string[] = []
    for (const change of [
      () => people.renameGroup(chat, '会员群'),
      () => people.changeNotice(chat, '周三上新'),
      () => people.changeOwner(chat, 'admin'),
    ]) {
      await change()
      details.push(trial.newest('UpdateDetail'))
      expect(trial.received.at(-1)?.text).not.toContain('MemVer')
    }
    expect(details).toEqual(['change_name', 'change_notice', 'change_owner'])
    expect(await group(chat)).toMatchObject({ name: '会员群', notice: '周三上新', member_version: version })
  })

  it('§12.7 a WeCom without member versions names none, neither when read nor in an event', async () => {
    trial.sandbox.switches.set({ groupVersions: false })
    const chat = await newGroup()
    await trial.sandbox.people.customerJoinsGroup(chat, 'wmSecond000001')
    expect(trial.received.at(-1)?.text).toContain('<MemChangeCnt>')
    expect(trial.received.at(-1)?.text).not.toContain('MemVer')
    expect(await group(chat)).not.toHaveProperty('member_version')
  })

  it('§12.7 a dismissed group says so once, with its id alone, and is gone', async () => {
    const chat = await newGroup()
    const before = trial.received.length
    await trial.sandbox.people.dismissGroup(chat)
    expect(trial.received).toHaveLength(before + 1)
    expect([trial.newest('ChangeType'), trial.newest('ChatId')]).toEqual(['dismiss', chat])
    expect((await trial.call('externalcontact/groupchat/get', { chat_id: chat })).errcode).toBe(40050)
  })

  it('§12.7 a list needs a limit from 1 to 1000', async () => {
    const answers = await Promise.all(
      [{}, { limit: 0 }, { limit: 1001 }, { limit: 1000 }].map((body) =>
        trial.call('externalcontact/groupchat/list', body),
      ),
    )
    expect(answers.map((one) => one.errcode)).toEqual([40058, 40058, 40058, 0])
    expect(answers[0]).toMatchObject({ group_chat_list: [] })
  })
})
