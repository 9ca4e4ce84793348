const [deadly, nth] = (process.env.CHAOS_CRASH ?? '').split('#')
let left = Number(nth ?? 1)

/** `deadly` is a point, or `point@of` where only one kind of what passes it counts. */
export const crashPoint = (point, of = '') => {
  if (deadly !== point && deadly !== `${point}@${of}`) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
