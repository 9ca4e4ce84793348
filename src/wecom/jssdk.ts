import { createHash } from 'node:crypto'

export type JsSdkInput = { ticket: string; nonce: string; timestamp: string | number; url: string }

/**
 * Signature for `config` (corp ticket) and `agentConfig` (app ticket). The order and the raw values are fixed by the
 * client; the address is the page's own, with its query exactly as shown and without what follows `#`.
 */
export const signJsSdk = ({ ticket, nonce, timestamp, url }: JsSdkInput): string => {
  const page = url.split('#', 1)[0] ?? url
  return createHash('sha1')
    .update(`jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${page}`)
    .digest('hex')
}
