import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import pg from 'pg'
import { BackupRefused } from '../db/backup.ts'

/** By the environment: arguments stand in the list of processes, where everybody on the machine reads the password. */
const environmentOf = (url: string): NodeJS.ProcessEnv => {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const sslmode = searchParams.get('sslmode')
  return {
    ...process.env,
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname),
    PGPORT: port === '' ? '5432' : port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...(sslmode === null ? {} : { PGSSLMODE: sslmode }),
  }
}

const run = (command: string, args: readonly string[], url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: environmentOf(url) })
    child.on('error', () => {
      const line = `${command} ${args.join(' ')}`
      reject(
        new BackupRefused(
          `没有找到 ${command}。请安装 PostgreSQL 客户端，或在数据库所在的机器上运行：\n${command} is missing: install PostgreSQL's client tools, or run where the database is:\n  ${line}`,
        ),
      )
    })
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new BackupRefused(`${command} 没有成功，见上面的信息 · failed, see above`))
    })
  })

/** Of a running server too: pg_dump sees one consistent moment. */
export const dumpPostgres = async (url: string, file: string): Promise<void> => {
  if (existsSync(file)) throw new BackupRefused(`${file} 已存在，请换一个文件名 · exists already: name another file`)
  await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${file}`], url)
}

const countTables = async (url: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query(
      `select count(*) as count from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    return Number(found.rows[0]?.count)
  } finally {
    await client.end()
  }
}

/** Into an empty database alone. All or nothing. */
export const restorePostgres = async (file: string, url: string): Promise<void> => {
  if (!existsSync(file)) throw new BackupRefused(`没有这个文件：${file} · no such file`)
  if ((await countTables(url)) > 0) {
    throw new BackupRefused(
      'DATABASE_URL 指向的数据库不是空的，请新建一个空库 · the database is not empty: make a new one and name it in DATABASE_URL',
    )
  }
  const { PGDATABASE } = environmentOf(url)
  const args = ['--exit-on-error', '--single-transaction', '--no-owner', '--no-privileges', `--dbname=${PGDATABASE}`]
  await run('pg_restore', [...args, file], url)
}
