import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { REVEALS_AN_HOUR } from '../../src/features/customers/reveal-mobiles.ts'
import { FILE_KINDS, MOST_BYTES, MOST_OF_MEMBER, megabytes } from '../../src/features/media/rules.ts'
import { IDLE_SECONDS } from '../../src/features/members/sessions.ts'
import { KEEP_DAYS } from '../../src/features/privacy/rules-retention.ts'
import { SEALED_PLACES } from '../../src/features/privacy/sealed-places.ts'
import { ACCESS } from '../../src/http/access.ts'
import { SESSION_SECONDS } from '../../src/http/sessions.ts'
import { SMART_ROBOT_URL } from '../../src/wecom/smart-robot/connection.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const text = read('SECURITY.md')
const part = (title: string): string => {
  const found = text.split(/^## /m).find((one) => one.startsWith(`${title}\n`))
  if (found === undefined) throw new Error(`SECURITY.md has no part ${title}`)
  return found
}
/** The number behind a pattern in the source, so that the document and the code cannot drift apart. */
const inSource = (path: string, pattern: RegExp): number => {
  const found = pattern.exec(read(path))?.[1]
  if (found === undefined) throw new Error(`${path} has no ${pattern}`)
  return Number(found.replaceAll('_', ''))
}

describe('SECURITY.md', () => {
  test('says how long sessions live, how many there may be, and who ends them', () => {
    const said = part('登录与会话')
    expect(said).toContain(`闲置 ${IDLE_SECONDS / 3600} 小时失效，最长 ${SESSION_SECONDS / 86_400} 天`)
    expect(said).toMatch(/NIST SP 800-63B.*宽/)
    expect(said).toContain('不限个数')
    expect(said).toContain('企业微信自己的会话不受影响')
    expect(said).toContain(`${inSource('src/http/auth.ts', /LOGIN_SECONDS = (\d+)/) / 60} 分钟内有效，只能用一次`)
  })

  test('names every way in, and how each is kept from being tried out', () => {
    const said = part('登录与会话')
    expect(said).toContain('没有密码、没有默认账号、没有找回流程')
    expect(said).toContain(`每分钟最多 ${inSource('src/http/build-http.ts', /auth: (\d+) \}/)} 次`)
    expect(said).toContain('一律按单因素对待')
    const ways = new Set(
      Object.values(ACCESS).map((one) => (typeof one === 'object' ? '开放接口的密钥' : '企业微信网页授权')),
    )
    for (const way of [...ways, '企业微信回调']) expect(said).toContain(way)
  })

  test('says what every role and every key may see, down to single fields', () => {
    const said = part('谁能看什么')
    for (const role of ['rep', 'lead', 'manager', 'admin']) expect(said).toContain(`| \`${role}\` |`)
    for (const access of Object.values(ACCESS))
      if (typeof access === 'object') expect(said).toContain(`\`${access.key}\``)
    expect(said).toContain('字段级：')
  })

  test('gives every limit as the code has it', () => {
    const said = part('输入与上限')
    const limits = [
      ['每个会话或密钥的接口调用', `每分钟 ${inSource('src/http/build-http.ts', /\{ api: ([\d_]+)/)} 次`],
      ['接口请求体', `${inSource('src/http/register-routes.ts', /BODY_LIMIT = (\d+) \* 1024\n/) / 1024} MiB`],
      ['回调请求体', `${inSource('src/http/callback.ts', /BODY_LIMIT = (\d+) \* 1024/)} KiB`],
      ['一个请求的接收时间', `${inSource('src/http/build-http.ts', /requestTimeout: ([\d_]+)/) / 1000} 秒`],
      ['查看完整手机号', `每人每小时 ${REVEALS_AN_HOUR} 次`],
      [
        '一次回传的订单',
        `${inSource('src/features/orders/shapes.ts', /orders: z\.array\(openOrder\)\.min\(1\)\.max\((\d+)/)} 笔`,
      ],
      ['数据库连接', `${inSource('src/db/open.ts', /max: (\d+)/)} 个`],
    ]
    for (const [what, much] of limits) expect(said).toContain(`| ${what} | ${much} |`)
    expect(said).toMatch(/费时的事（.*）都不在请求里做/)
    expect(said).toContain('/api/openapi.json')
    expect(said).toContain('字段之间的规则')
  })

  test('says what may be uploaded, how large, how it is looked at and how it is given back', () => {
    const said = part('输入与上限')
    const sizes = { image: 0, cover: 0, file: 0 }
    for (const kind of FILE_KINDS) sizes[kind] = megabytes(MOST_BYTES[kind])
    expect(said).toContain(`| 上传的图片、封面、文件 | ${sizes.image} MB、${sizes.cover} MB、${sizes.file} MB |`)
    expect(said).toContain(`| 一个人存下的文件 | ${megabytes(MOST_OF_MEMBER)} MB |`)
    for (const word of ['JPG、PNG', '压缩包不解开', '没有病毒扫描', '只能另存']) expect(said).toContain(word)
  })

  test('has every cipher, hash and key of the code in its inventory, with how a key is replaced', () => {
    const said = part('密钥与算法').toLowerCase()
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.startsWith('sandbox'))
      .map((path) => read(join('src', path)))
    const used = new Set(
      files.flatMap((one) =>
        [...one.matchAll(/create(?:Cipheriv|Decipheriv|Hash|Hmac)\(\s*'([^']+)'/g)].map((found) => found[1] ?? ''),
      ),
    )
    expect(used.size).toBeGreaterThanOrEqual(5)
    const plain = said.replaceAll('-', '')
    for (const name of used) expect(plain).toContain(name.replaceAll('-', ''))
    for (const key of ['data_keys', 'session_secret', 'wecom_encoding_aes_key', 'wecom_token'])
      expect(said).toContain(key)
    expect(said).toContain('生命周期')
  })

  test('puts every sealed column into a class with its protection, and gives every term of keeping', () => {
    const said = part('数据分级')
    for (const { table, column } of SEALED_PLACES) expect(said).toContain(`\`${table}.${column}\``)
    expect(said).toContain(`回调原文 ${KEEP_DAYS.eventText} 天`)
    expect(said).toContain(`去重摘要 ${KEEP_DAYS.eventKey} 天`)
    expect(said).toContain(`做完的任务 ${KEEP_DAYS.done} 天，没做成的 ${KEEP_DAYS.endedBadly} 天`)
    expect(said).toContain(`（${KEEP_DAYS.fact} 天）`)
  })

  test('lists what is logged, in which form, where it goes and for how long', () => {
    const said = part('日志')
    for (const word of ['标准输出', '180 天', 'audit:verify', '/metrics', 'JSON']) expect(said).toContain(word)
  })

  test('names every address the server calls', () => {
    const said = part('连接')
    const addresses = [SMART_ROBOT_URL, 'qyapi.weixin.qq.com', 'WECOM_API_URL', 'WECHATY_PUPPET']
    for (const address of addresses) expect(said).toContain(address)
    expect(SMART_ROBOT_URL).toMatch(/^wss:/)
    expect(read('src/config.ts')).toContain("default('https://qyapi.weixin.qq.com')")
  })

  test('says within how many days a known hole in a package is closed', () => {
    expect(part('依赖')).toMatch(/高危 \d+ 天内.*\d+ 天内.*每季度/s)
  })
})
