import { existsSync, readFileSync } from 'node:fs'
import { SandboxRefused } from '../sandbox/refuse-outside.ts'
import { BUILT_IN, builtIn } from '../sandbox/scenario/built-in-data.ts'
import { helpText, readFlags, type SandboxFlags } from '../sandbox/scenario/flags.ts'
import { foundScenario, liveScenario } from '../sandbox/scenario/live.ts'
import { isoOf } from '../sandbox/scenario/moments.ts'
import { hourText, ledgerText } from '../sandbox/scenario/report.ts'
import { resized } from '../sandbox/scenario/scale.ts'
import { readScenario, type Scenario } from '../sandbox/scenario/shape.ts'
import { setUpProduct, shopByHttp } from '../sandbox/scenario/shop-http.ts'
import { pacedTime, quiet } from '../sandbox/scenario/time.ts'
import { seededRandom } from '../sandbox/seed/seeded-random.ts'
import { startSandboxServer } from '../sandbox/server.ts'

const REST = { quietMs: 1_500, longestMs: 60_000 }

/** Something a person can mend; shown without a stack. */
class Trouble extends Error {}

const scenarioOf = ({ scenario, size }: SandboxFlags): Scenario => {
  const given = builtIn(scenario) ?? (existsSync(scenario) ? parsed(scenario) : null)
  if (given === null) {
    const names = BUILT_IN.map((one) => one.name).join(', ')
    throw new Trouble(`--scenario: 没有剧本 ${scenario}，也没有这个文件 · no such scenario or file; there are ${names}`)
  }
  const read = readScenario(resized(given, size))
  if (!read.ok) throw new Trouble([`--scenario ${scenario}:`, ...read.problems.map((one) => `  ${one}`)].join('\n'))
  return read.scenario
}

const parsed = (file: string): Scenario => {
  try {
    const read = readScenario(JSON.parse(readFileSync(file, 'utf8')))
    if (read.ok) return read.scenario
    throw new Trouble([`--scenario ${file}:`, ...read.problems.map((one) => `  ${one}`)].join('\n'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Trouble(`--scenario ${file}: 不是 JSON · is not JSON: ${error.message}`)
    throw error
  }
}

const environmentText = ({ corp, admin, appUrl, at }: SandboxFlags, url: string, start: Date): string => {
  const app = new URL(appUrl)
  const lines = {
    PORT: app.port === '' ? '80' : app.port,
    WECOM_CORP_ID: corp.corpId,
    WECOM_AGENT_ID: corp.agentId,
    WECOM_SECRET: corp.secret,
    WECOM_TOKEN: corp.token,
    WECOM_ENCODING_AES_KEY: corp.encodingAesKey,
    WECOM_API_URL: url,
    WECOM_OAUTH_URL: url,
    ADMIN_USERIDS: admin,
    ...(at === null ? {} : { TRIAL_CLOCK: isoOf(start.getTime()) }),
  }
  return `${Object.entries(lines)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')} node dist/main.js`
}

const NOTE = `注意：提醒、日报与跟进按产品自己的时钟，沙箱的时钟更快也不会提前。
Note: reminders, digests and follow-ups follow the product's own clock, however fast the sandbox runs.`

const introduce = (flags: SandboxFlags, scenario: Scenario, url: string, start: Date): string =>
  [
    `掌柜沙箱 · ${scenario.name}（${scenario.about}）`,
    `seed ${flags.seed}, ${flags.speed === 'max' ? 'max' : `${flags.speed}×`}, ${isoOf(start.getTime())} + ${scenario.hours} h, ${scenario.company.reps} reps, ${scenario.company.customers} customers`,
    `沙箱 sandbox: ${url}`,
    '',
    '在另一个终端启动被测实例 · in another terminal start the instance:',
    `  ${environmentText(flags, url, start)}`,
    '',
    NOTE,
    '',
  ].join('\n')

/** Asks again and again, because the product may be started after the sandbox. */
const verified = async (
  verify: () => Promise<boolean>,
  { waitSeconds, callbackUrl }: SandboxFlags,
  stop: AbortSignal,
): Promise<void> => {
  const until = performance.now() + waitSeconds * 1000
  while (!(await verify())) {
    if (stop.aborted) return
    if (performance.now() > until)
      throw new Trouble(
        `${callbackUrl} 没有通过验证：实例在运行吗？Token、EncodingAESKey、企业 ID 是否一致？· did not verify: does the instance run, and are token, key and corp id the same?`,
      )
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

const live = async (flags: SandboxFlags, stop: AbortSignal): Promise<void> => {
  const scenario = scenarioOf(flags)
  const start = new Date(Math.floor((flags.at ?? new Date()).getTime() / 1000) * 1000)
  const time = pacedTime(start, flags.speed, stop)
  const server = await startSandboxServer(
    {
      ...flags.corp,
      adminUserid: flags.admin,
      now: () => new Date(time.now()),
      callbackUrl: () => flags.callbackUrl,
      appUrl: () => flags.appUrl,
      seed: 'empty',
      random: seededRandom(flags.seed),
    },
    { port: flags.port },
  ).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Trouble(`--port ${flags.port}: 端口已被占用，请换一个 · is taken, give another one`)
  })
  const { sandbox, url } = server
  const tell = flags.json ? console.error : console.log
  try {
    await foundScenario(sandbox, { scenario, seed: flags.seed, start }, 'quietly')
    tell(introduce(flags, scenario, url, start))
    await verified(sandbox.callbacks.verifyUrl, flags, stop)
    const begun = performance.now()
    const key = flags.setup ? await setUpProduct(flags.appUrl, flags.admin) : flags.ordersKey
    const productNow = () => new Date(start.getTime() + performance.now() - begun)
    if (flags.setup) await quiet(sandbox, REST)
    const { ledger } = await liveScenario({
      scenario,
      seed: flags.seed,
      start,
      sandbox,
      time,
      placeOrder: key === null ? undefined : shopByHttp(flags.appUrl, key, productNow),
      parallel: flags.parallel,
      productClock: 'own',
      onHour: (hour) => console.log(flags.json ? JSON.stringify({ ...hour, at: isoOf(hour.at) }) : hourText(hour)),
      rest: () => quiet(sandbox, REST),
      signal: stop,
    })
    console.log(flags.json ? JSON.stringify({ ledger }) : ledgerText(ledger))
  } finally {
    await server.close()
  }
}

const main = async (): Promise<void> => {
  const read = readFlags(process.argv.slice(2))
  if (read.kind === 'help') {
    console.log(helpText())
    return
  }
  if (read.kind === 'bad') throw new Trouble(read.problems.join('\n'))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  await live(read.flags, stop.signal)
}

main().catch((error: unknown) => {
  const plain = error instanceof Trouble || error instanceof SandboxRefused
  console.error(plain ? (error as Error).message : error)
  process.exitCode = 1
})
