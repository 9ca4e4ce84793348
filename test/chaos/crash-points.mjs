const [deadly, nth] = (process.env.CHAOS_CRASH ?? '').split('#')
let left = Number(nth ?? 1)

export const crashPoint = (point) => {
  if (point !== deadly) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
