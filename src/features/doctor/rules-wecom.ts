import {
  type Call,
  type Finding,
  type Light,
  type LightCode,
  light,
  type Probes,
  type WecomProbes,
} from './rules-model.ts'

const NOT_TRUSTED = 60020
const WRONG_SECRET = new Set([40001, 41004])
const WRONG_CORP = new Set([40013, 41002])
const WAIT = new Set([-1, 6000, 45009, 45033])
const FOREIGN_APP = new Set([40056, 301002])
const CLOSED_APP = new Set([50003, 60031])
const FORBIDDEN = new Set([48002, 48006])
const NO_CUSTOMERS = new Set([84061, 84074, 84083])

const errcodeOf = (call: Call): number | null => (call.ok ? null : call.errcode)
const businessCalls = (wecom: WecomProbes): Call[] => [
  wecom.visible.call,
  wecom.contact.call,
  wecom.app.call,
  wecom.tickets.corp,
  wecom.tickets.app,
]
const untrusted = (wecom: WecomProbes): Call | undefined =>
  [wecom.token, ...businessCalls(wecom)].find((call) => errcodeOf(call) === NOT_TRUSTED)

type Stage = 'network' | 'token' | 'ip' | 'all'
const STAGES: readonly Stage[] = ['network', 'token', 'ip', 'all']

/** What keeps a light from being checked: the first thing on the way to WeCom that is not right yet. */
const waitingFor = (probes: Probes, needs: Stage): Finding | null => {
  const { config, wecom } = probes
  if (wecom === null) return config.trial ? 'waits-trial' : 'waits-config'
  const level = STAGES.indexOf(needs)
  if (level > 0 && !wecom.network.ok) return 'waits-network'
  if (level > 1 && !wecom.token.ok && wecom.token.errcode !== NOT_TRUSTED) return 'waits-token'
  if (level > 2 && untrusted(wecom) !== undefined) return 'waits-ip'
  return null
}

const checked = (
  probes: Probes,
  { code, needs }: { code: LightCode; needs: Stage },
  judge: (wecom: WecomProbes) => Light,
): Light => {
  const waits = waitingFor(probes, needs)
  return waits !== null || probes.wecom === null ? light(code, 'grey', waits ?? 'waits-config') : judge(probes.wecom)
}

/** A line that breaks in between is the network's fault, whichever light noticed it. */
const refusal = (code: LightCode, call: Call, findings: (errcode: number) => Finding): Light => {
  const errcode = errcodeOf(call)
  if (errcode === null) return light(code, 'grey', 'waits-network')
  return light(code, WAIT.has(errcode) ? 'yellow' : 'red', findings(errcode), { errcode, values: { errcode } })
}

export const networkLight = (probes: Probes): Light =>
  checked(probes, { code: 'network', needs: 'network' }, ({ network }) =>
    network.ok
      ? light('network', 'green', 'network-ok')
      : light('network', 'red', `network-${network.why}`, { values: { detail: network.detail } }),
  )

export const tokenLight = (probes: Probes): Light =>
  checked(probes, { code: 'token', needs: 'token' }, ({ token }) => {
    if (token.ok || token.errcode === NOT_TRUSTED) return light('token', 'green', 'token-ok')
    return refusal('token', token, (errcode) => {
      if (WRONG_SECRET.has(errcode)) return 'token-secret'
      if (WRONG_CORP.has(errcode)) return 'token-corp'
      return WAIT.has(errcode) ? 'token-later' : 'token-refused'
    })
  })

/** Any call tells; WeCom names the address it saw, which behind a gateway is not the one this machine knows. */
export const trustedIpLight = (probes: Probes): Light =>
  checked(probes, { code: 'trusted-ip', needs: 'ip' }, (wecom) => {
    const refused = untrusted(wecom)
    if (refused !== undefined && !refused.ok && refused.errcode !== null) {
      const values = { ip: refused.ip ?? '?' }
      return light('trusted-ip', 'red', 'ip-refused', { errcode: NOT_TRUSTED, values })
    }
    const through = businessCalls(wecom).some((call) => call.ok || call.errcode !== null)
    return through ? light('trusted-ip', 'green', 'ip-ok') : light('trusted-ip', 'grey', 'waits-network')
  })

export const appLight = (probes: Probes): Light =>
  checked(probes, { code: 'app', needs: 'all' }, ({ app }) => {
    const errcode = errcodeOf(app.call)
    if (app.closed === true || (errcode !== null && CLOSED_APP.has(errcode))) {
      return light('app', 'red', 'app-closed', { errcode })
    }
    if (errcode !== null && FOREIGN_APP.has(errcode)) return light('app', 'red', 'app-foreign', { errcode })
    return app.call.ok ? light('app', 'green', 'app-ok') : light('app', 'grey', 'app-unknown', { errcode })
  })

export const visibleLight = (probes: Probes): Light =>
  checked(probes, { code: 'visible-range', needs: 'all' }, ({ visible: { call, members } }) => {
    if (!call.ok) return refusal('visible-range', call, () => 'visible-refused')
    if (members === 0) return light('visible-range', 'red', 'visible-nobody')
    return light('visible-range', 'green', 'visible-ok', { values: { count: members } })
  })

export const contactLight = (probes: Probes): Light =>
  checked(probes, { code: 'contact', needs: 'all' }, ({ contact: { call, members } }) => {
    if (!call.ok) {
      return refusal('contact', call, (errcode) => {
        if (FORBIDDEN.has(errcode)) return 'contact-forbidden'
        return NO_CUSTOMERS.has(errcode) ? 'contact-nobody' : 'contact-refused'
      })
    }
    if (members === 0) return light('contact', 'red', 'contact-nobody')
    return light('contact', 'green', 'contact-ok', { values: { count: members } })
  })

/** Pages of this app open only where the console names exactly this host, port included. */
export const domainLight = (probes: Probes): Light =>
  checked(probes, { code: 'domain', needs: 'all' }, ({ app }) => {
    if (probes.address === null) return light('domain', 'grey', 'waits-config')
    const host = new URL(probes.address.url).host
    if (app.domain === null) return light('domain', 'grey', 'domain-unknown', { values: { host } })
    const named = app.domain.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
    const errcode = 50001
    if (named === '') return light('domain', 'red', 'domain-empty', { errcode, values: { host } })
    if (named !== host) return light('domain', 'red', 'domain-differs', { errcode, values: { host, named } })
    return light('domain', 'green', 'domain-ok', { values: { host } })
  })

export const ticketsLight = (probes: Probes): Light =>
  checked(probes, { code: 'js-sdk', needs: 'all' }, ({ tickets, signatures }) => {
    if (!tickets.corp.ok) return refusal('js-sdk', tickets.corp, () => 'ticket-corp')
    if (!tickets.app.ok) return refusal('js-sdk', tickets.app, () => 'ticket-app')
    if (signatures === null) return light('js-sdk', 'grey', 'waits-config')
    if (signatures.sameTicket) return light('js-sdk', 'red', 'tickets-same')
    return signatures.corp && signatures.app
      ? light('js-sdk', 'green', 'tickets-ok')
      : light('js-sdk', 'red', 'signature-wrong')
  })
