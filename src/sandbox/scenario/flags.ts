import { parseArgs } from 'node:util'
import { BUILT_IN } from './built-in-data.ts'
import { SCRIPT_DEEDS } from './script.ts'

/** The invented company of a stand-alone sandbox. Nothing here is secret: it exists on this machine alone. */
export const SCENARIO_CORP = {
  'corp-id': 'wwscenario000000001',
  'agent-id': '1000003',
  secret: 'sandbox-secret-of-the-scenario-company-0000',
  token: 'scenarioToken',
  'aes-key': 'c2NlbmFyaW9rZXlzY2VuYXJpb2tleXNjZW5hcmlva2V',
} as const

type Flag = {
  text: string
  initial?: string
  kind: 'text' | 'switch' | 'whole' | 'port' | 'url' | 'moment' | 'speed' | 'key'
}

const FLAGS = {
  scenario: { kind: 'text', initial: 'quiet-day', text: '剧本名或 JSON 文件 · a name from below, or a JSON file' },
  speed: { kind: 'speed', initial: '60', text: '每真实秒走多少模拟秒，或 max · simulated seconds per second, or max' },
  seed: { kind: 'whole', initial: '1', text: '随机种子，同一种子同一剧情 · the same seed tells the same story' },
  reps: { kind: 'whole', text: '改变导购人数 · another number of reps' },
  customers: { kind: 'whole', text: '改变已有客户数 · another number of existing customers' },
  'per-day': { kind: 'whole', text: '改变每天新增 · another number of new friends a day' },
  at: { kind: 'moment', text: '从何时开始（ISO 8601），默认现在 · the start; now when absent' },
  port: { kind: 'port', initial: '3900', text: '沙箱端口 · port of the sandbox' },
  'callback-url': { kind: 'url', text: '被测实例的回调地址 · default <app-url>/wecom/callback' },
  'app-url': { kind: 'url', initial: 'http://127.0.0.1:3000', text: '被测实例的地址 · the instance under test' },
  'corp-id': { kind: 'text', initial: SCENARIO_CORP['corp-id'], text: '企业 ID · corp id' },
  'agent-id': { kind: 'text', initial: SCENARIO_CORP['agent-id'], text: '应用 ID · agent id' },
  secret: { kind: 'text', initial: SCENARIO_CORP.secret, text: '应用 Secret · secret of the app' },
  token: { kind: 'text', initial: SCENARIO_CORP.token, text: '回调 Token · callback token' },
  'aes-key': { kind: 'key', initial: SCENARIO_CORP['aes-key'], text: '回调 EncodingAESKey' },
  admin: { kind: 'text', initial: 'linyu', text: '管理员账号 · userid of the admin' },
  'orders-key': { kind: 'text', text: '下单用的 API key（zg_…） · key for POST /api/open/orders' },
  setup: {
    kind: 'switch',
    text: '管理员先登录：首次同步并生成下单 key · the admin signs in, syncs and makes that key',
  },
  parallel: { kind: 'whole', initial: '8', text: '同时进行的动作数 · happenings under way at once' },
  wait: {
    kind: 'whole',
    initial: '300',
    text: '等待回调地址通过验证的秒数 · seconds to wait for the callback address',
  },
  json: { kind: 'switch', text: '每行一个 JSON · one JSON per line' },
  help: { kind: 'switch', text: '显示本说明 · this text' },
} as const satisfies Record<string, Flag>

type Name = keyof typeof FLAGS
const rows: [Name, Flag][] = Object.entries(FLAGS) as [Name, Flag][]

export type SandboxFlags = {
  scenario: string
  speed: number | 'max'
  seed: number
  size: { reps?: number | undefined; customers?: number | undefined; perDay?: number | undefined }
  at: Date | null
  port: number
  callbackUrl: string
  appUrl: string
  corp: { corpId: string; agentId: string; secret: string; token: string; encodingAesKey: string }
  admin: string
  ordersKey: string | null
  setup: boolean
  parallel: number
  waitSeconds: number
  json: boolean
}

export type ReadFlags = { kind: 'help' } | { kind: 'bad'; problems: string[] } | { kind: 'good'; flags: SandboxFlags }

const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** What is wrong with a value, or null. */
const PROBLEMS: Record<Flag['kind'], (text: string) => string | null> = {
  text: (text) => (text === '' ? '不能为空 · must not be empty' : null),
  switch: () => null,
  key: (text) => (/^[A-Za-z0-9]{43}$/.test(text) ? null : '要 43 位字母数字 · takes 43 letters and digits'),
  whole: (text) => (/^\d{1,9}$/.test(text) ? null : '要一个非负整数 · takes a whole number, 0 or more'),
  port: (text) =>
    /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? null : '要 0 到 65535 的端口 · takes a port from 0 to 65535',
  url: (text) => (isUrl(text) ? null : '要 http(s) 地址 · takes an http or https address'),
  moment: (text) =>
    /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text))
      ? null
      : '要带时区的 ISO 时间，如 2026-11-24T09:00:00+08:00 · takes an ISO moment with its offset',
  speed: (text) =>
    text === 'max' || Number(text) > 0 ? null : '要大于 0 的数，或 max · takes a number above 0, or max',
}

const SCRIPT_HELP = `JSON 剧本里可加 script，按时刻做事；rep、customer 是第几位（从 1 起）· a JSON scenario may have a script of deeds at moments:
  "script": [{ "at": "day 1 10:00", "do": "create-group", "group": "vip", "rep": 1, "name": "会员群", "customers": [1] },
             { "at": "day 1 11:00", "do": "dismiss-group", "group": "vip" }]
  do: ${SCRIPT_DEEDS.join(', ')}`

export const helpText = (): string => {
  const usage = '用法 · usage:  npm run sandbox -- --scenario busy-week --speed 1000'
  const flags = rows.map(([name, { kind, text, ...rest }]) => {
    const shown = kind === 'switch' ? `--${name}` : `--${name} …`
    const initial = 'initial' in rest && rest.initial !== '' ? `  [${rest.initial}]` : ''
    return `  ${shown.padEnd(20)} ${text}${initial}`
  })
  const scenarios = BUILT_IN.map(({ name, about }) => `  ${name.padEnd(20)} ${about}`)
  return [usage, '', ...flags, '', '剧本 · scenarios:', ...scenarios, '', SCRIPT_HELP].join('\n')
}

/** The flags as they were given, or every problem at once. */
export const readFlags = (args: readonly string[]): ReadFlags => {
  const options = Object.fromEntries(
    rows.map(([name, { kind }]) => [name, { type: kind === 'switch' ? ('boolean' as const) : ('string' as const) }]),
  )
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  if (values.help === true) return { kind: 'help' }
  const problems = positionals.map((word) => `${word}: 不认识，参数要以 -- 开头 · flags begin with --`)
  for (const token of tokens)
    if (token.kind === 'option' && !Object.hasOwn(FLAGS, token.name))
      problems.push(`${token.rawName}: 没有这个参数，见 --help · no such flag, see --help`)
  const read = (name: Name): string | null => {
    const flag: Flag = FLAGS[name]
    const given = values[name]
    if (given === undefined) return flag.initial ?? null
    if (flag.kind === 'switch') return given === true ? 'true' : null
    const problem = typeof given === 'string' ? PROBLEMS[flag.kind](given) : '缺少取值 · needs a value'
    if (problem !== null) problems.push(`--${name}: ${problem}`)
    return typeof given === 'string' ? given : null
  }
  const flags = gather(read)
  return problems.length > 0 ? { kind: 'bad', problems } : { kind: 'good', flags }
}

const gather = (read: (name: Name) => string | null): SandboxFlags => {
  const text = (name: Name): string => read(name) ?? ''
  const number = (name: Name): number | undefined => {
    const found = read(name)
    return found === null ? undefined : Number(found)
  }
  const appUrl = text('app-url').replace(/\/+$/, '')
  const [speed, at] = [text('speed'), read('at')]
  return {
    scenario: text('scenario'),
    speed: speed === 'max' ? 'max' : Number(speed),
    seed: number('seed') ?? 1,
    size: { reps: number('reps'), customers: number('customers'), perDay: number('per-day') },
    at: at === null ? null : new Date(at),
    port: number('port') ?? 0,
    callbackUrl: read('callback-url') ?? `${appUrl}/wecom/callback`,
    appUrl,
    corp: {
      corpId: text('corp-id'),
      agentId: text('agent-id'),
      secret: text('secret'),
      token: text('token'),
      encodingAesKey: text('aes-key'),
    },
    admin: text('admin'),
    ordersKey: read('orders-key'),
    setup: read('setup') !== null,
    parallel: Math.max(1, number('parallel') ?? 1),
    waitSeconds: number('wait') ?? 0,
    json: read('json') !== null,
  }
}
