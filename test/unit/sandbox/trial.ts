import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSandboxServer } from '../../../src/sandbox/server.ts'
import type { SandboxOptions } from '../../../src/sandbox/types.ts'
import { openEnvelope, readEncrypt } from '../../../src/wecom/envelope.ts'

export const KEYS = {
  corpId: 'wwfidelitycorp00001',
  agentId: '1000007',
  secret: 'a-secret-of-this-test',
  token: 'CallbackTokenOfThisTest',
  encodingAesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aQ',
}

/** `text` is the plaintext, or why it could not be opened; `at` the real time of arrival. */
export type Received = { nonce: string; encrypt: string; text: string; signature: string; at: number }

const sealedIn = (query: URLSearchParams) => ({
  signature: query.get('msg_signature') ?? '',
  timestamp: query.get('timestamp') ?? '',
  nonce: query.get('nonce') ?? '',
})

/** A sandbox and a receiver of its callbacks, with a clock that the test turns. `answers` are the receiver's statuses. */
export const startTrial = async (more: Partial<SandboxOptions> = {}, answers: number[] = []) => {
  const received: Received[] = []
  const verified: string[] = []
  const keys = { token: KEYS.token, encodingAesKey: KEYS.encodingAesKey, receiveId: KEYS.corpId }
  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const query = new URL(request.url ?? '/', 'http://x').searchParams
    const echo = query.get('echostr')
    if (echo !== null) {
      const asked = openEnvelope(keys, { ...sealedIn(query), encrypt: echo })
      verified.push(asked.ok ? asked.text : asked.reason)
      response.end(asked.ok ? asked.text : '')
      return
    }
    const read = readEncrypt(Buffer.concat(chunks).toString('utf8'))
    const sealed = { ...sealedIn(query), encrypt: read.ok ? read.encrypt : '' }
    const { nonce, encrypt, signature } = sealed
    const opened = openEnvelope(keys, sealed)
    received.push({ nonce, encrypt, signature, text: opened.ok ? opened.text : opened.reason, at: Date.now() })
    const status = answers.shift() ?? 200
    // 0 is a receiver that never answers.
    if (status !== 0) response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  let at = Date.parse('2026-11-26T10:00:00+08:00')
  const { port } = receiver.address() as AddressInfo
  let appUrl = 'http://127.0.0.1'
  const server = await startSandboxServer({
    ...KEYS,
    adminUserid: 'admin',
    now: () => new Date(at),
    callbackUrl: () => `http://127.0.0.1:${port}/wecom/callback`,
    appUrl: () => appUrl,
    retryDelayMs: 1,
    ...more,
  })
  appUrl = server.url

  const request = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return (await (await fetch(`${server.url}${path}`, sent)).json()) as Record<string, unknown>
  }
  const token = async (): Promise<string> =>
    `${(await request(`/cgi-bin/gettoken?corpid=${KEYS.corpId}&corpsecret=${KEYS.secret}`)).access_token}`
  const call = async (api: string, body?: unknown): Promise<Record<string, unknown>> =>
    request(`/cgi-bin/${api}${api.includes('?') ? '&' : '?'}access_token=${await token()}`, body)

  return {
    ...server,
    received,
    verified,
    /** The value of one element of the newest callback. */
    newest: (element: string): string =>
      new RegExp(`<${element}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(received.at(-1)?.text ?? '')?.[1] ?? '',
    request,
    token,
    call,
    pass: (seconds: number): void => {
      at += seconds * 1000
    },
    end: async (): Promise<void> => {
      await server.close()
      receiver.closeAllConnections()
      await new Promise<void>((resolve) => receiver.close(() => resolve()))
    },
  }
}

export type Trial = Awaited<ReturnType<typeof startTrial>>
