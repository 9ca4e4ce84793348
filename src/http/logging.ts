import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { type LoggerOptions, pino } from 'pino'
import { plainMessage } from '../spine/failure.ts'
import { currentWork } from '../spine/trace.ts'

const HIDDEN_FIELDS = [
  'password',
  'secret',
  'token',
  'accessToken',
  'encodingAesKey',
  'sessionSecret',
  'apiKey',
  'key',
  'authorization',
  'cookie',
  'phone',
  'mobile',
  'welcomeCode',
]

/** In whatever text it stands: secrets in query strings, passwords in database addresses, mainland mobile numbers. */
export const maskLine = (line: string): string =>
  line
    .replace(
      /\b((?:suite_|provider_)?access_token|corpsecret|secret|key|code|ticket|token|password)=[^&\s"'\\]+/gi,
      '$1=***',
    )
    .replace(/(:\/\/[^:/?#\s"]+:)[^@\s"]+@/g, '$1***@')
    .replace(/(?<![\d.])1[3-9]\d{9}(?![\d.])/g, '1**********')

/** Path and names of the query, no values: those are what people search for, and what proves who they are. */
export const loggedUrl = (url: string): string => {
  const [path = '', query] = url.split('?', 2)
  if (query === undefined || path.startsWith('/wecom/callback') || path.startsWith('/auth')) return path
  const names = [...new URLSearchParams(query).keys()]
  return `${path}?${names.map((name) => `${name}=***`).join('&')}`
}

const requestOf = (request: FastifyRequest) => ({ method: request.method, url: loggedUrl(request.url), ip: request.ip })
const replyOf = (reply: FastifyReply) => ({ statusCode: reply.statusCode })

/** What an error may say besides its message: numbers and names of ours, never a value somebody wrote. */
const ERROR_FIELDS = ['code', 'errcode', 'api', 'klass', 'statusCode', 'syscall', 'table', 'column', 'constraint']

const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^ {4}at .+\d+:\d+\)?$/.test(line))
    .join('\n')

const errorOf = (error: unknown, depth = 0): object => {
  if (!(error instanceof Error)) return { message: plainMessage(error) }
  const told = Object.entries(error).filter(([name]) => ERROR_FIELDS.includes(name))
  return {
    type: error.name,
    message: plainMessage(error),
    ...Object.fromEntries(told),
    stack: framesOf(error.stack ?? ''),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: errorOf(error.cause, depth + 1) }),
  }
}

export const loggerOptions = (level: string): LoggerOptions => ({
  level,
  base: { pid: process.pid },
  redact: {
    paths: [...HIDDEN_FIELDS, ...HIDDEN_FIELDS.map((name) => `*.${name}`), 'req.headers', 'headers'],
    censor: '***',
  },
  serializers: {
    req: (value: unknown) => requestOf(value as FastifyRequest),
    res: (value: unknown) => replyOf(value as FastifyReply),
    err: (value: unknown) => errorOf(value),
  },
  // Pino writes into what it is given here.
  mixin: () => ({ ...currentWork() }),
  hooks: { streamWrite: maskLine },
})

/** Null where only the packages of production are installed. */
const readablePrinter = () => import('pino-pretty').then((found) => found.default).catch(() => null)

/** Lines of JSON, or readable ones when a person looks at the terminal of a development install. */
export const createLogger = async (level: string, readable = process.stdout.isTTY === true) => {
  const pretty = readable ? await readablePrinter() : null
  if (pretty === null) return pino(loggerOptions(level))
  return pino(loggerOptions(level), pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }))
}
export type Logger = FastifyBaseLogger
