/** A place in the order of the day: the key of the last item shown, with its number. */
export const toCursor = (key: readonly number[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

const KEY_LENGTH = 7

/** Null for a text that is not one of ours. */
export const fromCursor = (text: string): number[] | null => {
  const key = parse(Buffer.from(text, 'base64url').toString('utf8'))
  return Array.isArray(key) && key.length === KEY_LENGTH && key.every((one) => Number.isFinite(one)) ? key : null
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
