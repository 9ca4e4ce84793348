import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventDetail, EventRow } from '../../src/features/operations/shapes.ts'
import { facts, inboxEvents, jobs, outboxMessages } from '../../src/spine/tables.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

type List = { items: EventRow[]; nextCursor: string | null }

describe.each(ENGINES)('the event inbox on %s', (engine) => {
  let world: World
  let admin: Client
  let customer = ''
  let added: EventRow

  const list = async (query = ''): Promise<List> => (await admin.get<List>(`/api/inbox${query}`)).body
  const detail = async (id: string): Promise<EventDetail> => (await admin.get<EventDetail>(`/api/inbox/${id}`)).body
  const counts = async () => {
    const { db } = world.deps.core
    return { facts: await db.$count(facts), jobs: await db.$count(jobs), outbox: await db.$count(outboxMessages) }
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    admin = await world.as('linyu')
    customer = await world.people.addCustomer({ name: '何沁', userid: 'wangmin' })
    await world.settle()
    await world.people.editRemark(customer, 'wangmin', '何沁-老同学')
    await world.settle()
    const found = (await list('?type=change_external_contact/add_external_contact')).items[0]
    if (found === undefined) throw new Error('no addition arrived')
    added = found
  })
  afterAll(() => world.close())

  test('an added customer is one line in plain words, with her name and her rep', () => {
    expect(added).toMatchObject({
      kind: 'change_external_contact/add_external_contact',
      word: '添加了客户',
      status: 'done',
      attempts: 1,
      customerName: '何沁',
      userid: 'wangmin',
      memberName: '王敏',
      explanation: null,
    })
  })

  test('what the event said can be read, but its welcome code cannot', async () => {
    const { fields, happenedAt } = await detail(added.id)
    const field = (name: string) => fields?.find((one) => one.name === name)
    expect(field('ExternalUserID')).toEqual({ name: 'ExternalUserID', value: customer, secret: false })
    expect(field('WelcomeCode')?.secret).toBe(true)
    expect(field('WelcomeCode')?.value).toMatch(/^••••.{4}$/)
    expect(happenedAt).not.toBeNull()
    const [row] = await world.deps.core.db
      .select()
      .from(inboxEvents)
      .where(eq(inboxEvents.id, Number(added.id)))
    const code = /<WelcomeCode><!\[CDATA\[(.+?)\]\]>/.exec(row?.body ?? '')?.[1] ?? ''
    expect(code.length).toBeGreaterThan(8)
    expect(JSON.stringify(await detail(added.id))).not.toContain(code)
  })

  test('everything that followed from it stands below it: facts, jobs and messages', async () => {
    const followed = await detail(added.id)
    const kinds = followed.facts.map((fact) => fact.kind)
    expect(kinds).toContain('relation-added')
    expect(kinds).toContain('stage-moved')
    expect(followed.facts.find((fact) => fact.kind === 'relation-added')).toMatchObject({
      text: '加为好友',
      externalUserid: customer,
      customerName: '何沁',
    })
    expect(followed.jobs).toContainEqual(expect.objectContaining({ word: '重新读取客户资料', status: 'done' }))
    expect(followed.outbox).toContainEqual(expect.objectContaining({ word: '欢迎语', status: 'done', cause: added.id }))
    expect(followed.outbox).toContainEqual(expect.objectContaining({ word: '同步阶段标签', status: 'done' }))
  })

  test('what followed from one event is never shown below another', async () => {
    const [edited] = (await list('?type=change_external_contact/edit_external_contact')).items
    const other = await detail(edited?.id ?? '')
    const mine = await detail(added.id)
    expect(other.jobs).toHaveLength(1)
    const ids = new Set(mine.jobs.map((job) => job.id))
    expect(other.jobs.filter((job) => ids.has(job.id))).toEqual([])
    const causes = await world.deps.core.db.select({ cause: facts.cause, kind: facts.kind }).from(facts)
    expect(causes.filter((one) => one.cause === null && one.kind === 'relation-added')).toEqual([])
  })

  test('what a person or the clock does has no event behind it', async () => {
    const rep = await world.as('wangmin')
    await rep.post(`/api/customers/${customer}/notes`, { text: '想要蓝色' })
    await world.settle()
    const noted = await world.deps.core.db.select().from(facts).where(eq(facts.kind, 'note-added'))
    expect(noted.map((one) => one.cause)).toEqual([null])
  })

  test('it can be searched by number, name, remark, rep and kind', async () => {
    const ids = async (query: string) => (await list(query)).items.map((one) => one.id)
    expect(await ids(`?q=${added.id}`)).toContain(added.id)
    expect(await ids(`?q=${encodeURIComponent('何沁')}`)).toContain(added.id)
    expect(await ids(`?q=${encodeURIComponent('老同学')}`)).toContain(added.id)
    expect(await ids(`?q=${customer}`)).toContain(added.id)
    expect(await ids('?q=nobody-of-that-name')).toEqual([])
    expect(await ids('?q=%25')).toEqual([])
    expect(await ids('?type=change_external_contact')).toContain(added.id)
    expect(await ids('?type=change_contact')).not.toContain(added.id)
    expect(await ids('?status=done')).toContain(added.id)
    expect(await ids('?status=dead')).toEqual([])
    expect((await admin.get("/api/inbox?type=x'--")).status).toBe(400)
  })

  test('pages go from the newest to the oldest without a gap and without a repeat', async () => {
    const all = (await list('?limit=100')).items.map((one) => one.id)
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: List = await list(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...page.items.map((one) => one.id))
      cursor = page.nextCursor
    }
    expect(paged).toEqual(all)
    expect([...all].sort((a, b) => Number(b) - Number(a))).toEqual(all)
  })

  test('handling an event again repeats no fact and sends no message twice', async () => {
    const before = await counts()
    const reads = world.people.calls('externalcontact/get').length
    const welcomes = world.people.calls('externalcontact/send_welcome_msg').length
    expect((await admin.post(`/api/inbox/${added.id}/replay`, {})).status).toBe(200)
    await world.settle()
    expect(await detail(added.id)).toMatchObject({ status: 'done', attempts: 1, canReplay: true })
    expect(await counts()).toEqual(before)
    expect(world.people.calls('externalcontact/send_welcome_msg')).toHaveLength(welcomes)
    // "Look again" means it: WeCom is asked anew.
    expect(world.people.calls('externalcontact/get').length).toBeGreaterThan(reads)
  })

  test('an event that could not be handled says why, and can be handled once the reason is gone', async () => {
    const { db } = world.deps.core
    const broken = {
      status: 'dead' as const,
      attempts: 8,
      lastError: 'relation "x" does not exist',
      endedAt: new Date(),
    }
    await db
      .update(inboxEvents)
      .set(broken)
      .where(eq(inboxEvents.id, Number(added.id)))
    expect((await list('?status=dead')).items.map((one) => [one.id, one.attempts])).toEqual([[added.id, 8]])
    expect(await detail(added.id)).toMatchObject({ lastError: broken.lastError, explanation: broken.lastError })
    await admin.post(`/api/inbox/${added.id}/replay`, {})
    await world.settle()
    expect((await list('?status=dead')).items).toEqual([])
    expect((await detail(added.id)).status).toBe('done')
  })

  test('a refusal of WeCom is explained in the language of the reader', async () => {
    const { db } = world.deps.core
    await db
      .update(jobs)
      .set({ status: 'refused', errcode: 60020 })
      .where(eq(jobs.cause, Number(added.id)))
    expect((await detail(added.id)).jobs[0]?.explanation).toContain('企业可信IP')
    // The event itself went well; what it put off did not.
    expect((await list('?status=trouble')).items.map((one) => [one.id, one.status])).toEqual([[added.id, 'done']])
    const english = await fetch(`${world.url}/api/inbox/${added.id}`, {
      headers: { cookie: admin.cookie, 'x-lang': 'en' },
    })
    const said = (await english.json()) as EventDetail
    expect(said.word).toBe('Customer added')
    expect(said.jobs[0]?.explanation).toContain('not trusted')
    await admin.post(`/api/inbox/${added.id}/replay`, {})
    await world.settle()
    expect((await detail(added.id)).jobs[0]?.status).toBe('done')
    expect((await list('?status=trouble')).items).toEqual([])
  })

  test('once the text was removed the line stays, and cannot be handled again', async () => {
    const { db } = world.deps.core
    const [edited] = (await list('?type=change_external_contact/edit_external_contact')).items
    await db
      .update(inboxEvents)
      .set({ body: '' })
      .where(eq(inboxEvents.id, Number(edited?.id)))
    const gone = await detail(edited?.id ?? '')
    expect(gone).toMatchObject({ fields: null, canReplay: false, word: '修改了客户备注或标签' })
    expect((await admin.post(`/api/inbox/${edited?.id}/replay`, {})).status).toBe(404)
  })

  test('a line that is not there is answered plainly, and reps see none of it', async () => {
    expect((await admin.get('/api/inbox/999999')).status).toBe(404)
    expect((await admin.post('/api/inbox/999999/replay', {})).status).toBe(404)
    const rep = await world.as('wangmin')
    expect((await rep.get('/api/inbox')).status).toBe(403)
    expect((await rep.get(`/api/inbox/${added.id}`)).status).toBe(403)
    expect((await rep.get('/api/doctor')).status).toBe(403)
  })

  type Timed = { name: string; last: { status: string; problem: string | null } | null }
  const timed = async (name: string) =>
    (await admin.get<{ items: Timed[] }>('/api/jobs')).body.items.find((one) => one.name === name)?.last
  type Stuck = { items: { id: string; kind: string; word: string; status: string; explanation: string | null }[] }
  const stuck = async () => (await admin.get<Stuck>('/api/job-queue')).body.items

  test('a timed job that WeCom refuses is shown with why, and runs when it is asked for again', async () => {
    // Before the first sync a night has nothing to read.
    expect((await admin.post('/api/jobs/sync/run', {})).status).toBe(202)
    await world.settle()
    world.sandbox.faults.set({ api: 'groupchat/list', kind: 'errcode', errcode: 48002 })
    expect((await admin.post('/api/jobs/groups/run', {})).status).toBe(202)
    const settled = async () => {
      await world.settle()
      return (await timed('groups'))?.status
    }
    await expect.poll(settled).toBe('failed')
    expect((await timed('groups'))?.problem).toContain('接口权限')
    world.sandbox.faults.clear()
    expect((await admin.post('/api/jobs/groups/run', {})).body).toMatchObject({ name: 'groups', status: 'planned' })
    await world.settle()
    expect(await timed('groups')).toMatchObject({ status: 'done', problem: null })
    expect((await admin.post('/api/jobs/groups/run', {})).body).toMatchObject({ status: 'done' })
  })

  test('background work that no event asked for is shown when it failed, and an admin may have it done again', async () => {
    world.sandbox.faults.set({ api: 'externalcontact/get_corp_tag_list', kind: 'errcode', errcode: 48002 })
    const { core } = world.deps
    await core.later(core.db, { kind: 'refresh-tags', payload: { why: 'test' }, dedupeKey: 'tags:of-the-test' })
    const mine = async () => (await stuck()).find((one) => one.kind === 'refresh-tags')
    const settled = async () => {
      await world.settle()
      return (await mine())?.status
    }
    await expect.poll(settled).toBe('refused')
    const row = await mine()
    expect(row).toMatchObject({
      word: '重新读取企业标签',
      explanation: expect.stringContaining('接口权限'),
      cause: null,
    })
    world.sandbox.faults.clear()
    expect((await admin.post(`/api/job-queue/${row?.id}/replay`, {})).status).toBe(200)
    await world.settle()
    expect(await mine()).toBeUndefined()
    const [done] = await core.db
      .select()
      .from(jobs)
      .where(eq(jobs.id, Number(row?.id)))
    expect(done?.status).toBe('done')
    expect((await admin.post(`/api/job-queue/${row?.id}/replay`, {})).status).toBe(404)
    const rep = await world.as('wangmin')
    expect((await rep.get('/api/job-queue')).status).toBe(403)
  })
})
