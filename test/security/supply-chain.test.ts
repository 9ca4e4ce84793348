import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'))

const flags = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  hasInstallScript: z.boolean().default(false),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  devOptional: z.boolean().default(false),
})
const lock = z.object({ packages: z.record(z.string(), flags) }).parse(read('package-lock.json'))
const manifest = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
    overrides: z.record(z.string(), z.string()),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(read('package.json'))
const snapshot = z
  .object({
    date: z.iso.date(),
    source: z.string().min(40),
    entries: z.array(
      z.object({
        id: z.string(),
        package: z.string(),
        affected: z.array(z.object({ from: z.string().default('0.0.0'), below: z.string() })).min(1),
        what: z.string(),
      }),
    ),
  })
  .parse(read('test/security/advisories.json'))

const all = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, one]) => ({ ...one, name: path.split('node_modules/').at(-1) ?? '', version: one.version ?? '' }))
/** What a company runs that did not ask for the bot in rooms. */
const production = all.filter((one) => !one.dev && !one.optional && !one.devOptional)

/** Licences under which our own MIT may be given on together with them. */
const LICENCES = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0']
const MOST_PACKAGES = 100

const numbersOf = (version: string): number[] =>
  version
    .replace(/[-+].*$/, '')
    .split('.')
    .map(Number)
const isBelow = (left: string, right: string): boolean => {
  const [a, b] = [numbersOf(left), numbersOf(right)]
  const at = [0, 1, 2].find((index) => a[index] !== b[index])
  return at !== undefined && (a[at] ?? 0) < (b[at] ?? 0)
}
const namesOf = (list: readonly { name: string; version: string }[]) =>
  list.map(({ name, version }) => `${name}@${version}`)

test(`a company installs ${production.length} packages, and never more than ${MOST_PACKAGES}`, () => {
  expect(production.length).toBeGreaterThan(20)
  expect(production.length).toBeLessThanOrEqual(MOST_PACKAGES)
})

test('none of them runs anything while it is installed, and neither do we', () => {
  expect(namesOf(production.filter((one) => one.hasInstallScript))).toEqual([])
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([])
})

test('each of them may be given on under our licence', () => {
  const other = production.filter(({ license }) => license === undefined || !LICENCES.includes(license))
  expect(other.map(({ name, license }) => `${name}: ${license}`)).toEqual([])
})

test('every package is pinned to one version and to its very bytes, and none comes from elsewhere than the registry', () => {
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides })
  expect(asked.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  expect(namesOf(all.filter((one) => !/^sha512-/.test(one.integrity ?? '')))).toEqual([])
  const foreign = all.filter(
    ({ resolved }) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
  )
  expect(namesOf(foreign)).toEqual([])
})

test('nobody has a way around the registry or switches install scripts on in the repository', () => {
  const settings = readdirSync(ROOT).filter((name) => name === '.npmrc')
  for (const name of settings)
    expect(readFileSync(join(ROOT.pathname, name), 'utf8')).not.toMatch(/ignore-scripts\s*=\s*false|registry\s*=|_auth/)
})

test('the bot in rooms and what it brings stay away unless somebody asks for them', () => {
  expect(namesOf(production).filter((name) => /wechaty|leveldown|^request@|^axios@/.test(name))).toEqual([])
  expect(Object.keys(manifest.dependencies)).not.toContain('wechaty')
})

test(`no version we run stands in the list of advisories of ${snapshot.date}`, () => {
  const hit = production.flatMap(({ name, version }) =>
    snapshot.entries
      .filter((entry) => entry.package === name)
      .filter((entry) => entry.affected.some(({ from, below }) => !isBelow(version, from) && isBelow(version, below)))
      .map((entry) => `${name}@${version}: ${entry.id}, ${entry.what}`),
  )
  expect(hit).toEqual([])
})

test('the list would find one: a version before the mending is a hit, the mended one is not', () => {
  const [range] = snapshot.entries.find((entry) => entry.id === 'CVE-2026-39356')?.affected ?? []
  expect(isBelow('0.45.1', range?.below ?? '')).toBe(true)
  expect(isBelow('0.45.2', range?.below ?? '')).toBe(false)
  expect(isBelow('9.10.1', '9.9.3')).toBe(false)
})
