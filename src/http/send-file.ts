import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileAnswer } from './route.ts'

/** Names of any language; what is not ASCII would break the header. */
const disposition = (inline: boolean, name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${exact}`
}

/**
 * Somebody uploaded it, so it is trusted with nothing: no script runs in it, no other type is guessed, and only what
 * was called `inline` is shown at all. The browser asks each time whether it still may: rights change, content does not.
 */
export const sendFile = async (request: FastifyRequest, reply: FastifyReply, file: FileAnswer['file']) => {
  const tag = `"${file.tag}"`
  reply
    .header('cache-control', 'private, no-cache')
    .header('etag', tag)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  const bytes = await file.bytes()
  return reply
    .header('content-disposition', disposition(file.inline, file.name))
    .type(file.contentType)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
