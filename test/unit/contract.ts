import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const VIRTUAL = join(ROOT, 'page-contract.virtual.ts')
const PAGE = join(ROOT, 'sidebar-h5/src/api/routes.ts')

/** `Names`: every route whose answer is not what the page counts on. `Bodies` and `Queries`: what the server takes. */
const CHECK = `
import type { z } from 'zod'
import type { AppRoutes } from './src/routes.ts'
import type { api, ROUTES } from './sidebar-h5/src/api/routes.ts'

type Server = { [K in keyof AppRoutes]: AppRoutes[K] extends { reply: infer R } ? (R extends z.ZodType ? z.output<R> : never) : never }
type Page = { [K in keyof typeof api]: Awaited<ReturnType<(typeof api)[K]>> }
type RouteOf<K> = K extends keyof typeof ROUTES ? (typeof ROUTES)[K] : never
type Fits<K extends keyof Page> = RouteOf<K> extends keyof Server ? (Server[RouteOf<K>] extends Page[K] ? true : false) : true
export type Names = { [K in keyof Page]: Fits<K> extends true ? never : K }[keyof Page]

type Taken<S> = S extends z.ZodType ? z.input<S> : never
export type Bodies = { [K in keyof typeof ROUTES]: RouteOf<K> extends keyof AppRoutes ? (AppRoutes[RouteOf<K>] extends { body?: infer B } ? Taken<B> : never) : never }
export type Queries = { [K in keyof typeof ROUTES]: RouteOf<K> extends keyof AppRoutes ? (AppRoutes[RouteOf<K>] extends { query?: infer Q } ? Taken<Q> : never) : never }
`

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  resolveJsonModule: true,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
}

const readBoth = () => {
  const host = ts.createCompilerHost(OPTIONS)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === VIRTUAL || fileExists(name)
  host.getSourceFile = (name, how, ...rest) =>
    name === VIRTUAL ? ts.createSourceFile(name, CHECK, how) : getSourceFile(name, how, ...rest)
  const program = ts.createProgram([VIRTUAL], OPTIONS, host)
  const check = program.getSourceFile(VIRTUAL)
  const page = program.getSourceFile(PAGE)
  if (check === undefined || page === undefined) throw new Error('the contract was not read')
  const broken = program.getSemanticDiagnostics(check)
  if (broken.length > 0) throw new Error(ts.flattenDiagnosticMessageText(broken[0]?.messageText ?? '', ' '))
  const checker = program.getTypeChecker()
  const typeNamed = (name: string): ts.Type => {
    const found = check.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === name)
    if (found === undefined) throw new Error(`the contract has no ${name}`)
    return checker.getTypeAtLocation(found)
  }
  return { checker, page, typeNamed }
}
type Both = ReturnType<typeof readBoth>

/** One `call('route', { query, body })` of the page. */
type Wish = { route: string; part: 'query' | 'body'; node: ts.Expression }

const wishesOf = (page: ts.SourceFile): Wish[] => {
  const found: Wish[] = []
  const look = (node: ts.Node): void => {
    node.forEachChild(look)
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'call') return
    const [route, wish] = node.arguments
    if (route === undefined || !ts.isStringLiteral(route) || wish === undefined) return
    if (!ts.isObjectLiteralExpression(wish)) throw new Error(`${route.text}: the wish is not written out`)
    for (const one of wish.properties) {
      const part = one.name?.getText()
      if (part !== 'query' && part !== 'body') continue
      found.push({
        route: route.text,
        part,
        node: ts.isPropertyAssignment(one) ? one.initializer : (one.name as ts.Identifier),
      })
    }
  }
  look(page)
  return found
}

const isNothing = (type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0 || (type.isStringLiteral() && type.value === '')
const partsOf = (type: ts.Type): ts.Type[] => (type.isUnion() ? type.types : [type])

/** In an address everything is a string, and what is empty is left out. */
const fitsQuery = ({ checker }: Both, given: ts.Type, taken: ts.Type): boolean =>
  partsOf(given)
    .filter((one) => !isNothing(one))
    .every((one) => {
      const written = (one.flags & ts.TypeFlags.NumberLike) !== 0 ? checker.getStringType() : one
      return checker.isTypeAssignableTo(written, taken)
    })

const wrongWish = (both: Both, { route, part, node }: Wish): string[] => {
  const { checker, typeNamed } = both
  const taker = typeNamed(part === 'body' ? 'Bodies' : 'Queries').getProperty(route)
  const taken = taker === undefined ? undefined : checker.getTypeOfSymbol(taker)
  const given = checker.getTypeAtLocation(node)
  const says = `${route} ${part}`
  const keys = partsOf(given).flatMap((one) => checker.getPropertiesOfType(one))
  // An empty body says only that something is to be done.
  if (taken === undefined || (taken.flags & ts.TypeFlags.Never) !== 0)
    return keys.length === 0 ? [] : [`${says}: the server takes none`]
  const known = partsOf(taken).flatMap((one) => checker.getPropertiesOfType(one))
  const named = (key: string) => known.find(({ name }) => name === key)
  const dropped = keys.filter(({ name }) => named(name) === undefined).map(({ name }) => `${says}: ${name} is dropped`)
  if (part === 'body')
    return checker.isTypeAssignableTo(given, taken)
      ? dropped
      : [...dropped, `${says}: ${checker.typeToString(given)} is not ${checker.typeToString(taken)}`]
  const asked = keys.flatMap((key) => {
    const there = named(key.name)
    if (there === undefined || fitsQuery(both, checker.getTypeOfSymbol(key), checker.getTypeOfSymbol(there))) return []
    return [`${says}: ${key.name} may be ${checker.typeToString(checker.getTypeOfSymbol(key))}`]
  })
  return [...dropped, ...asked]
}

let read: Both | undefined
/** What the page expects and sends, against what the server answers and takes. The compiler reads both sides once. */
export const contract = () => {
  read ??= readBoth()
  const both = read
  return {
    differing: (): string[] => {
      const type = both.typeNamed('Names')
      if ((type.flags & ts.TypeFlags.Never) !== 0) return []
      return partsOf(type).map((one) => (one.isStringLiteral() ? one.value : 'unreadable'))
    },
    wishes: (): { sent: number; wrong: string[] } => {
      const all = wishesOf(both.page)
      return { sent: all.length, wrong: all.flatMap((one) => wrongWish(both, one)) }
    },
  }
}
