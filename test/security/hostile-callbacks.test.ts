import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inboxEvents } from '../../src/spine/tables.ts'
import { readEncrypt } from '../../src/wecom/envelope.ts'
import { figure } from '../support/figures.ts'
import { startWorld, type World } from '../support/world.ts'
import { forge } from './forge.ts'
import { ODD_BUT_FINE, XML_ATTACKS } from './hostile-xml.ts'
import { mutantsFor } from './mutants.ts'
import { amountOf, deliver, eventText, keysOf, sealFor, seededNumbers } from './sealed.ts'

/** SECURITY_REQUESTS=1000000 is the long form; SECURITY_SEED repeats a run or makes another. */
const REQUESTS = amountOf('SECURITY_REQUESTS', 4_000)
const SEED = amountOf('SECURITY_SEED', 20_261_123)
const MARK = 'wmCanaryOfThePlaintext'
/** Heap sizes go up and down with every collection: a hundred looks, and the least of a quarter is what is held. */
const LOOK_EVERY = Math.ceil(REQUESTS / 100)

const slowest = (all: readonly number[]): number =>
  [...all].sort((a, b) => a - b)[Math.floor(all.length * 0.99)] ?? Number.NaN

const grown = (looks: readonly number[]): string => {
  const quarter = Math.floor(looks.length / 4)
  const [first, last] = [Math.min(...looks.slice(quarter, 2 * quarter)), Math.min(...looks.slice(-quarter))]
  return `${Math.round((last / first - 1) * 100)} % more in the last quarter than in the second`
}

let world: World
let message = ''
let inner = ''
beforeAll(async () => {
  world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
  message = eventText(world, 1_795_485_600, {
    Event: 'change_external_contact',
    ChangeType: 'add_external_contact',
    UserID: 'wangmin',
    ExternalUserID: MARK,
  })
  inner = message.replace(/^<xml>/, '').replace(/<\/xml>$/, '')
})
afterAll(() => world.close())

const rows = () => world.deps.core.db.$count(inboxEvents)
const isQuiet = (body: string) => !body.includes(MARK) && !/\bat .*\.ts|node_modules|XmlRefused/.test(body)

describe('a callback that was tampered with', () => {
  test('is what a true one stands beside: the same message untouched is taken', async () => {
    const before = await rows()
    for (const wire of [sealFor(keysOf(world), `${message} `), forge(keysOf(world), { message: `${message}\n` })])
      expect(await deliver(world.app, wire)).toEqual({ status: 200, body: '' })
    expect(await rows()).toBe(before + 2)
  })

  test(
    'leaves no row and hears no plaintext, in whatever way it was changed',
    async () => {
      const before = await rows()
      const dice = seededNumbers(SEED)
      const mutants = mutantsFor(keysOf(world), message)
      const wrong: string[] = []
      const tookMs: number[] = []
      const heap: number[] = []
      for (let n = 0; n < REQUESTS; n += 1) {
        const [name, change] = mutants[n % mutants.length] ?? ['', (wire) => wire]
        const wire = change(sealFor(keysOf(world), message), dice)
        const started = performance.now()
        const { status, body } = await deliver(world.app, wire)
        // One in ten, so that the list itself is no growth.
        if (n % 10 === 0) tookMs.push(performance.now() - started)
        if (n % LOOK_EVERY === LOOK_EVERY - 1) heap.push(process.memoryUsage().heapUsed)
        if (![400, 403].includes(status) || !isQuiet(body)) wrong.push(`${name}, request ${n}, seed ${SEED}: ${status}`)
      }
      expect(wrong).toEqual([])
      expect(await rows()).toBe(before)
      figure(`S1 ${REQUESTS} requests: p99 ${slowest(tookMs).toFixed(1)} ms; heap ${grown(heap)}`)
    },
    60_000 + REQUESTS * 10,
  )

  test('gets no echo out of the check of our address either', async () => {
    const dice = seededNumbers(SEED + 1)
    const wrong: string[] = []
    let tried = 0
    for (const [name, change] of mutantsFor(keysOf(world), MARK)) {
      const { query, body } = change(sealFor(keysOf(world), MARK), dice)
      const read = readEncrypt(body)
      if (!read.ok) continue
      tried += 1
      const reply = await world.app.inject(`/wecom/callback?${query}&echostr=${encodeURIComponent(read.encrypt)}`)
      if (![400, 403].includes(reply.statusCode) || !isQuiet(reply.body)) wrong.push(`${name}: ${reply.statusCode}`)
    }
    expect(tried).toBeGreaterThan(25)
    expect(wrong).toEqual([])
  })

  test('is none when only the order of its parameters differs', async () => {
    const { query, body } = sealFor(keysOf(world), message.replace(MARK, 'wmOtherOrder'))
    const turned = query.split('&').reverse().join('&')
    expect((await deliver(world.app, { query: `${turned}&more=1`, body })).status).toBe(200)
  })
})

describe('XML made to do harm', () => {
  test('comes in more than sixty kinds', () => {
    expect(new Set(XML_ATTACKS.map(([name]) => name)).size).toBe(XML_ATTACKS.length)
    expect(XML_ATTACKS.length).toBeGreaterThanOrEqual(60)
  })

  test.each(XML_ATTACKS)('%s is refused inside a truly sealed callback', async (_name, make) => {
    const before = await rows()
    const started = performance.now()
    const { status, body } = await deliver(world.app, forge(keysOf(world), { message: make(inner) }))
    expect([status, isQuiet(body)]).toEqual([400, true])
    expect(performance.now() - started).toBeLessThan(2_000)
    expect(await rows()).toBe(before)
  })

  test.each(XML_ATTACKS)('%s is refused around a truly sealed text', async (_name, make) => {
    const before = await rows()
    const wire = sealFor(keysOf(world), message)
    const sealed = /<Encrypt>.*<\/Encrypt>/.exec(wire.body)?.[0] ?? ''
    const reply = await world.app.inject({
      method: 'POST',
      url: `/wecom/callback?${wire.query}`,
      headers: { 'content-type': 'text/xml' },
      payload: Buffer.from(make(sealed)),
    })
    expect([reply.statusCode, isQuiet(reply.body)]).toEqual([400, true])
    expect(await rows()).toBe(before)
  })

  test.each(ODD_BUT_FINE)('%s is kept to the letter', async (name, make) => {
    const text = String(make(inner)).replace(MARK, `wmFine${Buffer.from(name).toString('hex').slice(0, 20)}`)
    expect(await deliver(world.app, forge(keysOf(world), { message: text }))).toEqual({ status: 200, body: '' })
    const kept = await world.deps.core.db.select({ body: inboxEvents.body }).from(inboxEvents)
    // A driver may swallow the mark of order when it reads; the key was made from the text as it came.
    expect(kept.map((row) => row.body.replace(/^\uFEFF+/, ''))).toContain(text.replace(/^\uFEFF+/, ''))
  })
})

describe('ids no company ever gave', () => {
  const dice = seededNumbers(SEED)
  const LONG = Buffer.from(Array.from({ length: 15_000 }, () => dice(256))).toString('base64')
  test.each([
    ['twenty thousand letters', LONG],
    ['SQL', `wm'; drop table customers; --`],
    ['a path', '../../../../etc/passwd'],
    ['HTML', '<script>alert(1)</script>'],
    ['a template', '{{constructor.constructor("return process")()}}'],
    ['signs of control', 'wm\u0001\u0008\u001b[2J'],
    ['text from right to left', 'wm\u202Egnp.exe'],
    ['half a character', 'wm\uD83D'],
  ])('%s: the event is taken, and the events beside it are not lost', async (name, id) => {
    const event = (externalUserid: string, type: string) =>
      eventText(world, 1_795_485_601, {
        Event: 'change_external_contact',
        ChangeType: type,
        FailReason: name,
        UserID: 'wangmin',
        ExternalUserID: externalUserid,
      })
    const [bad, good] = await Promise.all([
      deliver(world.app, sealFor(keysOf(world), event(id, 'transfer_fail'))),
      deliver(
        world.app,
        sealFor(keysOf(world), event(`wmBeside${Buffer.from(name).toString('hex')}`, 'transfer_fail')),
      ),
    ])
    expect([bad.status, good.status]).toEqual([200, 200])
  })

  test('those that can be worked are, and the rest waits for a person instead of stopping the queue', async () => {
    const ended = async () => {
      const kept = await world.deps.core.db.select().from(inboxEvents)
      return kept.filter((row) => row.body.includes('wmBeside')).map((row) => row.status)
    }
    await world.settle()
    await expect.poll(ended).toEqual(Array.from({ length: 8 }, () => 'done'))
  })
})

describe('what is no HTTP at all', () => {
  const say = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(world.url)
      let heard = ''
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes, 'latin1'))
      socket.setTimeout(3_000, () => socket.destroy())
      socket.on('data', (part) => {
        heard += part.toString('latin1')
      })
      socket.on('error', reject).on('close', () => resolve(heard))
    })
  const POST = 'POST /wecom/callback HTTP/1.1\r\nHost: a\r\nConnection: close\r\n'
  test.each([
    ['noise', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ['an unknown method', 'BREW /wecom/callback HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['two lengths', `${POST}Content-Length: 4\r\nContent-Length: 5\r\n\r\naaaaa`],
    ['a length and pieces', `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['pieces of no number', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\na\r\n`],
    ['a length below zero', `${POST}Content-Length: -1\r\n\r\n`],
    ['a header of 100 KB', `${POST}X-A: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['a NUL in a header', `${POST}X-A: a\0b\r\n\r\n`],
    ['an address of 50 KB', `GET /${'a'.repeat(50_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['a broken escape', 'GET /%zz%c0%af HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    [
      'a way out of the directory',
      'GET /sidebar/assets/../../../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    ],
    [
      'an escaped way out',
      'GET /sidebar/assets/..%2f..%2f..%2fpackage.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    ],
    ['a method of its own in a header', `${POST}X-HTTP-Method-Override: DELETE\r\nContent-Length: 0\r\n\r\n`],
  ])('%s is turned away and the house stands', async (_name, bytes) => {
    const heard = await say(bytes)
    expect(heard).toMatch(/^HTTP\/1\.1 (4\d\d|200)|^$/)
    expect(heard).not.toMatch(/root:x:|"dependencies"/)
    expect((await fetch(`${world.url}/livez`)).status).toBe(200)
  })
})
