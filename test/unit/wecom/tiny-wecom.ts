import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Seen = { api: string; method: string; query: Record<string, string>; body: string; contentType: string }
export type Reply = unknown | ((response: ServerResponse, request: IncomingMessage) => void)
export type Answer = (seen: Seen) => Reply | Promise<Reply>

/** A few lines of WeCom on the loopback address: answers what the test says, and remembers what was asked. */
export const startTinyWecom = async (answers: Record<string, Answer>) => {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const url = new URL(request.url ?? '/', 'http://tiny')
    const one: Seen = {
      api: url.pathname.replace('/cgi-bin/', ''),
      method: request.method ?? '',
      query: Object.fromEntries(url.searchParams),
      body: Buffer.concat(chunks).toString('utf8'),
      contentType: request.headers['content-type'] ?? '',
    }
    seen.push(one)
    const reply = await answers[one.api]?.(one)
    if (typeof reply === 'function') reply(response, request)
    else if (reply === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    asked: (api: string) => seen.filter((one) => one.api === api),
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
