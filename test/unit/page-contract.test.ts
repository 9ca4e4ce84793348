import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { ACCESS } from '../../src/http/access.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const list = readFileSync(join(ROOT, 'sidebar-h5/src/api/routes.ts'), 'utf8')
const ROUTES = [...list.matchAll(/^ {2}(\w+): '((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)',$/gm)].map(
  ([, name = '', route = '']) => ({ name, route }),
)

/** The page's own promise of each answer, against what the server's shape lets through. Names every route that differs. */
const CHECK = `
import type { z } from 'zod'
import type { AppRoutes } from './src/routes.ts'
import type { api, ROUTES } from './sidebar-h5/src/api/routes.ts'

type Server = { [K in keyof AppRoutes]: AppRoutes[K] extends { reply: infer R } ? (R extends z.ZodType ? z.output<R> : never) : never }
type Page = { [K in keyof typeof api]: Awaited<ReturnType<(typeof api)[K]>> }
type RouteOf<K> = K extends keyof typeof ROUTES ? (typeof ROUTES)[K] : never
type Fits<K extends keyof Page> = RouteOf<K> extends keyof Server ? (Server[RouteOf<K>] extends Page[K] ? true : false) : true
type Differs = { [K in keyof Page]: Fits<K> extends true ? never : K }[keyof Page]
export const differs: { names: Differs } = { names: 'none of them' as never }
export type Names = Differs
`

const differing = (): string[] => {
  const file = join(ROOT, 'page-contract.virtual.ts')
  const options: ts.CompilerOptions = {
    ...{
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
    ...{ allowImportingTsExtensions: true, noEmit: true, resolveJsonModule: true },
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, how, ...rest) =>
    name === file ? ts.createSourceFile(name, CHECK, how) : getSourceFile(name, how, ...rest)
  const program = ts.createProgram([file], options, host)
  const source = program.getSourceFile(file)
  if (source === undefined) throw new Error('the contract was not read')
  const wrong = program
    .getSemanticDiagnostics(source)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '))
  if (wrong.length > 0) return wrong
  const checker = program.getTypeChecker()
  const names = source.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === 'Names')
  if (names === undefined) throw new Error('the contract has no names')
  const type = checker.getTypeAtLocation(names)
  if ((type.flags & ts.TypeFlags.Never) !== 0) return []
  return (type.isUnion() ? type.types : [type]).map((one) => (one.isStringLiteral() ? one.value : 'unreadable'))
}

describe('the page and the server', () => {
  test('every address the page calls is served, and is in the list of who may use it', () => {
    expect(ROUTES.length).toBeGreaterThan(50)
    expect(ROUTES.filter(({ route }) => route !== 'POST /auth/logout' && !Object.hasOwn(ACCESS, route))).toEqual([])
  })

  test('every answer has the type the page counts on', () => {
    expect(differing()).toEqual([])
  }, 120_000)
})

describe('what a phone has to load', () => {
  const dist = join(ROOT, 'sidebar-h5/dist')
  const assets = join(dist, 'assets')
  const built = (): string[] => {
    if (!existsSync(assets)) throw new Error('Run `npm run build` first: sidebar-h5/dist is missing.')
    return readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name))
  }
  const packed = (name: string): number => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length

  test('the first screen beside a chat, with WeCom’s own kit, is at most 70 KB', () => {
    const page = readFileSync(join(dist, 'index.html'), 'utf8')
    const first = built().filter((name) => page.includes(name) || /^sdk-/.test(name))
    expect(first.some((name) => name.startsWith('sdk-'))).toBe(true)
    expect(first.length).toBeGreaterThanOrEqual(3)
    const bytes = first.reduce((sum, name) => sum + packed(name), gzipSync(page).length)
    expect(bytes).toBeLessThanOrEqual(70 * 1024)
  })

  test('no word that only stands in for a real one has been built in', () => {
    const STAND_INS =
      /[Ll]orem ipsum|\bTODO\b|\bFIXME\b|\bTBD\b|[Cc]oming soon|not implemented|foo ?bar|敬请期待|建设中|待补充|占位|暂未开放|测试数据|示例客户|xxx/
    const found = built().flatMap((name) => {
      const [word] = STAND_INS.exec(readFileSync(join(assets, name), 'utf8')) ?? []
      return word === undefined ? [] : [`${name}: ${word}`]
    })
    expect(found).toEqual([])
  })
})
