import { readConfig } from '../config.ts'
import { BackupRefused } from '../db/backup.ts'
import { openDb } from '../db/open.ts'
import type { Break } from '../features/audit/chain.ts'
import { signFirstHead } from '../features/audit/sign-head.ts'
import { verifyChain } from '../features/audit/view-chain.ts'
import { takeKeys } from '../features/privacy/take-keys.ts'
import { runCommand, storeSettings } from './store-command.ts'

const USAGE = '用法 usage: npm run audit:verify [-- --expect=<seq>:<hash>]'

const WHY: Record<Break['why'], string> = {
  missing: '缺失 is missing',
  changed: '被改动 was changed',
  'not-linked': '与前一条不相连 does not follow from the one before it',
  'cut-off': '及之后的记录被删除 and what followed were cut off',
  'beyond-head': '及之后的记录是后来加进去的 and what follows were added from outside',
  'no-head': '之后没有链尾：它被删除 was the last one, and the head of the chain was deleted',
  'bad-signature': '处的签名不对：有人重写了日志 bears a wrong signature: the log was rewritten',
  'not-as-expected':
    '与之前记下的不同：日志被退回或重写 is not as it was written down: the log was put back or rewritten',
}

const expectedFrom = (args: readonly string[]): { seq: number; hash: string } | null => {
  const [arg] = args
  if (arg === undefined) return null
  const [, seq, hash] = /^--expect=(\d{1,15}):([0-9a-f]{64})$/.exec(arg) ?? []
  if (seq === undefined || hash === undefined || args.length > 1) throw new BackupRefused(USAGE)
  return { seq: Number(seq), hash }
}

const verify = async (args: readonly string[]): Promise<number> => {
  const expected = expectedFrom(args)
  const config = readConfig(storeSettings(process.env))
  const opened = await openDb({ url: config.databaseUrl, dataDir: config.dataDir })
  try {
    await takeKeys(opened.db, [...(config.dataKeys ?? []), ...(opened.fileKeys ?? [])], signFirstHead)
    const { entries, head, signed, broken } = await verifyChain(opened.db, expected)
    if (broken !== null) {
      console.error(`审计日志第 ${broken.seq} 条${WHY[broken.why].replace(' ', ` · entry ${broken.seq} `)}`)
      return 1
    }
    console.log(`审计日志完整，共 ${entries} 条 · the audit log is whole: ${entries} entries`)
    if (head !== null)
      console.log(`记下这一行，以后可用 --expect 核对 · write this down for --expect:\n  ${head.seq}:${head.hash}`)
    if (head !== null && !signed) {
      console.log('没有 DATA_KEYS，日志没有签名 · not signed: set DATA_KEYS')
    }
    return 0
  } finally {
    await opened.close()
  }
}

await runCommand(() => verify(process.argv.slice(2)))
