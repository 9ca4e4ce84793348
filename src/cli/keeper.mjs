import { fork } from 'node:child_process'
import { createServer } from 'node:net'

const RETRY_MS = 1_000

/**
 * Holds the port while the product behind it is replaced. People's sockets are accepted here and handed to the process
 * that is ready; where there is none for a moment they wait, unread, instead of being refused.
 * `overlap`: the next process may run beside the old one (PostgreSQL). The embedded database takes one at a time.
 */
export const startKeeper = async ({ port, host, entry, execArgv, env, overlap, stdio = 'inherit' }) => {
  let current = null
  let stopping = false
  const waiting = []

  const hand = (child, socket) =>
    child.send('socket', socket, (error) => {
      // It died with the socket on the way: unread as it is, the next one can have it.
      if (error !== null) waiting.push(socket)
    })
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    if (current === null) waiting.push(socket)
    else hand(current, socket)
  })

  /** Resolves with the child once it takes sockets; null when it ended before. */
  const begin = () =>
    new Promise((resolve) => {
      const child = fork(entry, [], {
        execArgv,
        env: { ...env, PORT: '0', HOST: '127.0.0.1' },
        stdio: [stdio, stdio, stdio, 'ipc'],
      })
      child.gone = new Promise((done) => child.once('exit', done))
      child.on('message', (message) => message === 'ready' && resolve(child))
      child.gone.then(() => {
        resolve(null)
        if (current !== child) return
        current = null
        if (!stopping) void revive()
      })
    })
  const take = (child) => {
    current = child
    for (const socket of waiting.splice(0)) if (!socket.destroyed) hand(child, socket)
  }
  const revive = async () => {
    for (;;) {
      const child = await begin()
      if (child !== null) return take(child)
      if (stopping) return
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  const leave = (child) => {
    if (child?.connected) child.send('leave', () => {})
    return child?.gone
  }

  /** False when the new process did not start: the old one goes on, or where it had to go first, is tried again. */
  const restart = async () => {
    const old = current
    if (overlap) {
      const next = await begin()
      if (next === null) return false
      take(next)
      await leave(old)
      return true
    }
    current = null
    await leave(old)
    await revive()
    return current !== null
  }

  const first = await begin()
  if (first === null) return null
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  take(first)
  let turn = Promise.resolve(true)
  return {
    port: server.address().port,
    pid: () => current?.pid,
    /** One after the other, however fast they are asked for. */
    restart: () => {
      turn = turn.then(restart)
      return turn
    },
    stop: async () => {
      stopping = true
      server.close()
      for (const socket of waiting) socket.destroy()
      await turn
      const code = await leave(current)
      return code ?? 0
    },
  }
}
