export type Due = { at: number; serial: number }

const before = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.serial < other.serial)

/** A binary heap. Things due at the same moment come out in the order in which they were put in. */
export const createQueue = <T>() => {
  const heap: (Due & { thing: T })[] = []
  let serial = 0

  const rise = (from: number): void => {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1
      const [mine, its] = [heap[at], heap[above]]
      if (mine === undefined || its === undefined || !before(mine, its)) return
      heap[at] = its
      heap[above] = mine
      at = above
    }
  }
  const sink = (): void => {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      for (const below of [left, right]) {
        const [one, other] = [heap[below], heap[least]]
        if (one !== undefined && other !== undefined && before(one, other)) least = below
      }
      const [mine, its] = [heap[at], heap[least]]
      if (least === at || mine === undefined || its === undefined) return
      heap[at] = its
      heap[least] = mine
      at = least
    }
  }

  return {
    put: (at: number, thing: T): void => {
      serial += 1
      heap.push({ at, serial, thing })
      rise(heap.length - 1)
    },
    first: (): number | null => heap[0]?.at ?? null,
    take: (): { at: number; thing: T } | null => {
      const top = heap[0]
      const last = heap.pop()
      if (top === undefined || last === undefined) return null
      if (heap.length > 0) {
        heap[0] = last
        sink()
      }
      return top
    },
    size: (): number => heap.length,
  }
}
