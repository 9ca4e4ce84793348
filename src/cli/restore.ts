import { sql } from 'drizzle-orm'
import { type Config, readConfig } from '../config.ts'
import { BackupRefused, keyBeside, restoreDirectory } from '../db/backup.ts'
import { rowsOf } from '../db/db.ts'
import { openDb } from '../db/open.ts'
import { signFirstHead } from '../features/audit/sign-head.ts'
import { verifyChain } from '../features/audit/view-chain.ts'
import { takeKeys } from '../features/privacy/take-keys.ts'
import { restorePostgres } from './postgres-tools.ts'
import { runCommand, storeSettings } from './store-command.ts'

const USAGE = '用法 usage: npm run restore -- <file>'

/** Opens what was restored: a backup counts once it was read. */
const check = async (config: Config): Promise<string> => {
  const opened = await openDb({ url: config.databaseUrl, dataDir: config.dataDir })
  try {
    await takeKeys(opened.db, [...(config.dataKeys ?? []), ...(opened.fileKeys ?? [])], signFirstHead)
    const [row] = await rowsOf<{ count: number | string }>(opened.db, sql`select count(*) as count from customers`)
    const { entries, broken } = await verifyChain(opened.db)
    const chain = broken === null ? '完整 whole' : `在第 ${broken.seq} 条断开 broken at ${broken.seq}`
    return `客户 customers: ${row?.count ?? 0}\n审计日志 audit log: ${entries}，${chain}`
  } finally {
    await opened.close()
  }
}

const restore = async (args: readonly string[]): Promise<void> => {
  const [file] = args
  if (file === undefined || args.length > 1) throw new BackupRefused(USAGE)
  const config = readConfig(storeSettings(process.env))
  if (config.databaseUrl !== null) await restorePostgres(file, config.databaseUrl)
  else {
    const { key, madeAt } = await restoreDirectory(file, config.dataDir)
    console.log(`已恢复到 ${config.dataDir}，备份时间 ${madeAt} · restored a backup of ${madeAt}`)
    if (!key && config.dataKeys === undefined) {
      console.log(
        `没有找到 ${keyBeside(file)}：启动前请把当时的 data.key 放进 ${config.dataDir}\n${keyBeside(file)} is missing: put that data.key into ${config.dataDir} before you start`,
      )
      return
    }
  }
  console.log(await check(config))
}

await runCommand(() => restore(process.argv.slice(2)))
