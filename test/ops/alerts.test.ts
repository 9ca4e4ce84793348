import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/spine/metrics.ts'
import { FAULTS, HEALTHY } from './faults.ts'

const RULES = join(import.meta.dirname, '../../src/http/metrics/alerts.yml')
const rules = readFileSync(RULES, 'utf8')
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map((match) => match[1] ?? '')

const exec = promisify(execFile)
const hasPromtool = await exec('promtool', ['--version']).then(
  () => true,
  () => false,
)

type Case = {
  name: string
  series: Readonly<Record<string, string>>
  firing: Readonly<Record<string, readonly string[]>>
}

/** `firing`: which alerts must be firing at which time, and no others. */
const promtool = async (cases: readonly Case[]): Promise<string> => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-alerts-'))
  const file = join(home, 'cases.yml')
  const tests = cases.map(({ name, series, firing }) => ({
    name,
    interval: '15s',
    input_series: Object.entries({ ...HEALTHY, ...series }).map(([one, values]) => ({ series: one, values })),
    promql_expr_test: Object.entries(firing).map(([at, names]) => ({
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: at,
      exp_samples: names.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
    })),
  }))
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '15s', tests }))
  try {
    await exec('promtool', ['test', 'rules', file])
    return ''
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return `${stdout}${stderr}`
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

describe('the alerts', () => {
  test('look at figures that exist', async () => {
    const { registry } = createMetrics()
    const known = new Set((await registry.getMetricsAsJSON()).map((one) => one.name))
    const used = [...rules.matchAll(/\b((?:zhanggui|nodejs)_[a-z0-9_]+)/g)].map((match) => match[1] ?? '')
    const base = (name: string) => name.replace(/_(?:bucket|count|sum)$/, '')
    expect(used.length).toBeGreaterThan(15)
    expect([...new Set(used)].filter((name) => !known.has(name) && !known.has(base(name)))).toEqual([])
  })

  test('each have a fault that raises them', () => {
    expect(FAULTS.map((fault) => fault.alert).sort()).toEqual([...alerts].sort())
    expect(FAULTS.length).toBeGreaterThanOrEqual(12)
  })

  test.runIf(hasPromtool)('are rules Prometheus accepts', async () => {
    const { stdout } = await exec('promtool', ['check', 'rules', RULES])
    expect(stdout).toContain(`SUCCESS: ${alerts.length} rules found`)
  })

  test.runIf(hasPromtool)('are silent in a healthy house', async () => {
    const firing = { '30s': [], '2m': [], '5m': [], '10m': [] }
    expect(await promtool([{ name: 'healthy', series: {}, firing }])).toBe('')
  })

  test.runIf(hasPromtool).each(FAULTS)('when $what: $alert within two minutes, and no other', async (fault) => {
    const firing = { '1m45s': [], '4m': [fault.alert] }
    expect(await promtool([{ name: fault.what, series: fault.series, firing }])).toBe('')
  })

  test.runIf(hasPromtool)('would be noticed if they stayed silent', async () => {
    expect(await promtool([{ name: 'nothing', series: {}, firing: { '4m': ['ZhangguiDown'] } }])).toContain('FAILED')
  })
})
