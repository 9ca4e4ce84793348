import { randomBytes } from 'node:crypto'
import { WebSocket } from 'undici'
import { wecomJson } from '../bytes.ts'
import { WecomRefused, WecomUnreachable } from '../errors.ts'
import { numberOf } from '../types/common.ts'
import { wireRobotFrame } from '../types/smart-robot.ts'

type Body = Record<string, unknown>
export type RobotFrame = { cmd: string; reqId: string; body: Body }

export type LineEvents = {
  onFrame: (frame: RobotFrame) => void
  /** Once per line, whoever ended it. */
  onClosed: () => void
}

/** One open socket: frames out, receipts and frames in. */
export type RobotLine = {
  /** Resolves with the receipt's body. Throws WecomRefused for its errcode, WecomUnreachable without one. */
  ask: (cmd: string, body: Body | null, reqId?: string) => Promise<Body>
  close: () => void
}

type Waiting = { resolve: (body: Body) => void; reject: (error: Error) => void; timer: NodeJS.Timeout; cmd: string }

/** The command at its front is how the vendor's own client names a request. */
const newReqId = (cmd: string): string => `${cmd}_${randomBytes(12).toString('hex')}`

const readFrame = (data: unknown) => {
  try {
    const parsed = wireRobotFrame.safeParse(JSON.parse(String(data)))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const createReceipts = (ackMs: number) => {
  const waiting = new Map<string, Waiting>()
  const take = (reqId: string): Waiting | undefined => {
    const found = waiting.get(reqId)
    if (found !== undefined) clearTimeout(found.timer)
    waiting.delete(reqId)
    return found
  }
  return {
    wait: (cmd: string, reqId: string) =>
      new Promise<Body>((resolve, reject) => {
        const late = () => take(reqId)?.reject(new WecomUnreachable(cmd, { sent: true, why: 'no receipt in time' }))
        waiting.set(reqId, { resolve, reject, cmd, timer: setTimeout(late, ackMs) })
      }),
    settle: (reqId: string, errcode: number, errmsg: string, body: Body): void => {
      const found = take(reqId)
      if (errcode === 0) found?.resolve(body)
      else found?.reject(new WecomRefused(found.cmd, { errcode, errmsg }))
    },
    dropAll: (): void => {
      for (const [reqId, { cmd }] of [...waiting])
        take(reqId)?.reject(new WecomUnreachable(cmd, { sent: true, why: 'the line was cut' }))
    },
  }
}

/** Frames under one req_id go one after the other: parts of a stream must not overtake each other. */
const createRows = () => {
  const tails = new Map<string, Promise<unknown>>()
  return <Result>(reqId: string, task: () => Promise<Result>): Promise<Result> => {
    const run = (tails.get(reqId) ?? Promise.resolve()).then(task, task)
    const tail = run
      .catch(() => undefined)
      .finally(() => {
        if (tails.get(reqId) === tail) tails.delete(reqId)
      })
    tails.set(reqId, tail)
    return run
  }
}

type Receipts = ReturnType<typeof createReceipts>

const hear = (data: unknown, receipts: Receipts, events: LineEvents): void => {
  const frame = readFrame(data)
  if (frame === null) return
  const { req_id: reqId } = frame.headers
  if (frame.cmd) events.onFrame({ cmd: frame.cmd, reqId, body: { ...frame.body } })
  else receipts.settle(reqId, numberOf(frame.errcode) ?? 0, frame.errmsg ?? '', { ...frame.body })
}

const createSend = (socket: WebSocket, receipts: Receipts) => {
  const inRow = createRows()
  const send = (cmd: string, body: Body | null, reqId: string): Promise<Body> => {
    if (socket.readyState !== WebSocket.OPEN)
      return Promise.reject(new WecomUnreachable(cmd, { sent: false, why: 'the line is not open' }))
    const receipt = receipts.wait(cmd, reqId)
    socket.send(wecomJson({ cmd, headers: { req_id: reqId }, ...(body === null ? {} : { body }) }))
    return receipt
  }
  return (cmd: string, body: Body | null, reqId = newReqId(cmd)): Promise<Body> =>
    inRow(reqId, () => send(cmd, body, reqId))
}

/** Resolves when the socket is open; nobody has subscribed yet. */
export const openLine = (url: string, events: LineEvents, ackMs: number): Promise<RobotLine> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    const receipts = createReceipts(ackMs)
    let phase: 'opening' | 'open' | 'over' = 'opening'

    const end = (): void => {
      const before = phase
      phase = 'over'
      clearTimeout(tooLong)
      receipts.dropAll()
      if (before === 'open') events.onClosed()
      if (before === 'opening')
        reject(new WecomUnreachable('aibot_subscribe', { sent: false, why: 'the line could not be opened' }))
    }
    const close = (): void => {
      socket.close()
      end()
    }
    const tooLong = setTimeout(close, ackMs)

    socket.addEventListener('open', () => {
      if (phase !== 'opening') return
      phase = 'open'
      clearTimeout(tooLong)
      resolve({ ask: createSend(socket, receipts), close })
    })
    socket.addEventListener('message', ({ data }) => {
      if (phase === 'open') hear(data, receipts, events)
    })
    socket.addEventListener('close', end)
    socket.addEventListener('error', end)
  })
