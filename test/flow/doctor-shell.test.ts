import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDb } from '../../src/db/open.ts'
import { probeFromShell } from '../../src/doctor-shell.ts'
import { probeSignatures } from '../../src/doctor-signatures.ts'
import { lights } from '../../src/features/doctor/rules.ts'
import type { DoctorReport } from '../../src/features/doctor/shapes.ts'
import { decrypt } from '../../src/wecom/cipher.ts'
import { signJsSdk, signPage } from '../../src/wecom/jssdk.ts'
import { startWorld, type World } from '../support/world.ts'

const ROOT = new URL('../../', import.meta.url)
const POSTGRES = process.env.TEST_DATABASE_URL ?? null
type Env = Record<string, string>

/** As `npm run doctor` runs it, with exactly this environment. */
const runDoctor = (env: Env, ...args: string[]): Promise<{ code: number | null; out: string; complaints: string }> =>
  new Promise((resolve, reject) => {
    const program = [new URL('dist/cli/doctor.js', ROOT).pathname, ...args]
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, program, { env: { PATH, HOME, ...env } })
    let [out, complaints] = ['', '']
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString('utf8')
    })
    child.stderr.on('data', (part: Buffer) => {
      complaints += part.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, complaints }))
  })

const listening = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) }
}

describe('the doctor from the shell', () => {
  let world: World
  let folder = ''
  let env: Env = {}
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhanggui-doctor-'))
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00' })
    const { config, corp } = world.deps
    env = {
      PORT: `${config.port}`,
      PUBLIC_URL: config.publicUrl,
      DATA_DIR: join(folder, 'data'),
      WECOM_CORP_ID: corp.corpId,
      WECOM_AGENT_ID: corp.agentId,
      WECOM_SECRET: corp.secret,
      WECOM_TOKEN: corp.token,
      WECOM_ENCODING_AES_KEY: corp.encodingAesKey,
      WECOM_API_URL: config.wecomApiUrl,
      WECOM_OAUTH_URL: config.wecomOauthUrl,
      ADMIN_USERIDS: 'linyu',
    }
  })
  afterAll(async () => {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => world.sandbox.switches.reset())

  const findings = async (change: Env, ...codes: string[]): Promise<string[]> => {
    const shown = lights(await probeFromShell({ ...env, ...change }))
    return codes.flatMap((code) => shown.filter((one) => one.code === code).map((one) => one.finding))
  }

  test('with nothing configured it runs, breaks nothing and says how to begin', async () => {
    const { code, out, complaints } = await runDoctor({ DATA_DIR: join(folder, 'none') })
    expect(complaints).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('还没有接入企业微信')
    expect(out).toContain('没有检查')
    expect(out).not.toContain('✗')
  })

  test('with half a configuration it names every missing setting, where to find it, and still tries the rest', async () => {
    const { WECOM_TOKEN: _token, WECOM_ENCODING_AES_KEY: _key, ...half } = env
    const { code, out } = await runDoctor({ ...half, WECOM_SECRET: 'not-the-secret-of-this-app' }, '--json')
    expect(code).toBe(1)
    const report = JSON.parse(out) as DoctorReport
    const red = report.lights.filter((one) => one.state === 'red')
    expect(red.map((one) => one.finding)).toEqual(['setting-missing', 'setting-missing', 'token-secret'])
    expect(red[0]?.says).toContain('WECOM_TOKEN')
    expect(red[1]?.click).toContain('接收消息')
    expect(red[2]).toMatchObject({ errcode: 40001, explanation: expect.stringContaining('Secret') })
    expect(report.lights.find((one) => one.code === 'callback')?.finding).toBe('waits-config')
    expect(JSON.stringify(report)).not.toContain('not-the-secret')
  })

  test('with a good configuration nothing is red and the exit code says so', async () => {
    const { code, out } = await runDoctor(env, '--json')
    const report = JSON.parse(out) as DoctorReport
    expect(report.lights.filter((one) => one.state === 'red')).toEqual([])
    expect(code).toBe(0)
    for (const tried of ['config', 'token', 'contact', 'callback', 'login', 'domain', 'js-sdk', 'clock']) {
      expect(report.lights.find((one) => one.code === tried)?.state, tried).toBe('green')
    }
  })

  test('speaks English when asked to, and explains the code of WeCom', async () => {
    const { code, out } = await runDoctor({ ...env, WECOM_CORP_ID: 'wwnobody' }, '--lang=en')
    expect(code).toBe(1)
    expect(out).toContain('✗ App credentials: WeCom does not know this corp id.')
    expect(out).toContain('Code 40013: The corp id is wrong.')
    expect(out).not.toMatch(/[\u4e00-\u9fff]/)
  })

  test('a wrong secret is tried once, not once for every light', async () => {
    const before = world.people.calls('gettoken').length
    expect(await findings({ WECOM_SECRET: 'wrong' }, 'token', 'contact', 'js-sdk')).toEqual([
      'token-secret',
      'waits-token',
      'waits-token',
    ])
    expect(world.people.calls('gettoken').length - before).toBe(1)
  })

  test('both tickets are asked for, and the one that is refused is named', async () => {
    world.sandbox.faults.set({ api: 'get_jsapi_ticket', kind: 'errcode', errcode: 50003 })
    expect(await findings({}, 'js-sdk')).toEqual(['ticket-corp'])
    world.sandbox.faults.clear()
    world.sandbox.faults.set({ api: 'ticket/get', kind: 'errcode', errcode: 42012 })
    expect(await findings({}, 'js-sdk')).toEqual(['ticket-app'])
    world.sandbox.faults.clear()
    expect(await findings({}, 'js-sdk')).toEqual(['tickets-ok'])
  })

  test('a proxy that keeps answers and hands out one ticket for both is red: the client would refuse one signature', async () => {
    const { WECOM_API_URL: wecom = '' } = env
    const proxy = await listening(async (request, response) => {
      const asked = new URL(request.url ?? '/', wecom)
      const path = asked.pathname === '/cgi-bin/ticket/get' ? '/cgi-bin/get_jsapi_ticket' : asked.pathname
      const answer = await fetch(`${wecom}${path}${asked.search}`)
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })
    expect(await findings({ WECOM_API_URL: proxy.url }, 'js-sdk')).toEqual(['tickets-same'])
    await proxy.close()
  })

  test('both signatures of the sidebar are worked out once more: one made with the other ticket is found', async () => {
    const url = `${env.PUBLIC_URL}/sidebar/`
    const at = new Date('2026-11-24T10:00:00+08:00')
    const wecom = { jsapiTicket: async () => 'corp-ticket', agentTicket: async () => 'app-ticket' }
    const tickets = { corp: 'corp-ticket', app: 'app-ticket' }
    expect(await probeSignatures(wecom, tickets, { url, at })).toEqual({ sameTicket: false, corp: true, app: true })
    const swapped: typeof signPage = async (_client, page) =>
      signPage({ jsapiTicket: wecom.agentTicket, agentTicket: wecom.agentTicket }, page)
    expect(await probeSignatures(wecom, tickets, { url, at, sign: swapped })).toMatchObject({ corp: false, app: true })
    const elsewhere: typeof signPage = async (client, page) => signPage(client, { ...page, url: `${url}#top?x=1` })
    expect(await probeSignatures(wecom, tickets, { url, at, sign: elsewhere })).toMatchObject({ corp: true, app: true })
    const shortened: typeof signPage = async (client, page) => {
      const { config, agentConfig } = await signPage(client, page)
      const { nonceStr: nonce, timestamp } = agentConfig
      const signature = signJsSdk({ ticket: 'app-ticket', nonce, timestamp, url: url.slice(0, -1) })
      return { config, agentConfig: { ...agentConfig, signature } }
    }
    expect(await probeSignatures(wecom, tickets, { url, at, sign: shortened })).toMatchObject({
      corp: true,
      app: false,
    })
  })

  test('the smart robot is not tried from the shell: its one line belongs to the running server', async () => {
    const robot = { SMART_ROBOT_ID: 'aib-of-this-test', SMART_ROBOT_SECRET: 'kept' }
    expect(await findings(robot, 'smart-robot')).toEqual(['smart-robot-inside'])
    expect(await findings({}, 'smart-robot')).toEqual(['smart-robot-off'])
  })

  test('an agent id of another app is told apart from a wrong secret', async () => {
    expect(await findings({ WECOM_AGENT_ID: '1000099' }, 'token', 'app', 'contact')).toEqual([
      'token-ok',
      'app-foreign',
      'contact-ok',
    ])
  })

  test('a line that is cut and a name that does not exist are two different things', async () => {
    const gone = await listening(() => {})
    await gone.close()
    expect(await findings({ WECOM_API_URL: gone.url }, 'network', 'token')).toEqual([
      'network-refused',
      'waits-network',
    ])
    expect(await findings({ WECOM_API_URL: 'https://nobody.invalid' }, 'network')).toEqual(['network-dns'])
    const page = await listening((_request, response) => response.end('<html>'))
    expect(await findings({ WECOM_API_URL: page.url }, 'network')).toEqual(['network-stranger'])
    await page.close()
  })

  test('another key behind the address, a page of a proxy and an open door are three different things', async () => {
    expect(await findings({ WECOM_TOKEN: 'somebodyElse' }, 'callback')).toEqual(['callback-refused'])
    const page = await listening((_request, response) => response.end('<html>welcome</html>'))
    expect(await findings({ PUBLIC_URL: page.url }, 'callback', 'login')).toEqual(['callback-garbled', 'login-garbled'])
    await page.close()
    const open = await listening((request, response) => {
      const echo = new URL(request.url ?? '', 'http://x').searchParams.get('echostr') ?? ''
      const opened = decrypt(env.WECOM_ENCODING_AES_KEY ?? '', echo)
      response.end(opened.ok ? opened.text : '')
    })
    expect(await findings({ PUBLIC_URL: open.url }, 'callback')).toEqual(['callback-open'])
    await open.close()
  })

  test('another name of the same server is a foreign domain for WeCom', async () => {
    const other = `http://localhost:${env.PORT}`
    expect(await findings({ PUBLIC_URL: other }, 'domain', 'login')).toEqual(['domain-differs', 'login-elsewhere'])
  })

  test('an address that leads nowhere is red while the server runs, and only waits before it was started', async () => {
    const gone = await listening(() => {})
    await gone.close()
    expect(await findings({ PUBLIC_URL: gone.url }, 'callback', 'login')).toEqual([
      'callback-unreachable',
      'login-unreachable',
    ])
    const port = new URL(gone.url).port
    expect(await findings({ PUBLIC_URL: gone.url, PORT: port }, 'callback')).toEqual(['waits-server'])
  })

  test('the built-in database: not made, held by a server, held by something that hangs, and free again', async () => {
    const dataDir = join(folder, 'held')
    const codes = ['database', 'directory', 'queues']
    expect(await findings({ DATA_DIR: dataDir }, ...codes)).toEqual([
      'database-not-made',
      'directory-ok',
      'waits-database',
    ])
    const opened = await openDb({ url: null, dataDir })
    expect(await findings({ DATA_DIR: dataDir }, 'database', 'directory')).toEqual([
      'database-in-use',
      'directory-held',
    ])
    const gone = await listening(() => {})
    await gone.close()
    const hangs = await findings({ DATA_DIR: dataDir, PORT: new URL(gone.url).port }, 'directory')
    expect(hangs).toEqual(['directory-taken'])
    await opened.close()
    expect(await findings({ DATA_DIR: dataDir }, ...codes)).toEqual(['database-ok', 'directory-ok', 'queues-ok'])
  })

  test('a data directory that cannot be written is named', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    const dataDir = join(folder, 'a-file', 'data')
    expect(await findings({ DATA_DIR: dataDir }, 'directory')).toEqual(['directory-not-writable'])
  })

  test('a bot whose package is not there is red by its name', async () => {
    expect(await findings({ WECHATY_PUPPET: 'wechaty-puppet-of-nobody' }, 'wechaty')).toEqual(['wechaty-missing'])
    expect(await findings({ WECHATY_TOKEN: 'x' }, 'config', 'wechaty')).toEqual(['setting-missing', 'wechaty-off'])
    // Whatever is wrong with the bot, WeCom is checked all the same.
    expect(await findings({ WECHATY_TOKEN: 'x' }, 'token')).toEqual(['token-ok'])
  })

  test('a PostgreSQL that is not there is red, and its password stays unsaid', async () => {
    const change = { DATABASE_URL: 'postgres://zg:hush-hush@127.0.0.1:1/none' }
    expect(await findings(change, 'database', 'directory', 'robots')).toEqual([
      'database-unreachable',
      'directory-unused',
      'waits-database',
    ])
    expect(JSON.stringify(await probeFromShell({ ...env, ...change }))).not.toContain('hush-hush')
  })

  test.runIf(POSTGRES !== null)(
    'a PostgreSQL that takes no writes is red, a fresh one only lacks its first start',
    async () => {
      const url = new URL(POSTGRES ?? '')
      url.pathname = '/postgres'
      expect(await findings({ DATABASE_URL: url.href }, 'database')).toEqual(['database-behind'])
      url.searchParams.set('options', '-c default_transaction_read_only=on')
      expect(await findings({ DATABASE_URL: url.href }, 'database')).toEqual(['database-read-only'])
    },
  )
})
