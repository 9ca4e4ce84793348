import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Archive, type ArchiveEntry, ArchiveRefused, createArchive } from '../../../src/wecom/archive/archive.ts'
import { archiveConsents } from '../../../src/wecom/archive/consent.ts'
import { httpArchiveSource } from '../../../src/wecom/archive/http-source.ts'
import { type Limiter, noLimiter } from '../../../src/wecom/limiter.ts'
import { sample } from '../wecom/archive-samples.ts'
import { clientOf, codeOf } from './kf-trial.ts'
import { KEYS, startTrial, type Trial } from './trial.ts'

const SECRET = 'the-secret-of-the-archive'
const DAY = 86_400
const makeKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    open: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
const first = makeKey()
const second = makeKey()

let trial: Trial
beforeEach(async () => {
  trial = await startTrial({ secrets: [{ secret: SECRET, kind: 'archive' }] })
  trial.sandbox.archive.uploadKey(first.open)
})
afterEach(() => trial.end())

const sourceOf = (secret = SECRET, corpId = KEYS.corpId) =>
  httpArchiveSource({ url: `${trial.url}/sandbox/archive`, corpId, secret })

const archiveOf = (privateKeys: Record<number, string> = { 1: first.secret }, limiter: Limiter = noLimiter): Archive =>
  createArchive({ source: sourceOf(), privateKeys, limiter, corpId: KEYS.corpId })

const saying = (text: string, id = text) => sample('text', { text: { content: text } }, { msgid: id })
const wordsOf = (entries: ArchiveEntry[]): string[] =>
  entries.flatMap((one) => (one.action !== 'switch' && one.content.kind === 'text' ? [one.content.text] : []))
const refusal = async (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 0,
    (error: unknown) => (error instanceof ArchiveRefused ? error.code : -999),
  )

describe('§7 archived messages', () => {
  it('come sealed by RSA and AES, and open to what was said, digit for digit', async () => {
    const text =
      '{"msgid":"m1","action":"send","from":"lixia","tolist":["wmZhou"],"roomid":"","msgtime":1700000000123,"msgtype":"meeting","meeting":{"topic":"夕会","meetingid":11101571002822706744}}'
    const seq = await trial.sandbox.archive.keeps('m1', text)
    const rows = await sourceOf().chatData(0, 10)
    expect(JSON.stringify(rows)).not.toContain('夕会')
    expect(rows).toMatchObject([{ seq, msgid: 'm1', publicKeyVersion: 1 }])
    expect(await archiveOf().pull(0)).toMatchObject({
      entries: [{ seq, source: text, content: { kind: 'meeting', meetingId: '11101571002822706744' } }],
      unreadable: [],
      nextSeq: seq,
      more: false,
    })
  })

  it('are pulled onward from the last number, page by page', async () => {
    for (const word of ['一', '二', '三', '四', '五']) await trial.sandbox.archive.keeps(word, saying(word))
    const archive = archiveOf()
    const page = await archive.pull(0, 2)
    expect([wordsOf(page.entries), page.more]).toEqual([['一', '二'], true])
    expect(wordsOf((await archive.pull(page.nextSeq)).entries)).toEqual(['三', '四', '五'])
    const all: string[] = []
    for await (const one of archive.pages(0)) all.push(...wordsOf(one.entries))
    expect(all).toHaveLength(5)
  })

  it('of an older key still open after the key was changed, and one without its key is named, not lost', async () => {
    await trial.sandbox.archive.keeps('old', saying('旧钥匙'))
    expect(trial.sandbox.archive.uploadKey(second.open)).toBe(2)
    const seq = await trial.sandbox.archive.keeps('new', saying('新钥匙'))
    const both = await archiveOf({ 1: first.secret, 2: second.secret }).pull(0)
    expect(wordsOf(both.entries)).toEqual(['旧钥匙', '新钥匙'])
    const one = await archiveOf().pull(0)
    expect(wordsOf(one.entries)).toEqual(['旧钥匙'])
    expect(one.unreadable).toEqual([{ seq, msgid: 'new', publicKeyVersion: 2, why: 'no-key' }])
    const wrong = await archiveOf({ 1: second.secret }).pull(0)
    expect(wrong.unreadable.map((row) => row.why)).toEqual(['wrong-key', 'no-key'])
  })

  it('that are no JSON are named too, and the page goes on', async () => {
    await trial.sandbox.archive.keeps('broken', '{"msgid":')
    await trial.sandbox.archive.keeps('fine', saying('好的'))
    const page = await archiveOf().pull(0)
    expect([page.unreadable.map((row) => row.why), wordsOf(page.entries)]).toEqual([['not-json'], ['好的']])
  })

  it('are forgotten by WeCom after five days', async () => {
    await trial.sandbox.archive.keeps('old', saying('五天前'))
    trial.pass(5 * DAY)
    expect((await archiveOf().pull(0)).entries).toHaveLength(1)
    trial.pass(1)
    expect((await archiveOf().pull(0)).entries).toHaveLength(0)
  })

  it('§12.2 are forgotten after as many days as the switch says, files too', async () => {
    trial.sandbox.switches.set({ archiveDays: 3 })
    await trial.sandbox.archive.keeps('old', saying('三天前'))
    const file = trial.sandbox.archive.storesMedia(Buffer.from('报价单'))
    trial.pass(3 * DAY + 1)
    expect((await archiveOf().pull(0)).entries).toHaveLength(0)
    expect(await refusal(archiveOf().media(file))).toBe(10005)
    trial.sandbox.switches.set({ archiveDays: 4 })
    expect((await archiveOf().pull(0)).entries).toHaveLength(1)
  })

  it('are announced at most once in fifteen seconds', async () => {
    const announced = () => trial.received.filter((one) => one.text.includes('msgaudit_notify'))
    for (const word of ['一', '二', '三']) await trial.sandbox.archive.keeps(word, saying(word))
    expect(announced()).toHaveLength(1)
    expect(announced()[0]?.text).toContain('2000004')
    trial.pass(15)
    await trial.sandbox.archive.keeps('四', saying('四'))
    expect(announced()).toHaveLength(2)
  })
})

describe('§7 the archive refuses', () => {
  it('another secret, another company and more than a thousand rows', async () => {
    expect(await refusal(sourceOf(KEYS.secret).chatData(0, 10))).toBe(10000)
    expect(await refusal(sourceOf(SECRET, 'wwAnother').chatData(0, 10))).toBe(10000)
    expect(await refusal(sourceOf().chatData(0, 1001))).toBe(10000)
    await expect(archiveOf().pull(0, 1001)).rejects.toThrow(RangeError)
  })

  it('§12.2 an address that is not trusted, and everybody once the licence has run out', async () => {
    trial.sandbox.switches.set({ archiveIps: ['10.0.0.1'] })
    expect(await refusal(archiveOf().pull(0))).toBe(10009)
    trial.sandbox.switches.set({ archiveIps: null, archiveExpired: true })
    expect(await refusal(archiveOf().pull(0))).toBe(10010)
    const own = clientOf(trial, SECRET)
    expect(await codeOf(archiveConsents(own).permittedUserids())).toBe(301052)
    await own.close()
  })

  it('the 601st call of a minute; the client asks its limiter before each one', async () => {
    const source = sourceOf()
    for (let count = 0; count < 600; count += 1) await source.chatData(0, 1)
    expect(await refusal(source.chatData(0, 1))).toBe(45009)
    trial.pass(60)
    expect(await refusal(source.chatData(0, 1))).toBe(0)
    const taken: string[] = []
    const counting: Limiter = {
      ...noLimiter,
      take: async (keys) => void taken.push(...keys.map((one) => `${one.max}/${one.perSeconds}`)),
    }
    await archiveOf({ 1: first.secret }, counting).pull(0)
    expect(taken).toEqual(['600/60'])
  })

  it('in a way that can be tried again where nothing answers at all', async () => {
    const source = httpArchiveSource({ url: 'http://127.0.0.1:9', corpId: KEYS.corpId, secret: SECRET })
    await expect(source.chatData(0, 1)).rejects.toMatchObject({ code: 10001, klass: 'retry' })
  })
})

describe('§7 a file in the archive', () => {
  it('comes in pieces of half a megabyte and is whole again', async () => {
    const bytes = randomBytes(3 * 512 * 1024 + 7)
    const id = trial.sandbox.archive.storesMedia(bytes)
    expect((await archiveOf().media(id)).equals(bytes)).toBe(true)
    expect(await refusal(archiveOf().media('no-such-file'))).toBe(10005)
    trial.pass(5 * DAY + 1)
    expect(await refusal(archiveOf().media(id))).toBe(10005)
  })
})

describe('§7 consent to archiving', () => {
  it('is asked with the token of the archive; the token of the app is not enough', async () => {
    const app = clientOf(trial)
    const own = clientOf(trial, SECRET)
    trial.sandbox.archive.permit('lixia')
    trial.sandbox.archive.permit('zhaolei', 2)
    expect(await codeOf(archiveConsents(app).permittedUserids())).toBe(48002)
    expect(await archiveConsents(own).permittedUserids()).toEqual(['lixia', 'zhaolei'])
    expect(await archiveConsents(own).permittedUserids('service')).toEqual(['zhaolei'])
    trial.sandbox.switches.set({ archiveIps: ['10.0.0.1'] })
    expect(await codeOf(archiveConsents(own).permittedUserids())).toBe(301042)
    await app.close()
    await own.close()
  })

  it('is known for pairs and groups; internal groups alone show their members', async () => {
    const own = clientOf(trial, SECRET)
    const api = archiveConsents(own)
    const { archive, people } = trial.sandbox
    archive.consents('admin', 'wmZhou', 'Agree')
    archive.consents('admin', 'wmWang', 'Default_Agree')
    const pairs = ['wmZhou', 'wmWang'].map((externalUserid) => ({ userid: 'admin', externalUserid }))
    expect((await api.singleConsents(pairs)).map((one) => one.status)).toEqual(['agreed', 'agreed-by-default'])
    const many = Array.from({ length: 101 }, () => ({ userid: 'admin', exteranalopenid: 'wmZhou' }))
    expect(await codeOf(own.call('msgaudit/check_single_agree', { body: { info: many } }))).toBe(301060)
    expect(
      await api.singleConsents(Array.from({ length: 101 }, () => pairs[0] ?? { userid: '', externalUserid: '' })),
    ).toHaveLength(101)
    expect(await codeOf(api.singleConsents([{ userid: 'admin', externalUserid: 'wmStranger' }]))).toBe(301061)
    archive.consentsInRoom('wrRoom', 'wmZhou', 'Disagree')
    expect(await api.roomConsents('wrRoom')).toMatchObject([{ externalUserid: 'wmZhou', status: 'disagreed' }])
    archive.internalRoom({ roomid: 'wrInside', roomname: '店长群', creator: 'admin', notice: '', members: [] })
    expect(await api.internalGroup('wrInside')).toMatchObject({ name: '店长群', creator: 'admin', notice: null })
    const customer = await people.addCustomer({ name: '周敏', userid: 'admin' })
    const group = await people.createGroup({ name: '老客群', owner: 'admin', externalUserids: [customer] })
    expect(await codeOf(api.internalGroup(group))).toBe(301059)
    archive.robot('wbHelper', '助手', 'admin')
    expect(await api.robot('wbHelper')).toEqual({ name: '助手', creator: 'admin' })
    await own.close()
  })
})
