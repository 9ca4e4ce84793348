/** The few parts of the package that the sandbox uses; the package ships no types of its own. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events'
  import type { IncomingMessage } from 'node:http'
  import type { Duplex } from 'node:stream'

  export class WebSocket extends EventEmitter {
    readonly OPEN: number
    readonly readyState: number
    send(data: string): void
    close(code?: number): void
    terminate(): void
    on(event: 'message', listener: (data: Buffer) => void): this
    on(event: 'close', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: { noServer: true; maxPayload?: number })
    readonly clients: Set<WebSocket>
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: WebSocket) => void): void
    emit(event: 'connection', socket: WebSocket): boolean
    on(event: 'connection', listener: (socket: WebSocket) => void): this
    close(): void
  }
}
