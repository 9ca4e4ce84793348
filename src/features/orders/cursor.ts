/** A place in a list: a number and a text, opaque to whoever sends it back. */
export type Place = { at: number; id: string }

export const toCursor = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString('base64url')

/** Null without a place, and for a text that is not one of ours: the routes refuse that before it gets here. */
export const fromCursor = (text: string | undefined): Place | null => {
  if (text === undefined) return null
  const parts = parse(Buffer.from(text, 'base64url').toString('utf8'))
  const [at, id] = Array.isArray(parts) ? (parts as unknown[]) : []
  return typeof at === 'number' && Number.isSafeInteger(at) && typeof id === 'string' ? { at, id } : null
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
