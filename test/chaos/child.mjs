// The built product as it runs anywhere, with one crash point armed: `CHAOS_CRASH=outbox:sent#2` dies there the second time.
import { armCrashPoints } from '../../dist/spine/crash-points.js'

const [point, nth] = (process.env.CHAOS_CRASH ?? '').split('#')
let left = Number(nth ?? 1)
if (point) {
  armCrashPoints((hit) => {
    if (hit !== point) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  })
}
await import('../../dist/main.js')
