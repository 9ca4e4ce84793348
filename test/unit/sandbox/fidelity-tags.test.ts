import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.end())

type Tag = { id: string; name: string; order: number; deleted?: boolean }
type TagGroup = { group_id: string; group_name: string; order: number; deleted?: boolean; tag: Tag[] }
const addTags = async (body: object): Promise<TagGroup> =>
  (await trial.call('externalcontact/add_corp_tag', body)).tag_group as TagGroup
const listTags = async (body: object = {}): Promise<TagGroup[]> =>
  (await trial.call('externalcontact/get_corp_tag_list', body)).tag_group as TagGroup[]

describe('§12.8 tags', () => {
  it('§12.8 come by order, the larger first, groups and tags alike', async () => {
    await addTags({
      group_name: '肤质',
      order: 1,
      tag: [
        { name: '干性', order: 5 },
        { name: '油性', order: 9 },
      ],
    })
    await addTags({ group_name: '阶段', order: 4294967295, tag: [{ name: '新客' }] })
    const groups = await listTags()
    expect(groups.map((one) => one.group_name)).toEqual(['阶段', '肤质'])
    expect(groups[1]?.tag.map((one) => one.name)).toEqual(['油性', '干性'])
    const beyond = { group_name: '次序', order: 4294967296, tag: [{ name: '甲' }] }
    expect((await trial.call('externalcontact/add_corp_tag', beyond)).errcode).toBe(40058)
  })

  it('§12.8 the same group name is the same group, and a name that stands there is not made twice', async () => {
    const first = await addTags({ group_name: '肤质', tag: [{ name: '干性' }, { name: '干性' }] })
    expect(first.tag).toHaveLength(1)
    const again = await addTags({ group_name: '肤质', tag: [{ name: '干性' }, { name: '混合' }] })
    expect(again.group_id).toBe(first.group_id)
    expect(again.tag.map((one) => one.name)).toEqual(['混合'])
    expect((await listTags())[0]?.tag).toHaveLength(2)
  })

  it('§12.8 a deleted one shows only when asked for by id; with both lists given the tag ids are ignored', async () => {
    const made = await addTags({ group_name: '肤质', tag: [{ name: '干性' }, { name: '油性' }] })
    const [dry = '', oily = ''] = made.tag.map((one) => one.id)
    await trial.call('externalcontact/del_corp_tag', { tag_id: [dry] })
    expect((await listTags())[0]?.tag).toEqual([{ id: oily, name: '油性', order: 0, create_time: 1795658400 }])
    expect((await listTags({ tag_id: [dry] }))[0]?.tag).toMatchObject([{ id: dry, deleted: true }])
    const both = await listTags({ group_id: [made.group_id], tag_id: [dry] })
    expect(both[0]?.tag.map((one) => [one.id, one.deleted])).toEqual([
      [dry, true],
      [oily, false],
    ])
  })

  it('§12.8 the last tag takes its group along, a group its tags, and customers lose them', async () => {
    const { people } = trial.sandbox
    const skin = await addTags({ group_name: '肤质', tag: [{ name: '干性' }] })
    const stage = await addTags({ group_name: '阶段', tag: [{ name: '新客' }, { name: '意向' }] })
    const id = await people.addCustomer({ name: '王芳', userid: 'admin' })
    const ids = [...skin.tag, ...stage.tag].map((one) => one.id)
    await people.setTags(id, 'admin', ids)
    await trial.call('externalcontact/del_corp_tag', { tag_id: [skin.tag[0]?.id] })
    expect((await listTags()).map((one) => one.group_name)).toEqual(['阶段'])
    await trial.call('externalcontact/del_corp_tag', { group_id: [stage.group_id] })
    expect(await listTags()).toEqual([])
    expect((await listTags({ group_id: [stage.group_id] }))[0]).toMatchObject({
      deleted: true,
      tag: [{ deleted: true }, { deleted: true }],
    })
    expect(people.relation(id, 'admin')?.tags).toEqual([])
  })

  it('§12.8 a group deleted in the console is one event, not one per tag', async () => {
    const id = await trial.sandbox.people.createTagGroup('肤质', ['干性', '油性'])
    const before = trial.received.length
    await trial.sandbox.people.deleteTag(id)
    expect(trial.received).toHaveLength(before + 1)
    expect([trial.newest('ChangeType'), trial.newest('TagType'), trial.newest('Id')]).toEqual([
      'delete',
      'tag_group',
      id,
    ])
  })

  it('§12.8 a shuffle names the group and no kind; the order is another afterwards', async () => {
    const id = await trial.sandbox.people.createTagGroup('肤质', ['干性', '油性', '混合'])
    await trial.sandbox.people.shuffleTags(id)
    expect([trial.newest('ChangeType'), trial.newest('Id')]).toEqual(['shuffle', id])
    expect(trial.received.at(-1)?.text).not.toContain('TagType')
    expect((await listTags())[0]?.tag.map((one) => one.name)).toEqual(['混合', '油性', '干性'])
    await trial.sandbox.people.shuffleTags()
    expect(trial.newest('Id')).toBe('')
  })

  it('§12.8 a shuffle may come without saying of which group', async () => {
    trial.sandbox.switches.set({ tagShuffleId: false })
    await trial.sandbox.people.shuffleTags(await trial.sandbox.people.createTagGroup('肤质', ['干性', '油性']))
    expect([trial.newest('ChangeType'), trial.newest('Id')]).toEqual(['shuffle', ''])
    expect((await listTags())[0]?.tag.map((one) => one.name)).toEqual(['油性', '干性'])
  })

  it('§12.8 a deleted group may be announced tag by tag, and may stay when only its last tag goes', async () => {
    const { people, switches, state } = trial.sandbox
    switches.set({ tagCascade: 'every-tag', emptyTagGroups: true })
    const id = await people.createTagGroup('肤质', ['干性', '油性'])
    const [dry = '', oily = ''] = state.tagGroups[0]?.tags.map((one) => one.id) ?? []
    await people.deleteTag(dry)
    await people.deleteTag(oily)
    expect((await listTags()).map((one) => [one.group_name, one.tag])).toEqual([['肤质', []]])
    await trial.call('externalcontact/add_corp_tag', { group_id: id, tag: [{ name: '混合' }, { name: '敏感' }] })
    const before = trial.received.length
    await people.deleteTag(id)
    expect(trial.received.slice(before).map((one) => /<TagType><!\[CDATA\[(\w+)/.exec(one.text)?.[1])).toEqual([
      ...['tag', 'tag', 'tag_group'],
    ])
  })

  it('§12.8 a rep’s edits are announced as far as the switch says', async () => {
    const { people, switches } = trial.sandbox
    const id = await people.addCustomer({ name: '王芳', userid: 'admin' })
    const heard = async (editsCallBack: 'remark-and-tags' | 'tags-only' | 'remark-only' | 'nothing') => {
      switches.set({ editsCallBack })
      const before = trial.received.length
      await people.editRemark(id, 'admin', `王芳 ${editsCallBack}`)
      const remark = trial.received.length - before
      await people.setTags(id, 'admin', [])
      return [remark, trial.received.length - before - remark]
    }
    expect([
      await heard('remark-and-tags'),
      await heard('tags-only'),
      await heard('remark-only'),
      await heard('nothing'),
    ]).toEqual([
      [1, 1],
      [0, 1],
      [1, 0],
      [0, 0],
    ])
    expect(people.relation(id, 'admin')?.remark).toBe('王芳 nothing')
  })

  it('§12.8 an app edits and deletes what it made; what the administrator made is 81011', async () => {
    const group = await trial.sandbox.people.createTagGroup('肤质', ['干性'])
    const theirs = trial.sandbox.state.tagGroups.find((one) => one.id === group)?.tags[0]?.id
    const own = (await addTags({ group_id: group, tag: [{ name: '油性' }] })).tag[0]?.id
    const edit = (id: string | undefined) => trial.call('externalcontact/edit_corp_tag', { id, name: '新名' })
    expect([(await edit(theirs)).errcode, (await edit(own)).errcode]).toEqual([81011, 0])
    expect((await trial.call('externalcontact/del_corp_tag', { group_id: [group] })).errcode).toBe(81011)
    trial.sandbox.switches.set({ foreignTagsLocked: false })
    expect((await trial.call('externalcontact/del_corp_tag', { group_id: [group] })).errcode).toBe(0)
  })

  it('§12.8 names are up to thirty characters, not twice in a group, and the corp has room for so many', async () => {
    trial.sandbox.switches.set({ tagsPerCorp: 2 })
    const made = await addTags({ group_name: '肤质', tag: [{ name: '长'.repeat(30) }, { name: '油性' }] })
    const add = (name: string) => trial.call('externalcontact/add_corp_tag', { group_name: '肤质', tag: [{ name }] })
    expect([(await add('长'.repeat(31))).errcode, (await add('满')).errcode]).toEqual([40072, 40126])
    const rename = { id: made.tag[0]?.id, name: '油性' }
    expect((await trial.call('externalcontact/edit_corp_tag', rename)).errcode).toBe(40071)
  })

  it('§12.8 marking takes good ids, drops others in silence, and is 40068 only when none is good', async () => {
    const { people } = trial.sandbox
    const tag = (await addTags({ group_name: '肤质', tag: [{ name: '干性' }] })).tag[0]?.id ?? ''
    const id = await people.addCustomer({ name: '王芳', userid: 'admin' })
    const mark = (body: object, userid = 'admin') =>
      trial.call('externalcontact/mark_tag', { userid, external_userid: id, ...body })
    const answers = [
      await mark({}),
      await mark({ add_tag: ['etUnknown'] }),
      await mark({ add_tag: ['etUnknown', tag] }),
      await mark({ add_tag: [tag] }, 'nobody'),
    ]
    expect(answers.map((one) => one.errcode)).toEqual([40063, 40068, 0, 60111])
    expect(people.relation(id, 'admin')?.tags.map((one) => one.id)).toEqual([tag])
  })

  it('§12.8 one member puts no more tags on one customer than WeCom allows', async () => {
    trial.sandbox.switches.set({ tagsPerPair: 2 })
    const made = await addTags({ group_name: '肤质', tag: [{ name: '一' }, { name: '二' }, { name: '三' }] })
    const id = await trial.sandbox.people.addCustomer({ name: '王芳', userid: 'admin' })
    const mark = (add_tag: string[]) =>
      trial.call('externalcontact/mark_tag', { userid: 'admin', external_userid: id, add_tag })
    const ids = made.tag.map((one) => one.id)
    expect([(await mark(ids)).errcode, (await mark(ids.slice(0, 2))).errcode]).toEqual([40058, 0])
  })
})
