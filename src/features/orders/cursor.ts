import { Refusal } from '../../http/route.ts'

/** A place in a list: a number and a text, opaque to whoever sends it back. */
export type Place = { at: number; id: string }

export const toCursor = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString('base64url')

export const fromCursor = (text: string | undefined): Place | null => {
  if (text === undefined) return null
  const parts = parse(Buffer.from(text, 'base64url').toString('utf8'))
  const [at, id] = Array.isArray(parts) ? (parts as unknown[]) : []
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || typeof id !== 'string') {
    throw new Refusal(400, 'bad-cursor', 'cursor is not one of ours')
  }
  return { at, id }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
