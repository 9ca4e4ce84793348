import { readConfig } from '../config.ts'
import { BackupRefused, backupDirectory, keyBeside } from '../db/backup.ts'
import { dumpPostgres } from './postgres-tools.ts'
import { runCommand, storeSettings } from './store-command.ts'

const USAGE = '用法 usage: npm run backup -- <file>'

const backup = async (args: readonly string[]): Promise<void> => {
  const [file] = args
  if (file === undefined || args.length > 1) throw new BackupRefused(USAGE)
  const config = readConfig(storeSettings(process.env))
  if (config.databaseUrl !== null) {
    await dumpPostgres(config.databaseUrl, file)
    console.log(`备份完成 done: ${file}\nDATA_KEYS 不在备份里，请另外保管 · is not in the backup: keep it elsewhere`)
    return
  }
  const { key } = await backupDirectory(config.dataDir, file)
  console.log(`备份完成 done: ${file}`)
  if (key) {
    const beside = keyBeside(file)
    console.log(
      `密钥在 ${beside}，请与备份分开保管：两个都有的人能读出全部资料\nits key is in ${beside}: keep the two apart, whoever has both can read everything`,
    )
  }
}

await runCommand(() => backup(process.argv.slice(2)))
