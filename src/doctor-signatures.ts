import { createHash } from 'node:crypto'
import type { WecomProbes } from './features/doctor/rules-model.ts'
import type { Wecom } from './wecom/client-types.ts'
import { type PageSignature, signPage } from './wecom/jssdk.ts'

type Tickets = { corp: string; app: string }
type Asked = { url: string; at: Date; sign?: typeof signPage }

/** By WeCom's own rule, fields sorted by their names: not by the function that is being checked. */
const expected = (ticket: string, { nonceStr, timestamp }: PageSignature, url: string): string => {
  const fields = Object.entries({ url, timestamp, noncestr: nonceStr, jsapi_ticket: ticket })
  const text = fields.sort(([a], [b]) => (a < b ? -1 : 1)).map((field) => field.join('='))
  return createHash('sha1').update(text.join('&')).digest('hex')
}

/** Both signatures of a page of ours, made as the sidebar gets them and worked out once more. Throws what the client does. */
export const probeSignatures = async (
  wecom: Pick<Wecom, 'jsapiTicket' | 'agentTicket'>,
  tickets: Tickets,
  { url, at, sign = signPage }: Asked,
): Promise<WecomProbes['signatures']> => {
  const { config, agentConfig } = await sign(wecom, { url, at })
  return {
    sameTicket: tickets.corp === tickets.app,
    corp: config.signature === expected(tickets.corp, config, url),
    app: agentConfig.signature === expected(tickets.app, agentConfig, url),
  }
}
