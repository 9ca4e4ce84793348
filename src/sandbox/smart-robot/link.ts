import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import type { Kernel } from '../kernel.ts'
import { answerFrame, type Peer, readFrame } from './frames.ts'

export const LINK_PATH = '/openws'
const FRAME_BYTES = 16 * 1024 * 1024

const serve = (kernel: Kernel, socket: WebSocket): void => {
  const peer: Peer = {
    robot: null,
    link: {
      answersPings: true,
      send: (frame) => socket.send(JSON.stringify(frame)),
      close: () => socket.close(1000),
      cut: () => socket.terminate(),
    },
  }
  socket.on('message', (data) => {
    const frame = readFrame(data.toString())
    const answer = frame === null ? null : answerFrame(kernel, peer, frame)
    if (answer !== null && socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer))
  })
  socket.on('close', () => {
    if (peer.robot?.link === peer.link) peer.robot.link = null
    kernel.version += 1
  })
  socket.on('error', () => socket.terminate())
}

/** Where robots connect to, as `wss://openws.work.weixin.qq.com` in the real world. */
export const registerSmartRobotLink = async (scope: FastifyInstance, kernel: Kernel): Promise<() => void> => {
  // The product's entry knows the sandbox and must start where this package is not installed: then no robot can connect
  // over the long connection, and everything else works.
  const loaded = await import('ws').catch(() => null)
  if (loaded === null) return () => {}
  const { WebSocketServer } = loaded
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES })
  sockets.on('connection', (socket) => serve(kernel, socket))
  const upgrade = (request: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    const path = new URL(request.url ?? '/', 'http://sandbox').pathname
    if (path === LINK_PATH) sockets.handleUpgrade(request, duplex, head, (socket) => sockets.emit('connection', socket))
    // With nobody else listening the caller would wait for ever.
    else if (scope.server.listenerCount('upgrade') === 1) duplex.end('HTTP/1.1 404 Not Found\r\n\r\n')
  }
  scope.server.on('upgrade', upgrade)
  // An upgraded socket belongs to nobody: the server would wait for it at its stop.
  const close = (): void => {
    scope.server.off('upgrade', upgrade)
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  }
  scope.addHook('preClose', async () => close())
  return close
}
