import type { Fault } from './types.ts'

const meant = (fault: Fault, api: string): boolean => {
  if (fault.api === undefined) return true
  return typeof fault.api === 'string' ? api.includes(fault.api) : fault.api.test(api)
}

/** The newest fault that fits wins; one with a count disappears when it is used up. */
export const createFaults = () => {
  let faults: { fault: Fault; left: number }[] = []
  return {
    set: (fault: Fault): void => {
      faults.unshift({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    clear: (): void => {
      faults = []
    },
    list: (): Fault[] => faults.map((one) => one.fault),
    hit: (api: string): Fault | null => {
      const found = faults.find((one) => meant(one.fault, api))
      if (found === undefined) return null
      found.left -= 1
      faults = faults.filter((one) => one.left > 0)
      return found.fault
    },
  }
}
