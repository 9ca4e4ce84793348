import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ACCESS } from '../../src/http/access.ts'
import { contract } from './contract.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const list = readFileSync(join(ROOT, 'sidebar-h5/src/api/routes.ts'), 'utf8')
const ROUTES = [...list.matchAll(/^ {2}(\w+): '((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)',$/gm)].map(
  ([, name = '', route = '']) => ({ name, route }),
)

describe('the page and the server', () => {
  test('every address the page calls is served, and is in the list of who may use it', () => {
    expect(ROUTES.length).toBeGreaterThan(50)
    expect(ROUTES.filter(({ route }) => route !== 'POST /auth/logout' && !Object.hasOwn(ACCESS, route))).toEqual([])
  })

  test('every answer has the type the page counts on', () => {
    expect(contract().differing()).toEqual([])
  }, 120_000)

  test('every body and every question of the page is one the server takes, without a word it would drop', () => {
    const { sent, wrong } = contract().wishes()
    expect(sent).toBeGreaterThan(40)
    expect(wrong).toEqual([])
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

  const page = () => readFileSync(join(dist, 'index.html'), 'utf8')

  test('the code of the first screen beside a chat, with WeCom’s own kit, is at most 70 KB', () => {
    const named = page()
    const first = built().filter((name) => name.endsWith('.js') && named.includes(name))
    expect(first.some((name) => name.startsWith('ahead-'))).toBe(true)
    expect(first.length).toBeGreaterThanOrEqual(2)
    expect(first.reduce((sum, name) => sum + packed(name), 0)).toBeLessThanOrEqual(70_000)
  })

  test('what asks for the card before the page is there waits for no other file', () => {
    const [name = ''] = built().filter((one) => one.startsWith('ahead-'))
    const code = readFileSync(join(assets, name), 'utf8')
    expect(code).toContain('/api/customers/')
    expect(code).not.toMatch(/\bimport\s*[({"']|\bfrom\s*["']/)
    expect(page().indexOf(`src="/sidebar/assets/${name}"`)).toBeGreaterThan(0)
    expect(page().indexOf(`src="/sidebar/assets/${name}"`)).toBeLessThan(page().indexOf('/sidebar/assets/index-'))
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
