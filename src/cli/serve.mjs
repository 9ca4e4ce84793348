import { join } from 'node:path'
import { build } from './build.mjs'
import { startKeeper } from './keeper.mjs'
import { ROOT, runAsCommand, Trouble } from './prepare.mjs'

/** The product behind a keeper of its port: `kill -HUP` replaces it, with what `git pull` brought, without an outage. */
const serve = async () => {
  await build()
  process.chdir(ROOT)
  const port = Number(process.env.PORT || 3000)
  const keeper = await startKeeper({
    port,
    host: process.env.HOST || '127.0.0.1',
    entry: join(ROOT, 'dist', 'main.js'),
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, PUBLIC_URL: process.env.PUBLIC_URL || `http://localhost:${port}` },
    overlap: Boolean(process.env.DATABASE_URL),
  })
  if (keeper === null) throw new Trouble('The product did not start; what it said stands above.')
  process.on('SIGHUP', async () => {
    await build()
    console.log((await keeper.restart()) ? '已换上新进程 Replaced' : '新进程没有启动，旧进程继续 Not replaced')
  })
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, async () => {
      process.exit(await keeper.stop())
    })
}

await runAsCommand(serve)
