import { createCipheriv, randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { UNLIMITED } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import { FILE_SECONDS, type SmartRobot } from './state.ts'

const BLOCK = 32

const sealed = (key: Buffer, plain: Buffer): Buffer => {
  const pad = BLOCK - (plain.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()])
}

/** In callback mode the callback key opens a file; over the long connection each file has a key of its own. */
export const offerFile = (
  kernel: Kernel,
  robot: SmartRobot,
  file: { bytes: Buffer; name: string },
): { url: string; aeskey?: string } => {
  const own = robot.callback === null ? randomBytes(BLOCK) : null
  const key = own ?? Buffer.from(`${robot.callback?.encodingAesKey ?? ''}=`, 'base64')
  const id = kernel.id('', 40)
  kernel.smartRobots.files.set(id, { sealed: sealed(key, file.bytes), name: file.name, at: kernel.seconds() })
  const url = `${kernel.options.appUrl()}/sandbox/aibot/file/${id}`
  return own === null ? { url } : { url, aeskey: own.toString('base64') }
}

/** Where the encrypted file is fetched, for five minutes. */
export const registerSmartRobotFiles = (scope: FastifyInstance, kernel: Kernel): void => {
  scope.get<{ Params: { id: string } }>('/sandbox/aibot/file/:id', { config: UNLIMITED }, (request, reply) => {
    const file = kernel.smartRobots.files.get(request.params.id)
    if (file === undefined || kernel.seconds() - file.at > FILE_SECONDS) return reply.code(403).send()
    const name = encodeURIComponent(file.name)
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(file.sealed)
  })
}
