import { afterEach, describe, expect, it } from 'vitest'
import { DAY, errcodeOf, type Growth, startGrowth } from './growth-trial.ts'

let growth: Growth
afterEach(() => growth.end())

/** Through the API, as an app of the company makes one; answers its id. */
const made = async (userids: string[], text = '秋季新品'): Promise<string> => {
  const { wecom } = growth
  const { jobId } = await wecom.createMoment({ text, senders: { userids, departments: [] } })
  await wecom.momentJob(jobId)
  const job = await wecom.momentJob(jobId)
  if (job.state !== 'done') throw new Error('the moment was not made')
  return job.momentId
}

const listed = async (by?: 'company' | 'rep') => {
  const period = { from: new Date('2026-11-01T00:00:00+08:00'), until: growth.now() }
  return (await growth.wecom.moments({ ...period, ...(by === undefined ? {} : { by }) })).rows
}

describe('§4.9 a moment the company takes back', () => {
  it('§4.9 cannot be published any more, and who has published it keeps it with its likes and comments', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'chenxi')]
    const momentId = await made(['linyu', 'chenxi'])
    const [early, late] = [
      { momentId, userid: 'linyu' },
      { momentId, userid: 'chenxi' },
    ]
    await people.publishMoment('linyu', momentId)
    await people.likeMoment('linyu', momentId, fang)
    const before = growth.events().length
    await wecom.cancelMoment(momentId)
    await expect(people.publishMoment('chenxi', momentId)).rejects.toThrow('was cancelled')
    expect((await wecom.momentTasks(momentId)).rows).toEqual([
      { userid: 'linyu', published: true },
      { userid: 'chenxi', published: false },
    ])
    await people.commentMoment('linyu', momentId, fang)
    const sign = { by: 'customer', id: fang, at: growth.now() }
    expect(await wecom.momentReactions(early)).toEqual({ comments: [sign], likes: [sign] })
    expect((await wecom.momentSeenBy(early)).rows).toEqual([fang])
    expect((await wecom.momentCustomers(late)).rows).toEqual([{ userid: 'chenxi', externalUserid: jing }])
    expect(await errcodeOf(wecom.momentSeenBy(late))).toBe(41062)
    expect(await errcodeOf(wecom.momentReactions(late))).toBe(41062)
    expect((await listed()).map((row) => row.momentId)).toEqual([momentId])
    expect(growth.events()).toHaveLength(before)
  })

  it('§4.9 may be taken back twice; an unknown one is 41060, none at all 41059, a rep’s own 41067', async () => {
    growth = await startGrowth()
    const { wecom, people, call } = growth
    const momentId = await made(['linyu'])
    await wecom.cancelMoment(momentId)
    await wecom.cancelMoment(momentId)
    expect(await errcodeOf(wecom.cancelMoment('momUnknown'))).toBe(41060)
    expect(await call('externalcontact/cancel_moment_task', {})).toMatchObject({ errcode: 41059 })
    expect(await errcodeOf(wecom.cancelMoment(people.repPostsMoment('linyu', '今天在店里')))).toBe(41067)
  })
})

describe('§4.9 who sees a moment', () => {
  it('§4.9 with tags only the customers who carry one of them, and an unknown tag is named as invalid', async () => {
    growth = await startGrowth()
    const { wecom, people, friend, call } = growth
    await people.createTagGroup('肤质', ['干性', '油性'])
    const [dry = '', oily = ''] = (await wecom.corpTags())[0]?.tags.map((tag) => tag.id) ?? []
    const [fang, jing] = [await friend('王芳', 'linyu'), await friend('李静', 'linyu')]
    await friend('赵敏', 'linyu')
    await people.setTags(fang, 'linyu', [dry])
    await people.setTags(jing, 'linyu', [oily])
    const range = {
      sender_list: { user_list: ['linyu'] },
      external_contact_list: { tag_list: [dry, oily, 'etNobody'] },
    }
    const { jobid } = await call('externalcontact/add_moment_task', { visible_range: range, text: { content: '早' } })
    await wecom.momentJob(`${jobid}`)
    const job = await wecom.momentJob(`${jobid}`)
    if (job.state !== 'done') throw new Error('the moment was not made')
    expect(job.invalidTags).toEqual(['etNobody'])
    const { momentId } = job
    const seen = (await wecom.momentCustomers({ momentId, userid: 'linyu' })).rows.map((row) => row.externalUserid)
    expect(seen).toEqual([fang, jing])
    const span = { start_time: growth.now().getTime() / 1000, end_time: growth.now().getTime() / 1000 }
    expect((await call('externalcontact/get_moment_list', span)).moment_list).toMatchObject([{ visible_type: 0 }])
  })

  it('§4.9 the job that makes one can be asked about for a day', async () => {
    growth = await startGrowth()
    const { jobId } = await growth.wecom.createMoment({ text: '早' })
    await growth.wecom.momentJob(jobId)
    growth.pass(DAY)
    expect(await growth.wecom.momentJob(jobId)).toMatchObject({ state: 'done' })
    growth.pass(1)
    expect(await errcodeOf(growth.wecom.momentJob(jobId))).toBe(40058)
  })
})

describe('§4.9 whose moment it is', () => {
  it('§4.9 the list tells a rep’s own from the company’s, and who wrote it in the console', async () => {
    growth = await startGrowth()
    const { wecom, people, friend } = growth
    const fang = await friend('王芳', 'linyu')
    const byApi = await made(['linyu'])
    const byAdmin = people.companyMoment('冬天的手也要照顾', ['linyu', 'chenxi'])
    const own = people.repPostsMoment('linyu', '今天在店里')
    const about = (rows: Awaited<ReturnType<typeof listed>>) =>
      Object.fromEntries(rows.map((row) => [row.momentId, [row.by, row.creator]]))
    const company = { [byApi]: ['company', null], [byAdmin]: ['company', 'admin'] }
    expect(about(await listed('company'))).toEqual(company)
    expect(about(await listed('rep'))).toEqual({ [own]: ['rep', 'linyu'] })
    expect(about(await listed())).toEqual({ ...company, [own]: ['rep', 'linyu'] })
    expect((await wecom.momentTasks(byAdmin)).rows).toEqual([
      { userid: 'linyu', published: false },
      { userid: 'chenxi', published: false },
    ])
    expect((await wecom.momentSeenBy({ momentId: own, userid: 'linyu' })).rows).toEqual([fang])
    expect(() => people.companyMoment('写给谁', [])).toThrow('somebody to publish')
    expect(() => people.companyMoment('  ', ['linyu'])).toThrow('1 to 2000 characters')
    expect(() => people.companyMoment('好'.repeat(2001), ['linyu'])).toThrow('1 to 2000 characters')
    expect(() => people.companyMoment('写给谁', ['nobody'])).toThrow('no member nobody')
  })
})
