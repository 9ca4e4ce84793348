import { unreachableBy, visitUrl } from './doctor-http.ts'
import { probeSignatures } from './doctor-signatures.ts'
import type { Call, WecomProbes } from './features/doctor/rules-model.ts'
import type { Wecom } from './wecom/client-types.ts'
import { WecomRefused, WecomUnreachable } from './wecom/errors.ts'

export type DoctorClient = Pick<
  Wecom,
  'call' | 'apiDomainIps' | 'departments' | 'departmentMembers' | 'followUserids' | 'jsapiTicket' | 'agentTicket'
>

const WAIT_MS = 9_000
const DEPARTMENTS_AT_ONCE = 10
const MOST_DEPARTMENTS = 50
/** Codes that speak of the token itself, whichever call they answer; 60020 closes every call alike. */
const ABOUT_TOKEN = new Set([40001, 40013, 40014, 41001, 42001, 60020])

const failureOf = (error: unknown): Call => {
  if (error instanceof WecomRefused) {
    return { ok: false, errcode: error.errcode, ip: /from ip: ([0-9a-fA-F.:]+)/.exec(error.errmsg)?.[1] ?? null }
  }
  const detail = error instanceof WecomUnreachable ? (error.message.split(': ').at(-1) ?? '') : String(error)
  return { ok: false, errcode: null, why: unreachableBy(detail), detail }
}

/** The limiter may make a call wait for its window: nobody sits in front of a page for that long. */
const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), WAIT_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const asked = async <T>(work: () => Promise<T>, otherwise: T): Promise<{ call: Call; found: T }> => {
  try {
    return { call: { ok: true }, found: await inTime(work()) }
  } catch (error) {
    return { call: failureOf(error), found: otherwise }
  }
}

const probeNetwork = async (apiUrl: string): Promise<{ network: WecomProbes['network']; date: string | null }> => {
  // Without a token WeCom answers 41001 to everybody and counts nothing against us.
  const visit = await visitUrl(`${apiUrl.replace(/\/+$/, '')}/cgi-bin/get_api_domain_ip`)
  if (visit.status === null) return { network: { ok: false, why: visit.why, detail: visit.detail }, date: null }
  if (visit.status === 200 && /"errcode"\s*:\s*-?\d/.test(visit.body)) {
    return { network: { ok: true }, date: visit.date ?? null }
  }
  return { network: { ok: false, why: 'stranger', detail: `HTTP ${visit.status}` }, date: null }
}

const probeToken = async (wecom: DoctorClient): Promise<Call> => {
  try {
    await inTime(wecom.apiDomainIps())
    return { ok: true }
  } catch (error) {
    const aboutToken = error instanceof WecomRefused && (error.api === 'gettoken' || ABOUT_TOKEN.has(error.errcode))
    return error instanceof WecomRefused && !aboutToken ? { ok: true } : failureOf(error)
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const probeApp = async (wecom: DoctorClient, agentId: string) => {
  const { call, found } = await asked(() => wecom.call('agent/get', { query: { agentid: agentId } }), {})
  const people = record(record(found).allow_userinfos).user
  return {
    app: {
      call,
      domain: typeof found.redirect_domain === 'string' ? found.redirect_domain : null,
      closed: found.close === undefined ? null : Number(found.close) === 1,
    },
    people: Array.isArray(people) ? people.length : 0,
  }
}

/** Counts until somebody is found: an app that sees one department sees enough to be useful. */
const countMembers = async (wecom: DoctorClient): Promise<number> => {
  const ids = (await wecom.departments()).map((one) => one.id).slice(0, MOST_DEPARTMENTS)
  for (let from = 0; from < ids.length; from += DEPARTMENTS_AT_ONCE) {
    const lists = await Promise.all(
      ids.slice(from, from + DEPARTMENTS_AT_ONCE).map((id) => wecom.departmentMembers(id)),
    )
    const seen = new Set(lists.flat().map((member) => member.userid)).size
    if (seen > 0) return seen
  }
  return 0
}

const blocked = (call: Call): Omit<WecomProbes, 'network'> => ({
  token: call,
  app: { call, domain: null, closed: null },
  visible: { call, members: 0 },
  contact: { call, members: 0 },
  tickets: { corp: call, app: call },
  signatures: null,
})

/**
 * Stops at the first closed door: a wrong secret that is asked for again and again gets the address banned. `page` is
 * the address that is signed for the JS-SDK; null where our own address is not known.
 */
export const probeWecom = async (
  wecom: DoctorClient,
  { apiUrl, agentId, page, at }: { apiUrl: string; agentId: string; page: string | null; at: Date },
): Promise<{ probes: WecomProbes; date: string | null }> => {
  const { network, date } = await probeNetwork(apiUrl)
  if (!network.ok) {
    const { why, detail } = network
    return { probes: { network, ...blocked({ ok: false, errcode: null, why, detail }) }, date }
  }
  const token = await probeToken(wecom)
  if (!token.ok && token.errcode !== null) return { probes: { network, ...blocked(token) }, date }
  const [app, visible, contact, corp, agent] = await Promise.all([
    probeApp(wecom, agentId),
    asked(() => countMembers(wecom), 0),
    asked(() => wecom.followUserids(), []),
    asked(() => wecom.jsapiTicket(), ''),
    asked(() => wecom.agentTicket(), ''),
  ])
  const signed = async () =>
    page === null || !corp.call.ok || !agent.call.ok
      ? null
      : probeSignatures(wecom, { corp: corp.found, app: agent.found }, { url: page, at })
  const probes: WecomProbes = {
    network,
    token,
    app: app.app,
    visible: { call: visible.call, members: Math.max(visible.found, app.people) },
    contact: { call: contact.call, members: contact.found.length },
    tickets: { corp: corp.call, app: agent.call },
    signatures: (await asked(signed, null)).found,
  }
  return { probes, date }
}
