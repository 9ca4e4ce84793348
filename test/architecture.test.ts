import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { en as pageEn } from '../sidebar-h5/src/lang/en.ts'
import { groupsEn } from '../sidebar-h5/src/lang/groups-en.ts'
import { groupsZhCN } from '../sidebar-h5/src/lang/groups-zh-CN.ts'
import { homeEn } from '../sidebar-h5/src/lang/home-en.ts'
import { homeZhCN } from '../sidebar-h5/src/lang/home-zh-CN.ts'
import { libraryEn } from '../sidebar-h5/src/lang/library-en.ts'
import { libraryZhCN } from '../sidebar-h5/src/lang/library-zh-CN.ts'
import { manageEn } from '../sidebar-h5/src/lang/manage-en.ts'
import { manageZhCN } from '../sidebar-h5/src/lang/manage-zh-CN.ts'
import { mergesEn } from '../sidebar-h5/src/lang/merges-en.ts'
import { mergesZhCN } from '../sidebar-h5/src/lang/merges-zh-CN.ts'
import { zhCN as pageZhCN } from '../sidebar-h5/src/lang/zh-CN.ts'
import { ACCESS } from '../src/http/access.ts'
import { digestWords } from '../src/lang/digests.ts'
import { messagesFor } from '../src/lang/lang.ts'
import { orderWords } from '../src/lang/orders.ts'
import { scriptMessagesFor } from '../src/lang/scripts.ts'
import { settingWords } from '../src/lang/settings.ts'
import { timelineWords } from '../src/lang/timeline.ts'

const ROOT = path.resolve(import.meta.dirname, '..')

type Import = { from: string; to: string; typeOnly: boolean }

const filesBelow = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : filesBelow(name)
    return [name]
  })

/** Of a .vue file its scripts alone. */
const sourceOf = (file: string): string => {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  if (!file.endsWith('.vue')) return text
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
}

const parsed = (file: string): ts.SourceFile =>
  ts.createSourceFile(`${file}.ts`, sourceOf(file), ts.ScriptTarget.Latest, true)

/** `import type` and `export type` leave nothing behind when the file runs. */
const typeImportsOf = (file: string): Map<string, boolean> => {
  const found = new Map<string, boolean>()
  for (const statement of parsed(file).statements) {
    const isImport = ts.isImportDeclaration(statement)
    if (!isImport && !ts.isExportDeclaration(statement)) continue
    const from = statement.moduleSpecifier
    if (from === undefined || !ts.isStringLiteral(from)) continue
    const typeOnly = isImport
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : statement.isTypeOnly
    found.set(from.text, (found.get(from.text) ?? true) && typeOnly)
  }
  return found
}

const importsOf = (file: string): Import[] => {
  const typeOnly = typeImportsOf(file)
  const names = new Set(ts.preProcessFile(sourceOf(file), true, true).importedFiles.map((one) => one.fileName))
  return [...names].map((name) => ({
    from: file,
    to: name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name,
    typeOnly: typeOnly.get(name) ?? false,
  }))
}

const SERVER = filesBelow('src').filter((file) => file.endsWith('.ts') || file.endsWith('.mjs'))
const PAGE = filesBelow('sidebar-h5/src').filter((file) => /\.(ts|vue)$/.test(file))
const IMPORTS = SERVER.flatMap(importsOf)
const PAGE_IMPORTS = PAGE.flatMap(importsOf)

/** Pure decisions. The zone file is one of them: it turns given moments into business days. */
const RULES = /^src\/features\/(?:[a-z-]+\/(?:rules(?:-[a-z-]+)?|[a-z-]+-data|starter-[a-z]+)|calendar\/zone)\.ts$/
/** What a feature shows to others: they read, they change nothing. */
const DOORS = /^src\/features\/[a-z-]+\/(?:queries|tables|facts|shapes|view-[a-z-]+|fill-script)\.ts$/
const WECOM_PARTS = /^src\/wecom\/(?:client-types|client-data|errors|errcodes-data|jssdk|webhook-url)\.ts$/
const PROTOCOL_PARTS = /^src\/wecom\/(?:envelope|xml|bytes|signature|jssdk|types\/[a-z]+)\.ts$/
const SHARED_ROUTES = 'src/features/customers/routes.ts'

const isPackage = (to: string): boolean => !to.startsWith('src/')
const featureOf = (file: string): string | null => /^src\/features\/([a-z-]+)\//.exec(file)?.[1] ?? null

const ruleMay = ({ from, to, typeOnly }: Import): boolean => {
  if (from === 'src/features/calendar/zone.ts' && to === 'luxon') return true
  const ownShape = featureOf(from) === featureOf(to) && to.endsWith('/shapes.ts') && typeOnly
  return RULES.test(to) || /^src\/lang\//.test(to) || ownShape
}

const routesMay = ({ to, typeOnly }: Import): boolean =>
  to === 'src/http/route.ts' || to === SHARED_ROUTES || (to === 'src/http/access.ts' && typeOnly)

const featureMay = (one: Import): boolean => {
  const { from, to } = one
  if (RULES.test(from)) return ruleMay(one)
  if (isPackage(to) || featureOf(from) === featureOf(to)) return true
  if (/^src\/(?:db|spine|lang)\//.test(to) || RULES.test(to) || DOORS.test(to)) return true
  // The client itself is handed in: a feature names its type and never makes one.
  if (WECOM_PARTS.test(to)) return one.typeOnly || !/\/client-[a-z]+\.ts$/.test(to)
  return /\/routes(?:-[a-z]+)?\.ts$/.test(from) && routesMay(one)
}

type Room = { name: string; is: RegExp; may: (one: Import) => boolean }
const into =
  (...rooms: RegExp[]) =>
  ({ to }: Import): boolean =>
    isPackage(to) || rooms.some((room) => room.test(to))

const ROOMS: readonly Room[] = [
  { name: 'wecom', is: /^src\/wecom\//, may: into(/^src\/wecom\//) },
  { name: 'db', is: /^src\/db\//, may: into(/^src\/db\//) },
  { name: 'spine', is: /^src\/spine\//, may: into(/^src\/spine\//, /^src\/db\//) },
  { name: 'bot', is: /^src\/bot\//, may: into(/^src\/bot\//, /^src\/wecom\//) },
  { name: 'sandbox', is: /^src\/sandbox\//, may: into(/^src\/sandbox\//, PROTOCOL_PARTS) },
  { name: 'lang', is: /^src\/lang\//, may: into(/^src\/lang\//, RULES) },
  {
    name: 'http',
    is: /^src\/http\//,
    may: (one) =>
      into(/^src\/(?:http|spine|wecom)\//, RULES, /^src\/features\/[a-z-]+\/routes\.ts$/)(one) ||
      // The list of who may do what is checked against all routes there are, by their type alone.
      (one.from === 'src/http/access.ts' && one.to === 'src/routes.ts' && one.typeOnly),
  },
  { name: 'features', is: /^src\/features\//, may: featureMay },
]

const brief = ({ from, to }: Import): string => `${from} -> ${to}`

describe('who may import whom', () => {
  test.each(ROOMS)('$name stays within its table', ({ is, may }) => {
    const own = IMPORTS.filter(({ from }) => is.test(from))
    expect(own.length).toBeGreaterThan(0)
    expect(own.filter((one) => !may(one)).map(brief)).toEqual([])
  })

  test('everything below src belongs to a room, or is wiring at its top or a command of the shell', () => {
    const homeless = SERVER.filter(
      (file) =>
        !ROOMS.some((room) => room.is.test(file)) && !/^src\/(?:[a-z-]+\.ts|cli\/[a-z-]+\.(?:ts|mjs))$/.test(file),
    )
    expect(homeless).toEqual([])
  })

  test('the sidebar takes types, rules and nothing else from the server', () => {
    const foreign = PAGE_IMPORTS.filter(({ to }) => to.startsWith('src/'))
    const allowed = ({ to, typeOnly }: Import) => RULES.test(to) || (typeOnly && /\/[a-z-]*shapes\.ts$/.test(to))
    expect(foreign.length).toBeGreaterThan(0)
    expect(foreign.filter((one) => !allowed(one)).map(brief)).toEqual([])
  })

  test('the server takes nothing from the sidebar or from a test', () => {
    expect(IMPORTS.filter(({ to }) => /^(?:\.\.\/)*(?:sidebar-h5|test)\//.test(to)).map(brief)).toEqual([])
  })

  test('no file imports itself in a circle', () => {
    expect(circlesIn([...IMPORTS, ...PAGE_IMPORTS])).toEqual([])
  })

  test('what a feature shows to others only reads', () => {
    // Settings are one small shared cupboard: its reader and its writer stand in one file.
    const doors = SERVER.filter((file) => DOORS.test(file) && file !== 'src/features/settings/queries.ts')
    const writing = doors.filter((file) => /\.(?:insert|delete|record|send)\(|\.update\(/.test(sourceOf(file)))
    expect(writing).toEqual([])
  })
})

/** Each circle once, as the path that closes it; an import of types alone closes none. */
const circlesIn = (imports: Import[]): string[] => {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, way: string[]): void => {
    const at = way.indexOf(file)
    if (at >= 0) circles.push([...way.slice(at), file].join(' -> '))
    if (at >= 0 || done.has(file)) return
    for (const to of next.get(file) ?? []) walk(to, [...way, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return circles
}

const CLOCKS = /^(?:Date\.now|Math\.random|performance\.now|DateTime\.(?:now|local|utc))$/
const FORBIDDEN = ['process', 'console', 'performance', 'crypto', 'fetch', 'setTimeout', 'setInterval', 'globalThis']

const impureIn = (file: string): string[] => {
  const found: string[] = []
  const look = (node: ts.Node): void => {
    const text = node.getText()
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
      found.push(`${file}: ${text}`)
    }
    if (ts.isPropertyAccessExpression(node) && CLOCKS.test(text)) found.push(`${file}: ${text}`)
    const isName = ts.isIdentifier(node) && FORBIDDEN.includes(node.text)
    if (isName && ts.isExpressionStatement(node.parent)) found.push(`${file}: ${text}`)
    if (isName && (ts.isCallExpression(node.parent) || isOwnerOf(node))) found.push(`${file}: ${node.parent.getText()}`)
    ts.forEachChild(node, look)
  }
  look(parsed(file))
  return found
}

const isOwnerOf = (node: ts.Identifier): boolean =>
  ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node

describe('rules', () => {
  const pure = SERVER.filter((file) => RULES.test(file) || /^src\/.*-data\.ts$/.test(file))

  test('are found at all', () => expect(pure.length).toBeGreaterThan(20))

  test('know no clock, no chance, no process and no console', () => {
    expect(pure.flatMap(impureIn)).toEqual([])
  })

  test('would be caught reading a clock', () => {
    expect(impureIn('src/db/clock.ts')).not.toEqual([])
  })
})

describe('the environment', () => {
  const names = [...sourceOf('src/config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1] ?? '')

  test('is read in the configuration and handed to it by the entries, nowhere else', () => {
    const readers = SERVER.filter((file) => sourceOf(file).includes('process.env'))
    expect(readers.filter((file) => file !== 'src/main.ts' && !file.startsWith('src/cli/'))).toEqual([])
  })

  test.runIf(existsSync(path.join(ROOT, 'README.md')))('is described in the README, name by name', () => {
    const rows = sourceOf('README.md')
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const described = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]{2,})`/g)].map((match) => match[1] ?? ''),
    )
    // Read by the test runner, not by the product.
    const ours = described.filter((name) => !['TEST_DATABASE_URL', 'CHROME_PATH', 'CI'].includes(name))
    expect(new Set(ours)).toEqual(new Set(names))
  })
})

describe('the sidebar and the server', () => {
  test('agree on every address the sidebar calls', () => {
    const list = sourceOf('sidebar-h5/src/api/routes.ts')
    const called = [...list.matchAll(/'((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)'/g)].map((match) => match[1] ?? '')
    expect(called.length).toBeGreaterThan(30)
    expect(called.filter((route) => route !== 'POST /auth/logout' && !(route in ACCESS))).toEqual([])
  })

  test('the sidebar calls the server through that list alone', () => {
    const elsewhere = PAGE.filter(
      (file) => /['"`]\/api\//.test(sourceOf(file)) && !file.startsWith('sidebar-h5/src/api/'),
    )
    expect(elsewhere).toEqual([])
  })
})

/** Every path to a text; lists count by their length. */
const keysOf = (value: unknown, at = ''): string[] => {
  if (Array.isArray(value)) return [`${at}[${value.length}]`]
  if (typeof value !== 'object' || value === null) return [`${at}:${typeof value}`]
  return Object.entries(value)
    .flatMap(([key, inner]) => keysOf(inner, `${at}.${key}`))
    .sort()
}

describe('every sentence exists in both languages', () => {
  const BOTH: [string, unknown, unknown][] = [
    ['the server', messagesFor('zh-CN'), messagesFor('en')],
    ['orders', orderWords('zh-CN'), orderWords('en')],
    ['digests', digestWords('zh-CN'), digestWords('en')],
    ['scripts', scriptMessagesFor('zh-CN'), scriptMessagesFor('en')],
    ['the timeline', timelineWords('zh-CN'), timelineWords('en')],
    ['the sidebar', pageZhCN, pageEn],
    ['the pages behind 管理', manageZhCN, manageEn],
    ['script library and settings', libraryZhCN, libraryEn],
    ['the page beside a group', groupsZhCN, groupsEn],
    ['the workbench', homeZhCN, homeEn],
    ['accounts of one customer', mergesZhCN, mergesEn],
    ['settings', settingWords('zh-CN'), settingWords('en')],
  ]
  test.each(BOTH)('%s', (_name, zh, en) => {
    expect(keysOf(zh).length).toBeGreaterThan(3)
    expect(keysOf(en)).toEqual(keysOf(zh))
  })
})
