import { z } from 'zod'
import { withFiles } from './config-files.ts'
import { parseDataKeys } from './db/data-key.ts'
import type { DataKey } from './db/sealing.ts'
import { callbackKeyProblems } from './wecom/envelope.ts'

/** The environment cannot be used. The message lists every problem and how to mend it, and quotes no secret. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `The configuration cannot be used (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}):\n${problems.map((one) => `  - ${one}`).join('\n')}`,
    )
    this.problems = problems
  }
}

export type WecomConfig = { corpId: string; agentId: string; secret: string; token: string; encodingAesKey: string }

export type Config = {
  port: number
  host: string
  /** Without a slash at the end. */
  publicUrl: string
  /** False when `publicUrl` follows from the port: with PORT=0 the real one is known only after listening. */
  publicUrlGiven: boolean
  databaseUrl: string | null
  dataDir: string
  /** Null is trial mode: the sandbox stands in for WeCom. */
  wecom: WecomConfig | null
  wecomApiUrl: string
  wecomOauthUrl: string
  /** Null: made once and kept in the database. */
  sessionSecret: string | null
  /** The first seals what is kept secret in the database, all of them open it; absent when none are given. */
  dataKeys?: readonly DataKey[]
  adminUserids: string[]
  timezone: string
  logLevel: string
  trialClock: Date | null
  wechaty: { puppet: string; token: string | null } | null
  /** A smart robot over the long connection; absent without one. */
  smartRobot?: { botId: string; secret: string }
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)

const address = (example: string, pathAllowed: boolean) =>
  z
    .string()
    .superRefine((value, context) => {
      const url = URL.canParse(value) ? new URL(value) : null
      const refuse = (message: string) => context.addIssue({ code: 'custom', message })
      if (url === null || !/^https?:$/.test(url.protocol))
        return refuse(`is not a web address; write it like ${example}`)
      if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
        return refuse(`needs https, plain http is for this machine alone; write ${example}`)
      }
      if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
        return refuse(`must carry no user, query or fragment; write it like ${example}`)
      }
      if (!pathAllowed && url.pathname !== '/') refuse(`must have no path; write it like ${example}`)
    })
    .transform((value) => (URL.canParse(value) ? new URL(value).href.replace(/\/+$/, '') : value))

const zone = z.string().refine((name) => {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}, 'is not a time zone; write an IANA name such as Asia/Shanghai')

const databaseUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
    'is not a PostgreSQL address; write postgres://user:password@host:5432/name, or leave it out for the embedded database',
  )

const useridList = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .refine(
    (list) => list.every((one) => /^[A-Za-z0-9_.@-]{1,64}$/.test(one)),
    'holds something that is not a member userid; write userids with commas between them, e.g. zhangsan,lisi',
  )

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a port; write a whole number from 0 to 65535, e.g. 3000')
  .transform(Number)
  .refine((value) => value <= 65_535, 'is not a port; write a whole number from 0 to 65535, e.g. 3000')

const momentWithOffset = z.iso
  .datetime({ offset: true, message: 'is not a moment with an offset; write it like 2026-11-23T08:40:00+08:00' })
  .transform((value) => new Date(value))

const corpId = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'is not a corp id; copy it from the WeCom console, "My company", it begins with ww')
const agentId = z
  .string()
  .regex(/^\d+$/, "is not an agent id; copy the number from the app's page in the WeCom console")

const dataKeys = z.string().transform((value, context): DataKey[] => {
  try {
    return parseDataKeys(value)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
    return z.NEVER
  }
})

const ENVIRONMENT = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: address('https://crm.example.com', false).optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATA_DIR: z.string().default('./data'),
  WECOM_CORP_ID: corpId.optional(),
  WECOM_AGENT_ID: agentId.optional(),
  WECOM_SECRET: z.string().optional(),
  WECOM_TOKEN: z.string().optional(),
  WECOM_ENCODING_AES_KEY: z.string().optional(),
  WECOM_API_URL: address('https://qyapi.weixin.qq.com', true).default('https://qyapi.weixin.qq.com'),
  WECOM_OAUTH_URL: address('https://open.weixin.qq.com', true).default('https://open.weixin.qq.com'),
  SESSION_SECRET: z
    .string()
    .min(32, 'is shorter than 32 characters; make one with `openssl rand -hex 32`, or leave it out to have one made')
    .optional(),
  DATA_KEYS: dataKeys.optional(),
  ADMIN_USERIDS: useridList.optional(),
  APP_TIMEZONE: zone.default('Asia/Shanghai'),
  LOG_LEVEL: z.enum(LEVELS, `is not a log level; write one of ${LEVELS.join(', ')}`).default('info'),
  TRIAL_CLOCK: momentWithOffset.optional(),
  WECHATY_PUPPET: z
    .string()
    .regex(/^(@[\w.-]+\/)?[\w.-]+$/, 'is not a package name; write e.g. wechaty-puppet-service, or leave it out')
    .optional(),
  WECHATY_TOKEN: z.string().optional(),
  SMART_ROBOT_ID: z
    .string()
    .regex(
      /^[A-Za-z0-9_-]+$/,
      "is not a robot id; copy the Bot ID from the smart robot's API page in the WeCom console",
    )
    .optional(),
  SMART_ROBOT_SECRET: z.string().optional(),
})

const WECOM_SET = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'] as const
type Given = Record<string, string>

/** An empty value is no value: compose files and shells hand those over for variables nobody set. */
const givenOf = (env: NodeJS.ProcessEnv): Given =>
  Object.fromEntries(
    Object.keys(ENVIRONMENT.shape).flatMap((name) => {
      const value = env[name]?.trim() ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )

const wecomProblems = (given: Given): string[] => {
  const missing = WECOM_SET.filter((name) => given[name] === undefined)
  if (missing.length === WECOM_SET.length) return []
  const problems = missing.map(
    (name) => `${name} is missing while other WECOM_* values are set; set all five, or none of them for a trial`,
  )
  const keys = callbackKeyProblems({
    token: given.WECOM_TOKEN ?? 'absent',
    encodingAesKey: given.WECOM_ENCODING_AES_KEY ?? 'a'.repeat(43),
  })
  if (keys.includes('bad-token')) {
    problems.push(
      "WECOM_TOKEN is not a callback token; copy its 1 to 32 letters and digits from the app's API receiver page",
    )
  }
  if (keys.includes('bad-encoding-aes-key')) {
    problems.push(
      "WECOM_ENCODING_AES_KEY is not a callback key; copy its 43 letters and digits from the app's API receiver page",
    )
  }
  return problems
}

const SMART_ROBOT_PAIRS = [
  ['SMART_ROBOT_ID', 'SMART_ROBOT_SECRET'],
  ['SMART_ROBOT_SECRET', 'SMART_ROBOT_ID'],
] as const

/** The password that `compose.yaml` gives a trial's own database: everybody can read it there. */
const hasExamplePassword = (url: string): boolean =>
  URL.canParse(url) && new URL(url).hostname === 'database' && new URL(url).password === 'zhanggui'

const crossProblems = (given: Given): string[] => {
  const problems = wecomProblems(given)
  if (given.WECOM_CORP_ID !== undefined && hasExamplePassword(given.DATABASE_URL ?? '')) {
    problems.push(
      "DATABASE_URL carries the example's password; set DATABASE_PASSWORD in .env, and where the database is there already tell it first: alter user zhanggui password '…'",
    )
  }
  if (given.WECHATY_TOKEN !== undefined && given.WECHATY_PUPPET === undefined) {
    problems.push('WECHATY_PUPPET is missing while WECHATY_TOKEN is set; name the puppet package, or leave both out')
  }
  for (const [name, other] of SMART_ROBOT_PAIRS) {
    if (given[name] === undefined && given[other] !== undefined)
      problems.push(
        `${name} is missing while ${other} is set; copy both from the smart robot's API page, or leave both out`,
      )
  }
  if (given.SMART_ROBOT_ID !== undefined && given.WECHATY_PUPPET !== undefined) {
    problems.push('SMART_ROBOT_ID and WECHATY_PUPPET are both set; one bot speaks in the groups, leave one of them out')
  }
  return problems
}

const wecomOf = (given: Given): WecomConfig | null => {
  const [id, agent, secret, token, key] = WECOM_SET.map((name) => given[name] ?? '')
  if (!id || !agent || !secret || !token || !key) return null
  return { corpId: id, agentId: agent, secret, token, encodingAesKey: key }
}

/** Reads the contract's table. Throws BadConfig with all problems at once. */
export const readConfig = (env: NodeJS.ProcessEnv): Config => {
  const files = withFiles(env)
  const given = givenOf(files.env)
  const read = ENVIRONMENT.safeParse(given)
  const single = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  // What a file should have held would be called missing besides.
  const cross = files.problems.length > 0 ? [] : crossProblems(given)
  const problems = [...new Set([...files.problems, ...single, ...cross])]
  if (!read.success || problems.length > 0) throw new BadConfig(problems)
  const values = read.data
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    publicUrlGiven: values.PUBLIC_URL !== undefined,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.DATA_DIR,
    wecom: wecomOf(given),
    wecomApiUrl: values.WECOM_API_URL,
    wecomOauthUrl: values.WECOM_OAUTH_URL,
    sessionSecret: values.SESSION_SECRET ?? null,
    ...(values.DATA_KEYS === undefined ? {} : { dataKeys: values.DATA_KEYS }),
    adminUserids: values.ADMIN_USERIDS ?? [],
    timezone: values.APP_TIMEZONE,
    logLevel: values.LOG_LEVEL,
    trialClock: values.TRIAL_CLOCK ?? null,
    wechaty:
      values.WECHATY_PUPPET === undefined
        ? null
        : { puppet: values.WECHATY_PUPPET, token: values.WECHATY_TOKEN ?? null },
    ...(values.SMART_ROBOT_ID === undefined || values.SMART_ROBOT_SECRET === undefined
      ? {}
      : { smartRobot: { botId: values.SMART_ROBOT_ID, secret: values.SMART_ROBOT_SECRET } }),
  }
}
