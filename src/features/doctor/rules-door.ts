import { type Finding, type Light, type LightCode, light, type Probes, type Visit } from './rules-model.ts'

/** WeCom gives up on the check of an address after one second. */
const CHECK_MS = 1_000
const OLD_HOURS = 7 * 24

/** Nobody behind the address: either it leads elsewhere, or 掌柜 is simply not started yet. */
const unreachable = (code: LightCode, finding: Finding, { visit, probes }: { visit: Visit; probes: Probes }): Light => {
  if (!probes.serverRuns) return light(code, 'grey', 'waits-server')
  const detail = visit.status === null ? visit.detail : `HTTP ${visit.status}`
  return light(code, 'red', finding, { values: { url: probes.address?.url ?? '', detail } })
}

const isGatewayError = (visit: Visit): boolean => visit.status === null || visit.status >= 500

/** The check WeCom makes when the address is saved, and the same with a forged signature. */
export const callbackLight = (probes: Probes): Light => {
  const { callback, config } = probes
  if (callback === null) return light('callback', 'grey', config.trial ? 'waits-trial' : 'waits-config')
  const { genuine, forged, echo } = callback
  if (genuine.status === null || isGatewayError(genuine)) {
    return unreachable('callback', 'callback-unreachable', { visit: genuine, probes })
  }
  const values = { status: genuine.status, url: probes.address?.url ?? '' }
  if (genuine.status === 403) return light('callback', 'red', 'callback-refused', { values })
  if (genuine.status !== 200 || genuine.body !== echo) return light('callback', 'red', 'callback-garbled', { values })
  if (forged.status === 200) return light('callback', 'red', 'callback-open', { values })
  if (genuine.ms > CHECK_MS) {
    return light('callback', 'yellow', 'callback-slow', { values: { ms: Math.round(genuine.ms) } })
  }
  return light('callback', 'green', 'callback-ok')
}

/** The demo company has nobody yet who could have done anything. */
export const eventsLight = ({ events, config, address }: Probes): Light => {
  if (events === null) return light('events', 'grey', 'waits-database')
  const url = address?.url ?? ''
  if (events.lastHours === null) {
    return light('events', config.trial ? 'yellow' : 'red', 'events-none', { values: { url } })
  }
  const values = { url, hours: Math.max(1, Math.ceil(events.lastHours)), days: Math.floor(events.lastHours / 24) }
  if (events.lastHours >= OLD_HOURS) return light('events', 'yellow', 'events-old', { values })
  return light('events', 'green', 'events-ok', { values })
}

const readable = (text: string | null): URL | null => (text !== null && URL.canParse(text) ? new URL(text) : null)

/** What a browser meets that opens the sidebar for the first time: our address must lead to WeCom and back to us. */
export const loginLight = (probes: Probes): Light => {
  const { login, config, address } = probes
  if (login === null || address === null) {
    return light('login', 'grey', config.trial && login === null ? 'waits-trial' : 'waits-config')
  }
  const { visit } = login
  if (visit.status === null || isGatewayError(visit)) {
    return unreachable('login', 'login-unreachable', { visit, probes })
  }
  const target = readable(visit.location)
  const values = { status: visit.status, url: address.url }
  if (target === null || !target.pathname.endsWith('/connect/oauth2/authorize')) {
    return light('login', 'red', 'login-garbled', { values })
  }
  if (target.searchParams.get('appid') !== login.corpId) return light('login', 'red', 'login-foreign', { values })
  const back = readable(target.searchParams.get('redirect_uri'))
  if (back?.origin !== new URL(address.url).origin) {
    return light('login', 'red', 'login-elsewhere', { values: { ...values, host: back?.host ?? '?' } })
  }
  return light('login', 'green', 'login-ok', { values })
}
