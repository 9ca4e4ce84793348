import { type Light, light, type Probes } from './rules-model.ts'

const MIB = 1024 * 1024
const DISK_FULL = 200 * MIB
const DISK_LOW = 1024 * MIB
/** Nothing breaks within this; page signatures and one-time codes are judged by minutes. */
const SKEW_SECONDS = { yellow: 30, red: 300 }
const STALLED_MINUTES = 15
/** The State Council publishes the next year's holidays in November. */
const NOTICE_MONTH = 11

/** One light for every setting that is wrong, so that each has its own two sentences. */
export const configLights = ({ config }: Probes): Light[] => {
  const wrong = config.problems.map(({ name, missing }) =>
    light('config', 'red', missing ? 'setting-missing' : 'setting-bad', { values: { name } }),
  )
  if (wrong.length > 0) return wrong
  if (config.trial) return [light('config', 'yellow', 'config-trial')]
  if (config.admins === 0) return [light('config', 'yellow', 'no-admin')]
  return [light('config', 'green', 'config-ok')]
}

/** While the sandbox on this very machine stands in for WeCom, an address of this machine is the right one. */
export const addressLight = ({ address, config }: Probes): Light => {
  if (address === null) return light('address', 'grey', 'waits-config')
  const values = { url: address.url }
  if (address.local && !address.wecomLocal && !config.trial) return light('address', 'red', 'address-local', { values })
  return light('address', 'green', 'address-ok', { values })
}

export const databaseLight = ({ database }: Probes): Light => {
  if (database === null) return light('database', 'grey', 'waits-config')
  switch (database.state) {
    case 'unreachable':
      return light('database', 'red', 'database-unreachable', { values: { detail: database.detail } })
    case 'read-only':
      return light('database', 'red', 'database-read-only')
    case 'not-made':
      return light('database', 'grey', 'database-not-made')
    case 'in-use':
      return light('database', 'grey', 'database-in-use')
    case 'ready':
      if (database.behind > 0)
        return light('database', 'yellow', 'database-behind', { values: { count: database.behind } })
      return light('database', 'green', 'database-ok', { values: { engine: database.engine } })
  }
}

/** A running server holds the directory, and that is right; a holder that does not answer blocks the next start. */
export const directoryLight = ({ directory }: Probes): Light => {
  if (directory === null) return light('directory', 'grey', 'waits-config')
  switch (directory.state) {
    case 'unused':
      return light('directory', 'grey', 'directory-unused')
    case 'not-writable':
      return light('directory', 'red', 'directory-not-writable', { values: { path: directory.path } })
    case 'held': {
      const values = { pid: directory.pid }
      if (directory.answers) return light('directory', 'green', 'directory-held', { values })
      return light('directory', 'red', 'directory-taken', { values })
    }
    default:
      return light('directory', 'green', 'directory-ok')
  }
}

export const diskLight = ({ disk }: Probes): Light => {
  if (disk === null) return light('disk', 'grey', 'disk-unknown')
  const values = { megabytes: Math.floor(disk / MIB) }
  if (disk < DISK_FULL) return light('disk', 'red', 'disk-full', { values })
  if (disk < DISK_LOW) return light('disk', 'yellow', 'disk-low', { values })
  return light('disk', 'green', 'disk-ok', { values })
}

export const clockLight = ({ clock, config }: Probes): Light => {
  if (config.shifted) return light('clock', 'yellow', 'clock-trial')
  const known = [clock.database, clock.wecom].flatMap((one) => one ?? [])
  if (known.length === 0) return light('clock', 'grey', 'clock-alone')
  const seconds = Math.round(Math.max(...known.map(Math.abs)))
  if (seconds <= SKEW_SECONDS.yellow) return light('clock', 'green', 'clock-ok')
  return light('clock', seconds > SKEW_SECONDS.red ? 'red' : 'yellow', 'clock-off', { values: { seconds } })
}

/** One light for every group that has a trouble of its own. */
export const robotLights = ({ robots }: Probes): Light[] => {
  if (robots === null) return [light('robots', 'grey', 'waits-database')]
  if (robots.length === 0) return [light('robots', 'grey', 'robots-none')]
  const wrong = robots.flatMap(({ name, addressOk, problem, errcode }) => {
    if (!addressOk) return [light('robots', 'red', 'robot-address', { values: { name } })]
    return problem === null ? [] : [light('robots', 'red', 'robot-refused', { errcode, values: { name } })]
  })
  return wrong.length > 0 ? wrong : [light('robots', 'green', 'robots-ok', { values: { count: robots.length } })]
}

export const calendarLight = ({ calendar }: Probes): Light => {
  if (calendar === null) return light('calendar', 'grey', 'waits-config')
  const { year, month, missing } = calendar
  if (missing.includes(year)) return light('calendar', 'red', 'calendar-missing', { values: { year } })
  if (month >= NOTICE_MONTH && missing.includes(year + 1)) {
    return light('calendar', 'yellow', 'calendar-next', { values: { year: year + 1 } })
  }
  return light('calendar', 'green', 'calendar-ok', { values: { year } })
}

export const queuesLight = ({ queues }: Probes): Light => {
  if (queues === null) return light('queues', 'grey', 'waits-database')
  const { dead, refused, oldestMinutes } = queues
  if (dead > 0) return light('queues', 'red', 'queues-dead', { values: { count: dead } })
  if (oldestMinutes >= STALLED_MINUTES) {
    return light('queues', 'red', 'queues-stalled', { values: { minutes: Math.floor(oldestMinutes) } })
  }
  if (refused > 0) return light('queues', 'yellow', 'queues-refused', { values: { count: refused } })
  return light('queues', 'green', 'queues-ok')
}

export const keysLight = ({ keys }: Probes): Light => {
  if (keys === null) return light('keys', 'grey', 'waits-database')
  switch (keys.state) {
    case 'missing':
      return light('keys', 'red', 'keys-missing', { values: { id: keys.id } })
    case 'plain':
      return light('keys', 'yellow', 'keys-none')
    case 'sealed':
      return light('keys', 'green', 'keys-ok')
  }
}

export const wechatyLight = ({ wechaty }: Probes): Light => {
  if (wechaty === null) return light('wechaty', 'grey', 'wechaty-off')
  const values = { name: wechaty.name }
  return wechaty.installed
    ? light('wechaty', 'green', 'wechaty-ok', { values })
    : light('wechaty', 'red', 'wechaty-missing', { values })
}

/** A second line of the same robot throws the first one out: nobody but the running server may try it. */
export const smartRobotLight = ({ smartRobot }: Probes): Light => {
  switch (smartRobot?.state) {
    case undefined:
      return light('smart-robot', 'grey', 'smart-robot-off')
    case 'elsewhere':
      return light('smart-robot', 'grey', 'smart-robot-inside')
    case 'ready':
      return light('smart-robot', 'green', 'smart-robot-ok')
    case 'waiting':
      return light('smart-robot', 'yellow', 'smart-robot-waiting')
    case 'replaced':
      return light('smart-robot', 'red', 'smart-robot-replaced')
    case 'refused':
      return light('smart-robot', 'red', 'smart-robot-refused', { errcode: smartRobot?.errcode ?? null })
  }
}
