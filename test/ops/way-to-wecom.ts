import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Weather = 'fine' | 'refused' | 'reset' | 'silent' | 'http-502' | 'busy'

/** What lies between us and WeCom: it lets requests through, or fails in each of the ways an outage has. */
export const openWay = async (target: string) => {
  let weather: Weather = 'fine'
  let arrived = 0
  const make = (): Server =>
    createServer((incoming, reply) => {
      arrived += 1
      if (weather === 'reset') return incoming.socket.resetAndDestroy()
      if (weather === 'silent') return undefined
      if (weather === 'http-502') return reply.writeHead(502).end('<html>Bad Gateway</html>')
      if (weather === 'busy') {
        return reply.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":-1,"errmsg":"system busy"}')
      }
      const { host: _host, ...headers } = incoming.headers
      const onward = request(new URL(incoming.url ?? '/', target), { method: incoming.method, headers }, (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(reply)
      })
      onward.on('error', () => reply.destroy())
      return incoming.pipe(onward)
    })
  let server = make()
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const hangUp = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** Requests that came this far since the start; a refused connection is none. */
    arrived: () => arrived,
    turn: async (next: Weather) => {
      if (next === weather) return
      if (next === 'refused') await hangUp()
      else if (weather === 'refused') {
        server = make()
        await listen(port)
      } else server.closeAllConnections()
      weather = next
    },
    close: async () => {
      if (weather !== 'refused') await hangUp()
    },
  }
}
