import type { FastifyRequest } from 'fastify'
import { langOf } from './errors.ts'
import { Refusal } from './route.ts'

const TEXTS = {
  'zh-CN': '文字里有无法保存的字符（空字符或半个字符），请删掉后再试。',
  en: 'The text holds a character that cannot be stored (a NUL or half a character). Remove it and try again.',
}

/** Half a character: one of a surrogate pair without the other. */
const HALF = /\p{Surrogate}/u

/** True when a text anywhere in it could not be written to the database. A list of what is left, since depth is anybody's. */
const holdsUnstorable = (given: unknown): boolean => {
  const left: unknown[] = [given]
  while (left.length > 0) {
    const value = left.pop()
    // A file's bytes are no text, and each of twenty million would be looked at.
    if (value instanceof Uint8Array) continue
    if (typeof value === 'string' && (value.includes('\0') || HALF.test(value))) return true
    if (typeof value === 'object' && value !== null) left.push(...Object.keys(value), ...Object.values(value))
  }
  return false
}

/** PostgreSQL knows no NUL and no half characters: without this every such text is an error of ours instead of theirs. */
export const refuseUnstorable = async (request: FastifyRequest): Promise<void> => {
  if (holdsUnstorable([request.params, request.query, request.body])) {
    throw new Refusal(400, 'unstorable-text', TEXTS[langOf(request)])
  }
}
