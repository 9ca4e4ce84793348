import { readFileSync } from 'node:fs'

/** What nobody should find in the environment of a process: each may be given as NAME_FILE, the file that holds it. */
export const SECRETS = [
  'DATABASE_URL',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
  'SESSION_SECRET',
  'DATA_KEYS',
  'WECHATY_TOKEN',
  'SMART_ROBOT_SECRET',
] as const

/** The environment with what its files hold, as Docker and Kubernetes mount them; the problems name no content. */
export const withFiles = (env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; problems: string[] } => {
  const problems: string[] = []
  const read: NodeJS.ProcessEnv = { ...env }
  for (const name of SECRETS) {
    const path = env[`${name}_FILE`]?.trim() ?? ''
    if (path === '') continue
    if ((env[name]?.trim() ?? '') !== '') {
      problems.push(`${name} and ${name}_FILE are both set; keep one of them`)
      continue
    }
    try {
      read[name] = readFileSync(path, 'utf8').trim()
      if (read[name] === '') problems.push(`${name}_FILE names an empty file; write the value into it`)
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
      problems.push(`${name}_FILE names a file that cannot be read (${why}); check the path and who may read it`)
    }
  }
  return { env: read, problems }
}
