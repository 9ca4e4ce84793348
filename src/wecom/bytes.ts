/** WeCom counts bytes of UTF-8, three for a Chinese character. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

const ELLIPSIS = '…'

/** Cuts between characters, never inside one, so that the result with its ellipsis has at most `maxBytes`. */
export const fitBytes = (text: string, maxBytes: number): string => {
  if (byteLength(text) <= maxBytes) return text
  let room = maxBytes - byteLength(ELLIPSIS)
  let kept = ''
  for (const character of text) {
    room -= byteLength(character)
    if (room < 0) break
    kept += character
  }
  return `${kept}${ELLIPSIS}`
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** JSON for WeCom: half an emoji would be written as an escape, and WeCom refuses the whole body for one (40033). */
export const wecomJson = (body: unknown): string =>
  JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(LONE_SURROGATE, '') : value,
  )
