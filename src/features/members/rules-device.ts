export const CLIENTS = ['wecom', 'browser'] as const
export const SYSTEMS = ['ios', 'android', 'windows', 'mac', 'other'] as const
export type Device = { client: (typeof CLIENTS)[number]; system: (typeof SYSTEMS)[number] }

// Asked in this order: an Android also says Linux, an iPhone also says Mac.
const SIGNS: readonly (readonly [Device['system'], RegExp])[] = [
  ['ios', /iPhone|iPad/i],
  ['android', /Android/i],
  ['windows', /Windows/i],
  ['mac', /Mac OS X|Macintosh/i],
]

/** Just enough to know one's own device again; the rest of what a browser says about itself is not kept. */
export const deviceOf = (userAgent: string): Device => ({
  client: /wxwork/i.test(userAgent) ? 'wecom' : 'browser',
  system: SIGNS.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other',
})

export const deviceText = ({ client, system }: Device): string => `${client}/${system}`

export const deviceFrom = (text: string): Device => {
  const [client, system] = text.split('/')
  return {
    client: CLIENTS.find((one) => one === client) ?? 'browser',
    system: SYSTEMS.find((one) => one === system) ?? 'other',
  }
}
