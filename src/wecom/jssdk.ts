import { createHash, randomBytes } from 'node:crypto'
import type { Wecom } from './client-types.ts'

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

export type PageSignature = { timestamp: number; nonceStr: string; signature: string }

/** Both signatures of one page: `config` with the company's ticket, `agentConfig` with the app's. Throws what the client does. */
export const signPage = async (
  wecom: Pick<Wecom, 'jsapiTicket' | 'agentTicket'>,
  { url, at }: { url: string; at: Date },
): Promise<{ config: PageSignature; agentConfig: PageSignature }> => {
  const sign = (ticket: string): PageSignature => {
    const nonceStr = randomBytes(8).toString('hex')
    const timestamp = Math.floor(at.getTime() / 1000)
    return { timestamp, nonceStr, signature: signJsSdk({ ticket, nonce: nonceStr, timestamp, url }) }
  }
  return { config: sign(await wecom.jsapiTicket()), agentConfig: sign(await wecom.agentTicket()) }
}
