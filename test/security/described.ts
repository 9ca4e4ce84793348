import { z } from 'zod'
import { ACCESS, type Access, type ApiScope } from '../../src/http/access.ts'
import type { World } from '../support/world.ts'

/** What of JSON Schema our own description of the API uses. */
type Shape = {
  type?: string
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  minimum?: number
  items?: Shape
  properties?: Record<string, Shape>
  anyOf?: Shape[]
  oneOf?: Shape[]
}
type Operation = {
  parameters?: { name: string; in: string; schema: Shape }[]
  requestBody?: { content: Record<string, { schema: Shape }> }
}

export type Described = { key: string; method: string; template: string; access: Access; operation: Operation }
/** Values by the name of their field, wherever it stands. */
export type Named = Readonly<Record<string, unknown>>
export type Asked = { method: 'GET' | 'POST'; url: string; body: unknown }

const SAMPLES = ['2026-11', '09:00', 'CNY', '1', 'a', 'abcdefgh', 'https://shop.example/a']
const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-11-25',
  'date-time': '2026-11-24T09:00:00+08:00',
  uri: 'https://shop.example/a',
}

const sampleText = (shape: Shape): string => {
  if (shape.format !== undefined && FORMATS[shape.format] !== undefined) return FORMATS[shape.format] ?? ''
  const { pattern } = shape
  const found = pattern === undefined ? 'abc' : SAMPLES.find((one) => new RegExp(pattern, 'u').test(one))
  return (found ?? 'a').padEnd(shape.minLength ?? 0, 'a')
}

/** A value that fits the description, with every field filled: a route added tomorrow is asked properly too. */
export const sampleOf = (shape: Shape, named: Named, name = ''): unknown => {
  if (Object.hasOwn(named, name)) return named[name]
  if (shape.const !== undefined) return shape.const
  if (shape.enum !== undefined) return shape.enum[0]
  const choice = shape.anyOf?.[0] ?? shape.oneOf?.[0]
  if (choice !== undefined) return sampleOf(choice, named, name)
  if (shape.properties !== undefined) {
    return Object.fromEntries(Object.entries(shape.properties).map(([key, one]) => [key, sampleOf(one, named, key)]))
  }
  if (shape.type === 'array') return [sampleOf(shape.items ?? {}, named, '')]
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(1, shape.minimum ?? 1)
  if (shape.type === 'boolean') return true
  return shape.type === 'string' || shape.type === undefined ? sampleText(shape) : {}
}

/** Every route there is, with who may use it and what it takes, as an integrator reads it. */
export const describedRoutes = async (world: World): Promise<Described[]> => {
  const reply = await world.app.inject('/api/openapi.json')
  const { paths } = reply.json<{ paths: Record<string, Record<string, Operation>> }>()
  return (Object.entries(ACCESS) as [string, Access][]).map(([key, access]) => {
    const [method = '', template = ''] = key.split(' ')
    const operation = paths[template.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    if (operation === undefined) throw new Error(`${key} is not described`)
    return { key, method, template, access, operation }
  })
}

/** The names of everything a caller fills in: in the address, the query and the body, however deep. */
export const fieldsOf = ({ operation }: Described): string[] => {
  const body = operation.requestBody?.content['application/json']?.schema
  const below = (shape: Shape | undefined): string[] =>
    shape === undefined
      ? []
      : [
          ...Object.entries(shape.properties ?? {}).flatMap(([name, one]) => [name, ...below(one)]),
          ...below(shape.items),
          ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].flatMap(below),
        ]
  return [...(operation.parameters ?? []).map((one) => one.name), ...below(body)]
}

/** Half a character cannot stand in an address: it goes as the sign browsers put there. */
export const escaped = (text: string): string => encodeURIComponent(Buffer.from(text).toString())

/** A complete, well-formed call of a route. */
export const callOf = ({ method, template, operation }: Described, named: Named = {}): Asked => {
  const fillIn = ({ name, schema }: { name: string; schema: Shape }) => String(sampleOf(schema, named, name))
  const parameters = operation.parameters ?? []
  let path = template
  for (const one of parameters.filter((given) => given.in === 'path'))
    path = path.replace(`:${one.name}`, () => escaped(fillIn(one)))
  const query = parameters
    .filter((one) => one.in === 'query' && one.name !== 'cursor')
    .map((one) => `${one.name}=${escaped(fillIn(one))}`)
  const body = operation.requestBody?.content['application/json']?.schema
  return {
    method: method as Asked['method'],
    url: query.length === 0 ? path : `${path}?${query.join('&')}`,
    body: body === undefined ? undefined : sampleOf(body, named),
  }
}

export type Sent = { status: number; code: string; text: string }
const coded = z.looseObject({ code: z.string() })

/** Sends it through the whole of the product, without a socket. */
export const send = async (
  world: World,
  { method, url, body }: Asked,
  headers: Record<string, string>,
): Promise<Sent> => {
  const reply = await world.app.inject({
    method,
    url,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const read = reply.statusCode >= 400 ? coded.safeParse(JSON.parse(reply.body)) : null
  return { status: reply.statusCode, code: read?.data?.code ?? '', text: reply.body }
}

export const SCOPES: readonly ApiScope[] = ['orders:write', 'customers:read', 'events:read']
export const makeKey = async (world: World, cookie: string, scope: ApiScope): Promise<string> => {
  const made = await world.app.inject({
    method: 'POST',
    url: '/api/api-keys',
    headers: { cookie },
    payload: { name: scope, scopes: [scope] },
  })
  return made.json<{ key: string }>().key
}
