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
