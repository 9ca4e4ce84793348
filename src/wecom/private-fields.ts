import { isDeepStrictEqual } from 'node:util'
import { parseCallback } from './events.ts'

/** How to reach a member outside of WeCom. No parser reads them. */
const PRIVATE = /<(Mobile|Email|BizMail|Telephone|Address)>\s*(?:(?:<!\[CDATA\[[\s\S]*?\]\]>)\s*|[^<]+)*<\/\1>/g

/** The text of a callback as it may be kept. The very same text where taking them out would change what it says. */
export const withoutPrivateFields = (plaintext: string): string => {
  const kept = plaintext.replace(PRIVATE, '<$1></$1>')
  if (kept === plaintext) return plaintext
  try {
    return isDeepStrictEqual(parseCallback(kept), parseCallback(plaintext)) ? kept : plaintext
  } catch {
    return plaintext
  }
}
