export type RobotUrlRefusal = 'not-a-url' | 'foreign-origin' | 'wrong-path' | 'no-key'
export type ParsedRobotUrl = { ok: true; key: string } | { ok: false; why: RobotUrlRefusal }

const parse = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null)

/**
 * Accepts the address that WeCom shows when a group robot is added, and nothing else: whoever may enter an address
 * must not be able to make this server call another one.
 */
export const parseRobotUrl = (url: string, apiUrl: string): ParsedRobotUrl => {
  const given = parse(url.trim())
  const api = parse(apiUrl)
  if (given === null || api === null) return { ok: false, why: 'not-a-url' }
  const foreign = given.origin !== api.origin || given.username !== '' || given.password !== ''
  if (foreign) return { ok: false, why: 'foreign-origin' }
  if (given.pathname !== `${api.pathname.replace(/\/+$/, '')}/cgi-bin/webhook/send`) {
    return { ok: false, why: 'wrong-path' }
  }
  const key = given.searchParams.get('key') ?? ''
  return /^[A-Za-z0-9_-]{1,128}$/.test(key) ? { ok: true, key } : { ok: false, why: 'no-key' }
}
