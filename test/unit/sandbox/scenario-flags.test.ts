import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { helpText, readFlags } from '../../../src/sandbox/scenario/flags.ts'

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..')

const command = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/cli/sandbox.js', ...args], { cwd: ROOT, encoding: 'utf8' })

test('without flags a quiet day is lived at sixty times the speed of life', () => {
  expect(readFlags([])).toMatchObject({
    kind: 'good',
    flags: {
      scenario: 'quiet-day',
      speed: 60,
      seed: 1,
      port: 3900,
      appUrl: 'http://127.0.0.1:3000',
      callbackUrl: 'http://127.0.0.1:3000/wecom/callback',
      at: null,
      ordersKey: null,
      json: false,
    },
  })
})

test('every flag reaches its place', () => {
  const line =
    '--scenario busy-week --speed max --seed 7 --port 0 --app-url http://127.0.0.1:3100/ --at 2026-11-24T09:00:00+08:00 --orders-key zg_x --reps 9 --customers 100 --json --setup --corp-id wwother --parallel 3'
  const read = readFlags(line.split(' '))
  expect(read).toMatchObject({
    kind: 'good',
    flags: {
      scenario: 'busy-week',
      speed: 'max',
      seed: 7,
      port: 0,
      callbackUrl: 'http://127.0.0.1:3100/wecom/callback',
      at: new Date('2026-11-24T01:00:00Z'),
      ordersKey: 'zg_x',
      size: { reps: 9, customers: 100 },
      json: true,
      setup: true,
      parallel: 3,
      corp: { corpId: 'wwother' },
    },
  })
})

test('bad flags are named all at once, and the command ends with 1', () => {
  const line =
    '--speed fast --seed -1 --port 99999 --at tomorrow --callback-url nowhere --aes-key short --colour red stray --token'
  const { status, stderr, stdout } = command(...line.split(' '))
  expect(status).toBe(1)
  expect(stdout).toBe('')
  for (const name of [
    '--speed',
    '--seed',
    '--port',
    '--at',
    '--callback-url',
    '--aes-key',
    '--colour',
    'stray',
    '--token',
  ])
    expect(stderr).toContain(`${name}:`)
  expect(stderr).not.toContain('    at ')
})

test('an unknown scenario names those there are', () => {
  const { status, stderr } = command('--scenario', 'never', '--port', '0')
  expect(status).toBe(1)
  for (const name of ['never', 'quiet-day', 'busy-week', 'launch-day', 'bad-network', 'big-company'])
    expect(stderr).toContain(name)
})

test('help names every flag and every scenario and ends with 0', () => {
  const { status, stdout } = command('--help')
  expect(status).toBe(0)
  expect(stdout.trim()).toBe(helpText())
  for (const name of ['--speed', '--callback-url', '--orders-key', 'bad-network']) expect(stdout).toContain(name)
})

test('an instance that never verifies is said to be missing, with what to look at', () => {
  const { status, stderr, stdout } = command('--port', '0', '--app-url', 'http://127.0.0.1:9', '--wait', '1')
  expect(status).toBe(1)
  expect(stdout).toContain('WECOM_CORP_ID=wwscenario000000001')
  expect(stderr).toContain('http://127.0.0.1:9/wecom/callback')
})
