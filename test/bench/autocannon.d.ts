declare module 'autocannon' {
  type Request = { method?: string; path?: string; headers?: Record<string, string>; setupRequest?: string }
  type Options = {
    url: string
    connections: number
    duration: number
    workers: number
    requests: Request[]
  }
  type Latency = { p50: number; p99: number; p99_9: number; max: number }
  type Result = { '2xx': number; non2xx: number; errors: number; duration: number; latency: Latency }
  const autocannon: (options: Options) => Promise<Result>
  export default autocannon
}
