declare module 'autocannon' {
  type Request = { method?: string; path?: string; headers?: Record<string, string>; setupRequest?: string }
  type Options = {
    url: string
    connections: number
    duration: number
    workers: number
    requests: Request[]
  }
  type Result = { '2xx': number; non2xx: number; errors: number; duration: number; latency: { p50: number } }
  const autocannon: (options: Options) => Promise<Result>
  export default autocannon
}
