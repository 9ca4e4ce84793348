import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startSandboxServer } from '../../src/sandbox/server.ts'

/** The built product: it starts in a second, and it is what people run. */
export const ENTRY = join(import.meta.dirname, '../../dist/main.js')

export const COMPANY = {
  corpId: 'wwtestcompany000007',
  agentId: '1000007',
  secret: 'secret-of-the-company-under-test-0000000007',
  token: 'testToken47',
  encodingAesKey: 'dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleXRlc3Q',
}

/** WeCom for processes of their own, which tell the time by the wall. */
export const openWecom = async (url: string) =>
  startSandboxServer(
    {
      ...COMPANY,
      ...{ adminUserid: 'linyu', seed: 'demo', now: () => new Date() },
      ...{ callbackUrl: () => `${url}/wecom/callback`, appUrl: () => url },
    },
    { port: 0, host: '127.0.0.1' },
  )

export const envOf = (url: string, wecomUrl: string): Record<string, string> => ({
  ...{ PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', PUBLIC_URL: url, ADMIN_USERIDS: 'linyu' },
  ...{ WECOM_CORP_ID: COMPANY.corpId, WECOM_AGENT_ID: COMPANY.agentId, WECOM_SECRET: COMPANY.secret },
  ...{ WECOM_TOKEN: COMPANY.token, WECOM_ENCODING_AES_KEY: COMPANY.encodingAesKey },
  ...{ WECOM_API_URL: wecomUrl, WECOM_OAUTH_URL: wecomUrl },
})

/** An empty database that processes can be pointed at. */
export const createDatabase = async (base: string) => {
  const name = `zg_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const admin = new pg.Client({ connectionString: base })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const url = new URL(base)
  url.pathname = `/${name}`
  return {
    url: url.toString(),
    count: async (table: string): Promise<number> => {
      const client = new pg.Client({ connectionString: url.toString() })
      await client.connect()
      const { rows } = await client.query(`select count(*)::int as n from ${table}`)
      await client.end()
      return rows[0]?.n ?? 0
    },
    /** The first column of every row, as text. */
    column: async (query: string): Promise<string[]> => {
      const client = new pg.Client({ connectionString: url.toString() })
      await client.connect()
      const { rows } = await client.query<string[]>({ text: query, rowMode: 'array' })
      await client.end()
      return rows.map((row) => String(row[0]))
    },
    drop: async () => {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (reply) => reply.ok,
    () => false,
  )

/** One replica; `stop` is what `docker stop` does. */
export const startReplicaProcess = async (port: number, env: Record<string, string>, entry = ENTRY) => {
  const child: ChildProcess = spawn(process.execPath, [entry], {
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const until = performance.now() + 60_000
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`replica ${port} did not become ready`)
    await pause(50)
  }
  return {
    gone,
    pid: child.pid ?? 0,
    signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL') => child.kill(name),
    stop: async () => {
      const asked = performance.now()
      child.kill('SIGTERM')
      const code = await gone
      return { code, ms: performance.now() - asked }
    },
  }
}

/**
 * A proxy as simple as can be: takes turns among the replicas that say they are ready, looks every tenth of a second,
 * and asks another one where the connection was refused. What was once sent is not sent again.
 */
export const openFront = async (ports: readonly number[]) => {
  const agents = new Map(ports.map((port) => [port, new Agent({ keepAlive: true })]))
  const ready = new Set<number>()
  let turn = 0
  let going = true
  const looks = (async () => {
    while (going) {
      for (const port of ports) ready[(await isReady(port)) ? 'add' : 'delete'](port)
      await pause(100)
    }
  })()
  // Its people stand behind a connection for as long as the story lasts: one let go by the proxy is no fault of ours.
  const server = createServer({ keepAliveTimeout: 600_000 }, (incoming, reply) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const pass = (tries: number): void => {
        // As grown-up proxies do: where none seems to be well, all of them may be asked.
        const well = ports.filter((port) => ready.has(port))
        const candidates = well.length > 0 ? well : ports
        const port = candidates[turn++ % candidates.length] ?? 0
        const agent = agents.get(port)
        const onward = request(
          {
            port,
            host: '127.0.0.1',
            path: incoming.url,
            method: incoming.method,
            headers: incoming.headers,
            ...(agent ? { agent } : {}),
          },
          (answer) => {
            const { connection: _hop, 'keep-alive': _time, ...headers } = answer.headers
            reply.writeHead(answer.statusCode ?? 502, headers)
            answer.pipe(reply)
          },
        )
        onward.on('error', (error: NodeJS.ErrnoException) => {
          ready.delete(port)
          if (error.code === 'ECONNREFUSED' && tries > 0) setTimeout(() => pass(tries - 1), 20)
          else if (!reply.headersSent) reply.writeHead(502).end(error.message)
        })
        onward.end(Buffer.concat(parts))
      }
      pass(5)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      going = false
      await looks
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      for (const agent of agents.values()) agent.destroy()
    },
  }
}
