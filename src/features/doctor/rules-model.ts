/** In the order in which they are mended: a light further down often waits for one further up. */
export const LIGHT_CODES = [
  'config',
  'address',
  'database',
  'directory',
  'disk',
  'clock',
  'network',
  'token',
  'trusted-ip',
  'app',
  'visible-range',
  'contact',
  'callback',
  'events',
  'login',
  'domain',
  'js-sdk',
  'robots',
  'calendar',
  'queues',
  'keys',
  'wechaty',
  'smart-robot',
] as const
export type LightCode = (typeof LIGHT_CODES)[number]
/** `grey` was not checked, and its sentence says because of what. */
export type LightState = 'green' | 'yellow' | 'red' | 'grey'

export const FINDINGS = [
  ...['config-ok', 'config-trial', 'setting-missing', 'setting-bad', 'no-admin'],
  ...['address-ok', 'address-local'],
  ...['database-ok', 'database-unreachable', 'database-read-only', 'database-behind', 'database-not-made'],
  ...['database-in-use', 'directory-ok', 'directory-not-writable', 'directory-held', 'directory-taken'],
  ...['directory-unused', 'disk-ok', 'disk-low', 'disk-full', 'disk-unknown'],
  ...['clock-ok', 'clock-off', 'clock-alone', 'clock-trial'],
  ...['network-ok', 'network-dns', 'network-refused', 'network-tls', 'network-timeout', 'network-stranger'],
  ...['token-ok', 'token-secret', 'token-corp', 'token-refused', 'token-later'],
  ...['ip-ok', 'ip-refused', 'app-ok', 'app-foreign', 'app-closed', 'app-unknown'],
  ...['visible-ok', 'visible-nobody', 'visible-refused', 'contact-ok', 'contact-forbidden', 'contact-nobody'],
  ...['contact-refused', 'callback-ok', 'callback-slow', 'callback-unreachable', 'callback-refused'],
  ...['callback-garbled', 'callback-open', 'events-ok', 'events-none', 'events-old'],
  ...['login-ok', 'login-unreachable', 'login-garbled', 'login-elsewhere', 'login-foreign'],
  ...['domain-ok', 'domain-empty', 'domain-differs', 'domain-unknown', 'tickets-ok', 'ticket-corp', 'ticket-app'],
  ...['tickets-same', 'signature-wrong'],
  ...['robots-ok', 'robots-none', 'robot-address', 'robot-refused', 'calendar-ok', 'calendar-missing'],
  ...['calendar-next', 'queues-ok', 'queues-dead', 'queues-stalled', 'queues-refused'],
  ...['keys-ok', 'keys-none', 'keys-missing'],
  ...['wechaty-ok', 'wechaty-missing', 'wechaty-off'],
  ...['smart-robot-ok', 'smart-robot-waiting', 'smart-robot-refused', 'smart-robot-replaced'],
  ...['smart-robot-off', 'smart-robot-inside'],
  ...['waits-config', 'waits-trial', 'waits-network', 'waits-token', 'waits-ip', 'waits-database', 'waits-server'],
] as const
export type Finding = (typeof FINDINGS)[number]

export type Light = {
  code: LightCode
  state: LightState
  finding: Finding
  /** WeCom's code where WeCom refused. */
  errcode: number | null
  /** What the sentences name: a setting, an address, a number. */
  values: Readonly<Record<string, string | number>>
}

/** Why no usable answer came. `http` carries the status, `stranger` answered but was not who we asked for. */
export type Unreachable = 'dns' | 'refused' | 'tls' | 'timeout' | 'stranger'
export type Call =
  | { ok: true }
  | { ok: false; errcode: number; ip: string | null }
  | { ok: false; errcode: null; why: Unreachable; detail: string }
/** An HTTP call to ourselves. */
export type Visit =
  | { status: number; ms: number; body: string; location: string | null }
  | { status: null; why: Unreachable; detail: string }

export type WecomProbes = {
  network: { ok: true } | { ok: false; why: Unreachable; detail: string }
  token: Call
  /** `domain` and `closed` are null where WeCom did not say. */
  app: { call: Call; domain: string | null; closed: boolean | null }
  visible: { call: Call; members: number }
  contact: { call: Call; members: number }
  tickets: { corp: Call; app: Call }
  /** What the product's own signer made of the two tickets; null where there was no ticket or no page to sign. */
  signatures: { sameTicket: boolean; corp: boolean; app: boolean } | null
}

/** What was found out. A part is null where it could not be asked: see each light for what it then says. */
export type Probes = {
  config: { problems: readonly { name: string; missing: boolean }[]; trial: boolean; admins: number; shifted: boolean }
  address: { url: string; local: boolean; wecomLocal: boolean } | null
  database:
    | { state: 'ready'; engine: 'postgres' | 'embedded'; behind: number }
    | { state: 'unreachable'; detail: string }
    | { state: 'read-only' | 'not-made' | 'in-use' }
    | null
  directory: { state: 'ours' | 'free' | 'unused' } | { state: 'not-writable'; path: string } | Held | null
  /** Bytes. */
  disk: number | null
  /** Seconds that the other clock is ahead of this host's. */
  clock: { database: number | null; wecom: number | null }
  wecom: WecomProbes | null
  callback: { genuine: Visit; forged: Visit; echo: string } | null
  login: { visit: Visit; corpId: string } | null
  /** False only where the shell asked and nobody answered on this machine's own port. */
  serverRuns: boolean
  /** Hours since the last callback; null for none ever. */
  events: { lastHours: number | null } | null
  robots: readonly { name: string; addressOk: boolean; problem: string | null; errcode: number | null }[] | null
  /** Years without an official holiday notice. */
  calendar: { year: number; month: number; missing: readonly number[] } | null
  queues: { dead: number; refused: number; oldestMinutes: number } | null
  /** What is kept secret in the database; `id` names a key it needs and we do not have. */
  keys: { state: 'sealed' | 'plain' } | { state: 'missing'; id: string } | null
  wechaty: { name: string; installed: boolean } | null
  /** Null where none is configured. `elsewhere`: only the running server may hold the line, and this is not it. */
  smartRobot:
    | { state: 'ready' | 'waiting' | 'replaced' | 'elsewhere' }
    | { state: 'refused'; errcode: number | null }
    | null
}
type Held = { state: 'held'; pid: number; answers: boolean }

type Extra = { errcode?: number | null; values?: Light['values'] }
export const light = (code: LightCode, state: LightState, finding: Finding, extra: Extra = {}): Light => ({
  code,
  state,
  finding,
  errcode: extra.errcode ?? null,
  values: extra.values ?? {},
})
