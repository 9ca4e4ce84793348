import type {
  Call,
  Finding,
  LightCode,
  LightState,
  Probes,
  Visit,
  WecomProbes,
} from '../../../src/features/doctor/rules-model.ts'

const said = (body: string, status = 200): Visit => ({ status, ms: 40, body, location: null })
const silent: Visit = { status: null, why: 'refused', detail: 'ECONNREFUSED' }
const login = (target: string): Probes['login'] => ({
  visit: { status: 302, ms: 20, body: '', location: target },
  corpId: 'ww1',
})
const AUTHORIZE = 'https://open.weixin.qq.com/connect/oauth2/authorize?appid='
const authorize = (corpId: string, back: string): string =>
  `${AUTHORIZE}${corpId}&redirect_uri=${encodeURIComponent(`${back}/auth/callback`)}&response_type=code#wechat_redirect`
const no = (errcode: number, ip: string | null = null): Call => ({ ok: false, errcode, ip })
const yes: Call = { ok: true }

const WECOM: WecomProbes = {
  network: { ok: true },
  token: yes,
  app: { call: yes, domain: 'crm.example.com', closed: false },
  visible: { call: yes, members: 12 },
  contact: { call: yes, members: 9 },
  tickets: { corp: yes, app: yes },
}

/** A company where everything is as it should be. */
export const HEALTHY: Probes = {
  config: { problems: [], trial: false, admins: 1, shifted: false },
  address: { url: 'https://crm.example.com', local: false, wecomLocal: false },
  database: { state: 'ready', engine: 'postgres', behind: 0 },
  directory: { state: 'ours' },
  disk: 50 * 1024 ** 3,
  clock: { database: 0.2, wecom: -1 },
  wecom: WECOM,
  callback: { genuine: said('42'), forged: said('', 403), echo: '42' },
  login: login(authorize('ww1', 'https://crm.example.com')),
  serverRuns: true,
  events: { lastHours: 3 },
  robots: [{ name: '华东一组', addressOk: true, problem: null, errcode: null }],
  calendar: { year: 2026, month: 6, missing: [2027] },
  queues: { dead: 0, refused: 0, oldestMinutes: 0 },
  keys: { state: 'sealed' },
  wechaty: { name: 'wechaty-puppet-service', installed: true },
}

const wecom = (change: Partial<WecomProbes>): Partial<Probes> => ({ wecom: { ...WECOM, ...change } })
const down = (why: 'dns' | 'refused' | 'tls' | 'timeout' | 'stranger'): Partial<Probes> =>
  wecom({ network: { ok: false, why, detail: why } })
const robot = (change: object): Partial<Probes> => ({
  robots: [{ name: '华东一组', addressOk: true, problem: null, errcode: null, ...change }],
})
const setting = (name: string, missing: boolean): Partial<Probes> => ({
  config: { problems: [{ name, missing }], trial: false, admins: 1, shifted: false },
})
const callback = (genuine: Visit, forged: Visit = said('', 403)): Partial<Probes> => ({
  callback: { genuine, forged, echo: '42' },
})
const TRIAL: Partial<Probes> = {
  config: { problems: [], trial: true, admins: 0, shifted: false },
  wecom: null,
  callback: null,
  login: null,
}

type Case = [story: string, LightCode, LightState, Finding, Partial<Probes>]

/** What goes wrong, and the one light that must say so. */
export const CASES: Case[] = [
  ['the company has not connected WeCom', 'config', 'yellow', 'config-trial', TRIAL],
  ['the secret was forgotten', 'config', 'red', 'setting-missing', setting('WECOM_SECRET', true)],
  ['the address was written without https', 'config', 'red', 'setting-bad', setting('PUBLIC_URL', false)],
  ['nobody is an admin', 'config', 'yellow', 'no-admin', { config: { ...HEALTHY.config, admins: 0 } }],
  [
    'the address is one of this machine alone',
    'address',
    'red',
    'address-local',
    { address: { url: 'http://localhost:3000', local: true, wecomLocal: false } },
  ],
  ['the address cannot be read', 'address', 'grey', 'waits-config', { address: null }],
  [
    'the database is switched off',
    'database',
    'red',
    'database-unreachable',
    { database: { state: 'unreachable', detail: 'ECONNREFUSED' } },
  ],
  ['the database is a read-only copy', 'database', 'red', 'database-read-only', { database: { state: 'read-only' } }],
  [
    'the database is of an older version',
    'database',
    'yellow',
    'database-behind',
    { database: { state: 'ready', engine: 'postgres', behind: 2 } },
  ],
  ['nothing was ever started', 'database', 'grey', 'database-not-made', { database: { state: 'not-made' } }],
  ['the running server holds the database', 'database', 'grey', 'database-in-use', { database: { state: 'in-use' } }],
  [
    'the data directory belongs to somebody else',
    'directory',
    'red',
    'directory-not-writable',
    { directory: { state: 'not-writable', path: '/srv/data' } },
  ],
  [
    'the running server holds its directory',
    'directory',
    'green',
    'directory-held',
    { directory: { state: 'held', pid: 41, answers: true } },
  ],
  [
    'a process that hangs holds the directory',
    'directory',
    'red',
    'directory-taken',
    { directory: { state: 'held', pid: 41, answers: false } },
  ],
  ['PostgreSQL needs no directory', 'directory', 'grey', 'directory-unused', { directory: { state: 'unused' } }],
  ['the disk gets low', 'disk', 'yellow', 'disk-low', { disk: 700 * 1024 ** 2 }],
  ['the disk is full', 'disk', 'red', 'disk-full', { disk: 20 * 1024 ** 2 }],
  ['the disk cannot be read', 'disk', 'grey', 'disk-unknown', { disk: null }],
  ['the clock is a minute off', 'clock', 'yellow', 'clock-off', { clock: { database: 0, wecom: -61 } }],
  ['the clock is ten minutes off', 'clock', 'red', 'clock-off', { clock: { database: 600, wecom: null } }],
  ['no other clock is known', 'clock', 'grey', 'clock-alone', { clock: { database: null, wecom: null } }],
  ['a trial clock is set', 'clock', 'yellow', 'clock-trial', { config: { ...HEALTHY.config, shifted: true } }],
  ['the name of WeCom is not found', 'network', 'red', 'network-dns', down('dns')],
  ['the firewall refuses', 'network', 'red', 'network-refused', down('refused')],
  ['the proxy has a bad certificate', 'network', 'red', 'network-tls', down('tls')],
  ['WeCom does not answer', 'network', 'red', 'network-timeout', down('timeout')],
  ['somebody else answers for WeCom', 'network', 'red', 'network-stranger', down('stranger')],
  ['without a line no token can be had', 'token', 'grey', 'waits-network', down('dns')],
  ['the secret was reset', 'token', 'red', 'token-secret', wecom({ token: no(40001) })],
  ['the corp id is of nobody', 'token', 'red', 'token-corp', wecom({ token: no(40013) })],
  ['WeCom refuses the token for another reason', 'token', 'red', 'token-refused', wecom({ token: no(48006) })],
  ['WeCom is busy', 'token', 'yellow', 'token-later', wecom({ token: no(-1) })],
  ['the demo company has no token', 'token', 'grey', 'waits-trial', TRIAL],
  [
    'the address of the server is not trusted',
    'trusted-ip',
    'red',
    'ip-refused',
    wecom({ visible: { call: no(60020, '203.0.113.9'), members: 0 } }),
  ],
  ['without a token no address is judged', 'trusted-ip', 'grey', 'waits-token', wecom({ token: no(40001) })],
  [
    'agent id and secret are of two apps',
    'app',
    'red',
    'app-foreign',
    wecom({ app: { call: no(301002), domain: null, closed: null } }),
  ],
  ['the app is switched off', 'app', 'red', 'app-closed', wecom({ app: { call: yes, domain: '', closed: true } })],
  [
    'WeCom hides the app',
    'app',
    'grey',
    'app-unknown',
    wecom({ app: { call: no(48002), domain: null, closed: null } }),
  ],
  [
    'nobody is in the visible range',
    'visible-range',
    'red',
    'visible-nobody',
    wecom({ visible: { call: yes, members: 0 } }),
  ],
  [
    'the directory may not be read',
    'visible-range',
    'red',
    'visible-refused',
    wecom({ visible: { call: no(60011), members: 0 } }),
  ],
  [
    'an untrusted address hides the visible range',
    'visible-range',
    'grey',
    'waits-ip',
    wecom({ contact: { call: no(60020), members: 0 } }),
  ],
  [
    'the app may not use customer contact',
    'contact',
    'red',
    'contact-forbidden',
    wecom({ contact: { call: no(48002), members: 0 } }),
  ],
  [
    'nobody has the right to customers',
    'contact',
    'red',
    'contact-nobody',
    wecom({ contact: { call: yes, members: 0 } }),
  ],
  [
    'WeCom refuses customer contact for another reason',
    'contact',
    'red',
    'contact-refused',
    wecom({ contact: { call: no(60031), members: 0 } }),
  ],
  [
    'the callback is slow',
    'callback',
    'yellow',
    'callback-slow',
    callback({ status: 200, ms: 1400, body: '42', location: null }),
  ],
  ['the domain leads nowhere', 'callback', 'red', 'callback-unreachable', callback(silent)],
  ['another server is behind the domain', 'callback', 'red', 'callback-refused', callback(said('', 403))],
  ['a proxy answers with a page of its own', 'callback', 'red', 'callback-garbled', callback(said('<html>'))],
  ['a proxy puts quotes around the echo', 'callback', 'red', 'callback-garbled', callback(said('"42"'))],
  ['a forged signature is let in', 'callback', 'red', 'callback-open', callback(said('42'), said('42'))],
  ['the server is not started yet', 'callback', 'grey', 'waits-server', { ...callback(silent), serverRuns: false }],
  ['no event has ever come', 'events', 'red', 'events-none', { events: { lastHours: null } }],
  ['no event for nine days', 'events', 'yellow', 'events-old', { events: { lastHours: 220 } }],
  ['without a database no event is known', 'events', 'grey', 'waits-database', { events: null }],
  [
    'the login page does not open',
    'login',
    'red',
    'login-unreachable',
    { login: { visit: said('', 502), corpId: 'ww1' } },
  ],
  [
    'the login page is a cached one',
    'login',
    'red',
    'login-garbled',
    { login: { visit: said('<html>'), corpId: 'ww1' } },
  ],
  [
    'the login leads back to an old domain',
    'login',
    'red',
    'login-elsewhere',
    { login: login(authorize('ww1', 'https://old.example.com')) },
  ],
  [
    'the login is of another company',
    'login',
    'red',
    'login-foreign',
    { login: login(authorize('ww2', 'https://crm.example.com')) },
  ],
  [
    'no trusted domain is set',
    'domain',
    'red',
    'domain-empty',
    wecom({ app: { call: yes, domain: '', closed: false } }),
  ],
  [
    'the trusted domain lacks the port people use',
    'domain',
    'red',
    'domain-differs',
    { address: { url: 'https://crm.example.com:8443', local: false, wecomLocal: false } },
  ],
  [
    'WeCom does not name the trusted domain',
    'domain',
    'grey',
    'domain-unknown',
    wecom({ app: { call: yes, domain: null, closed: false } }),
  ],
  ['the company ticket is refused', 'js-sdk', 'red', 'ticket-corp', wecom({ tickets: { corp: no(50003), app: yes } })],
  ['the app ticket is refused', 'js-sdk', 'red', 'ticket-app', wecom({ tickets: { corp: yes, app: no(42012) } })],
  ['no group gets digests', 'robots', 'grey', 'robots-none', { robots: [] }],
  ['a robot address is of another origin', 'robots', 'red', 'robot-address', robot({ addressOk: false })],
  [
    'a robot was removed from its group',
    'robots',
    'red',
    'robot-refused',
    robot({ problem: 'refused', errcode: 93000 }),
  ],
  [
    'this year has no holidays',
    'calendar',
    'red',
    'calendar-missing',
    { calendar: { year: 2029, month: 2, missing: [2029, 2030] } },
  ],
  [
    'the next year is near and has no holidays',
    'calendar',
    'yellow',
    'calendar-next',
    { calendar: { year: 2026, month: 12, missing: [2027] } },
  ],
  [
    'an event could not be handled',
    'queues',
    'red',
    'queues-dead',
    { queues: { dead: 2, refused: 0, oldestMinutes: 0 } },
  ],
  [
    'the workers stand still',
    'queues',
    'red',
    'queues-stalled',
    { queues: { dead: 0, refused: 0, oldestMinutes: 31 } },
  ],
  [
    'messages were refused',
    'queues',
    'yellow',
    'queues-refused',
    { queues: { dead: 0, refused: 3, oldestMinutes: 1 } },
  ],
  [
    'the bot package is not installed',
    'wechaty',
    'red',
    'wechaty-missing',
    { wechaty: { name: 'wechaty-puppet-service', installed: false } },
  ],
  ['no key is set', 'keys', 'yellow', 'keys-none', { keys: { state: 'plain' } }],
  ['a key was left out', 'keys', 'red', 'keys-missing', { keys: { state: 'missing', id: 'k1' } }],
  ['the database cannot be read for its keys', 'keys', 'grey', 'waits-database', { keys: null }],
  ['no bot is used', 'wechaty', 'grey', 'wechaty-off', { wechaty: null }],
]
