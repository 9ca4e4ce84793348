export type Keeper = {
  port: number
  /** Of the process that takes people's sockets now. */
  pid: () => number | undefined
  restart: () => Promise<boolean>
  stop: () => Promise<number>
}
export type KeeperOptions = {
  port: number
  host: string
  entry: string
  execArgv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  overlap: boolean
  stdio?: 'inherit' | 'ignore'
}
export function startKeeper(options: KeeperOptions): Promise<Keeper | null>
