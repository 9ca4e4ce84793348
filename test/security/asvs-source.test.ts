import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const below = (directory: string): string[] =>
  readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && /\.(ts|mjs|js|vue|html)$/.test(one.name))
    .map((one) => relative(ROOT, join(one.parentPath, one.name)))
    .filter((path) => !path.includes('/dist/'))
const all = [...below('src'), ...below('sidebar-h5')].map((path) => ({ path, text: read(path) }))
const server = all.filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/sandbox/'))
const page = all.filter(({ path }) => path.startsWith('sidebar-h5/'))
const holding = (files: typeof all, pattern: RegExp): string[] =>
  files
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort()
const found = (files: typeof all, pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) => [...text.matchAll(pattern)].map((one) => `${path}: ${one[1] ?? one[0]}`)).sort()

test('there is something to look at', () => {
  expect([server.length > 250, page.length > 100]).toEqual([true, true])
})

test('no text becomes code, in the server or on the page', () => {
  expect(holding(all, /\beval\(|new Function\(|from 'node:vm'|set(Timeout|Interval)\(['"`]|javascript:/)).toEqual([])
})

test('the page shows text as text: nothing is written into it as HTML', () => {
  expect(holding(page, /v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/)).toEqual([])
})

test('the server starts no program; the commands of the shell start theirs without a shell between', () => {
  const starting = holding(server, /child_process/)
  expect(starting.filter((path) => !path.startsWith('src/cli/'))).toEqual([])
  const files = server.filter(({ path }) => starting.includes(path))
  expect(holding(files, /\bexec(Sync|File)?\(/)).toEqual([])
  // npm is a .cmd file on Windows; its arguments are our own words.
  expect(found(files, /shell: ?([^,}\n]+)/g)).toEqual([
    "src/cli/prepare.mjs: process.platform === 'win32' && before.length === 0 ",
  ])
})

test('no query is put together from texts: what is written raw are our own columns', () => {
  expect(found(server, /sql\.raw\(([^\n]*)\)/g)).toEqual([
    'src/db/migrate.ts: GRANT_READER)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the line of the source
    'src/features/digests/pull-stats.ts: `excluded.${column}`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the line of the source
    'src/features/lifecycle/queries.ts: `extract(epoch from ${column})::float8 * 1000`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the line of the source
    "src/spine/months.ts: `'${beginOf(month).toISOString()}'`",
  ])
  expect(holding(server, /\.query\(`[^`]*\$\{/)).toEqual([])
})

test('no pattern is made of what somebody wrote, but of forbidden words with every sign made harmless', () => {
  expect(holding([...server, ...page], /new RegExp\(/)).toEqual([
    'sidebar-h5/src/lib/format.ts',
    'sidebar-h5/src/lib/router.ts',
    'src/wecom/archive/json.ts',
  ])
  expect(read('sidebar-h5/src/lib/format.ts')).toContain(String.raw`sign.replace(/[.*+?^${'$'}{}()|[\]\\]/g, '\\$&')`)
})

test('what nobody may guess has at least 128 bits of the system’s own chance', () => {
  const bytes = (path: string) => found([{ path, text: read(path) }], /randomBytes\((\w+)\)/g)
  expect(bytes('src/app.ts')).toEqual(['src/app.ts: 24'])
  expect(bytes('src/http/auth.ts')).toEqual(['src/http/auth.ts: 16'])
  expect(bytes('src/deps.ts')).toEqual(['src/deps.ts: 32'])
  expect(bytes('src/features/members/routes.ts')).toContain('src/features/members/routes.ts: 24')
  expect(bytes('src/features/privacy/take-keys.ts')).toEqual(['src/features/privacy/take-keys.ts: 32'])
  // Pauses before a second try, and the name of a hand-over that only keeps it from being counted twice.
  expect(holding([...server, ...page], /Math\.random\(/)).toEqual([
    'sidebar-h5/src/features/scripts/count.ts',
    'src/features/relations/ask-wecom.ts',
    'src/spine/queue.ts',
    'src/wecom/breaker.ts',
    'src/wecom/smart-robot/keeper.ts',
  ])
})

test('our own data is sealed and hashed by AES-256-GCM and SHA-256; what is weaker is WeCom’s own protocol', () => {
  const ours = server.filter(({ path }) => !path.startsWith('src/wecom/') && path !== 'src/doctor-signatures.ts')
  const kinds = /create(?:Cipheriv|Decipheriv|Hash|Hmac)\(\s*'([^']+)'/g
  expect([...new Set(found(ours, kinds).map((one) => one.split(': ')[1]))].sort()).toEqual(['aes-256-gcm', 'sha256'])
  expect(holding(server, /-ecb'|'des(-|')|'rc4|'md4|createSign\(|generateKeyPair/i)).toEqual([])
  expect(holding(server, /createCipheriv|createDecipheriv|privateDecrypt/)).toEqual([
    'src/db/sealing.ts',
    'src/wecom/archive/rsa.ts',
    'src/wecom/cipher.ts',
    'src/wecom/smart-robot/media.ts',
  ])
})

test('cryptography comes from Node’s own library alone', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
  expect(
    Object.keys(dependencies).filter((name) => /crypto|cipher|bcrypt|jose|jsonwebtoken|forge/i.test(name)),
  ).toEqual([])
})

test('no certificate goes unchecked and no TLS before 1.2 is spoken', () => {
  expect(tls.DEFAULT_MIN_VERSION).toBe('TLSv1.2')
  const files = [
    ...server,
    { path: 'Dockerfile', text: read('Dockerfile') },
    { path: 'compose', text: read('compose.yaml') },
  ]
  expect(
    holding(files, /rejectUnauthorized|NODE_TLS_REJECT|minVersion|secureProtocol|tls-min|checkServerIdentity|ciphers:/),
  ).toEqual([])
})

test('no call to the outside follows where it is sent on', () => {
  const calls = server.flatMap(({ path, text }) =>
    [...text.matchAll(/await fetch\(([^)]*)/g)].map((one) => ({ path, rest: one[1] ?? '' })),
  )
  const open = calls.filter(({ rest }) => rest.includes(',') && !/redirect: '(manual|error)'/.test(rest))
  expect(open).toEqual([])
  expect(calls.filter(({ rest }) => rest !== '').map(({ path }) => path)).toEqual(['src/doctor-http.ts'])
  expect(holding(server, /maxRedirections|interceptors\.redirect|redirect: 'follow'/)).toEqual([])
})

test('the page listens to no message of another page and sends none', () => {
  expect(holding(page, /postMessage|onmessage|addEventListener\(\s*'message'/)).toEqual([])
})

test('the image carries what runs and nothing else: no repository, no test, no key', () => {
  const last =
    read('Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? ''
  const copied = [...last.matchAll(/^COPY --from=\w+ \/app\/(\S+)/gm)].map((one) => one[1])
  expect(copied).toEqual(['node_modules', 'package.json', 'drizzle', 'dist', 'sidebar-h5/dist'])
  expect(last.match(/^COPY (?!--from)/m)).toBeNull()
  expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.git', '.env', 'data', 'test']))
  expect(last).toMatch(/^USER node$/m)
})

test('what helps while building is switched off in what is built', () => {
  expect(read('Dockerfile')).toContain('NODE_ENV=production')
  const vite = read('sidebar-h5/vite.config.ts')
  expect([vite.includes("__VUE_PROD_DEVTOOLS__: 'false'"), vite.includes('sourcemap: false')]).toEqual([true, true])
  expect(holding(server, /--inspect|\bdebugger\b|inspector/)).toEqual([])
})
