import type { Switches } from '../switches/switches.ts'
import type { Fault } from '../types.ts'

/** In the table a pattern stands as text between slashes, so that every value there is plain JSON. */
const asText = (api: string | RegExp | undefined): { api?: string } =>
  api === undefined ? {} : { api: typeof api === 'string' ? api : `${api}` }

const meant = (api: string | undefined, called: string): boolean => {
  if (api === undefined) return true
  const pattern = /^\/(.+)\/([a-z]*)$/.exec(api)
  return pattern === null ? called.includes(api) : new RegExp(pattern[1] ?? '', pattern[2]).test(called)
}

/** The newest fault that fits wins; one with a count disappears when it is used up. The switch `faults` is the list. */
export const createFaults = (switches: Switches) => ({
  set: ({ kind, api, errcode, times }: Fault): void =>
    switches.set({
      faults: [
        {
          kind,
          ...asText(api),
          ...(errcode === undefined ? {} : { errcode }),
          ...(times === undefined ? {} : { times }),
        },
        ...switches.get('faults'),
      ],
    }),
  clear: (): void => switches.set({ faults: [] }),
  list: (): Fault[] => [...switches.get('faults')],
  hit: (api: string): Fault | null => {
    const faults = switches.get('faults')
    const found = faults.find((one) => meant(one.api, api))
    if (found?.times === undefined) return found ?? null
    const left = found.times - 1
    switches.set({
      faults: faults.flatMap((one) => (one !== found ? [one] : left > 0 ? [{ ...one, times: left }] : [])),
    })
    return found
  },
})
