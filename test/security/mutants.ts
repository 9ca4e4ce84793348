import { type CallbackKeys, readEncrypt } from '../../src/wecom/envelope.ts'
import { type Forgery, forge, signed } from './forge.ts'
import type { Wire } from './sealed.ts'

type Dice = (below: number) => number
/** Changes a true callback so that it must be refused. */
type Mutant = readonly [name: string, change: (wire: Wire, dice: Dice) => Wire]

const NAMES = ['msg_signature', 'timestamp', 'nonce'] as const
const some = <Item>(list: readonly Item[], dice: Dice): Item => list[dice(list.length)] as Item
const sealedIn = (wire: Wire): string => {
  const read = readEncrypt(wire.body)
  return read.ok ? read.encrypt : ''
}
const withSealed = (wire: Wire, encrypt: string): Wire => ({
  ...wire,
  body: wire.body.replace(sealedIn(wire), () => encrypt),
})
const withQuery = (wire: Wire, change: (query: URLSearchParams) => void): Wire => {
  const query = new URLSearchParams(wire.query)
  change(query)
  return { ...wire, query: query.toString() }
}
const flipped = (text: string, dice: Dice): string => {
  const bytes = Buffer.from(text)
  const at = dice(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << dice(8))
  return bytes.toString('latin1')
}
const otherThan = (text: string, made: string): string => (made === text ? `${made}x` : made)

/** What anybody can do who saw a callback and holds no key. */
const OUTSIDE: readonly Mutant[] = [
  ['one bit of the sealed text', (wire, dice) => withSealed(wire, flipped(sealedIn(wire), dice))],
  [
    'one bit of the query',
    (wire, dice) =>
      withQuery(wire, (query) => {
        const name = some(NAMES, dice)
        query.set(name, flipped(query.get(name) ?? '', dice))
      }),
  ],
  ['the body cut off', (wire, dice) => ({ ...wire, body: wire.body.slice(0, dice(wire.body.length)) })],
  ['the sealed text cut off', (wire, dice) => withSealed(wire, sealedIn(wire).slice(0, dice(sealedIn(wire).length)))],
  ['the sealed text twice as long', (wire) => withSealed(wire, sealedIn(wire).repeat(2))],
  ['a parameter less', (wire, dice) => withQuery(wire, (query) => query.delete(some(NAMES, dice)))],
  ['a parameter twice', (wire, dice) => withQuery(wire, (query) => query.append(some(NAMES, dice), 'a'))],
  [
    'a parameter as a list',
    (wire, dice) => {
      const name = some(NAMES, dice)
      return { ...wire, query: wire.query.replace(`${name}=`, `${name}[]=`) }
    },
  ],
  [
    'a parameter as a field',
    (wire, dice) => {
      const name = some(NAMES, dice)
      return { ...wire, query: wire.query.replace(`${name}=`, `${name}[toString]=`) }
    },
  ],
  ['an empty parameter', (wire, dice) => withQuery(wire, (query) => query.set(some(NAMES, dice), ''))],
  [
    'two parameters changed over',
    (wire) =>
      withQuery(wire, (query) => {
        const [time, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? '']
        query.set('timestamp', `${time}${nonce.slice(0, 1)}`)
      }),
  ],
  [
    'the signature in capitals',
    (wire) =>
      withQuery(wire, (query) =>
        query.set(
          'msg_signature',
          otherThan(query.get('msg_signature') ?? '', (query.get('msg_signature') ?? '').toUpperCase()),
        ),
      ),
  ],
  [
    'a signature of nothing',
    (wire) => withQuery(wire, (query) => query.set('msg_signature', 'da39a3ee5e6b4b0d3255bfef95601890afd80709')),
  ],
  [
    'a time of another hour',
    (wire, dice) => withQuery(wire, (query) => query.set('timestamp', String(1_700_000_000 + dice(9_999_999)))),
  ],
  [
    'a broken escape in the query',
    (wire, dice) => ({ ...wire, query: `${wire.query}${some(['%', '%zz', '%00', '%c0%ae'], dice)}` }),
  ],
  [
    'two sealed texts',
    (wire) => ({ ...wire, body: wire.body.replace('</Encrypt>', '</Encrypt><Encrypt>a</Encrypt>') }),
  ],
  [
    'the sealed text deeper',
    (wire) => ({
      ...wire,
      body: wire.body.replace('<Encrypt>', '<A><Encrypt>').replace('</Encrypt>', '</Encrypt></A>'),
    }),
  ],
  ['another name for it', (wire) => ({ ...wire, body: wire.body.replaceAll('Encrypt>', 'encrypt>') })],
  ['JSON with a list', (wire) => ({ ...wire, body: JSON.stringify({ encrypt: [sealedIn(wire)] }) })],
  ['JSON with its prototype', (wire) => ({ ...wire, body: `{"__proto__":{"encrypt":"${sealedIn(wire)}"}}` })],
  [
    'noise in the body',
    (wire, dice) => ({ ...wire, body: Buffer.from(Array.from({ length: 200 }, () => dice(256))).toString('latin1') }),
  ],
]

const inside =
  (keys: CallbackKeys, message: string, make: (dice: Dice) => Omit<Forgery, 'message'>) =>
  (_wire: Wire, dice: Dice): Wire =>
    forge(keys, { message, ...make(dice) })

const filled = (count: number, dice: Dice) => Buffer.from(Array.from({ length: count }, () => dice(256)))

/** What only a holder of the token could do, and for most of it of the key too. */
const INSIDE = (keys: CallbackKeys, message: string): readonly Mutant[] => [
  ['another company', inside(keys, message, (dice) => ({ receiveId: `ww${dice(1e9)}` }))],
  ['no company', inside(keys, message, () => ({ receiveId: '' }))],
  ['the company with a tail', inside(keys, message, () => ({ receiveId: `${keys.receiveId}x` }))],
  ['the company in capitals', inside(keys, message, () => ({ receiveId: keys.receiveId.toUpperCase() }))],
  ['the company with a NUL', inside(keys, message, () => ({ receiveId: `${keys.receiveId}\0` }))],
  ['a length too long', inside(keys, message, (dice) => ({ length: 5_000 + dice(4_000_000_000) }))],
  ['a length too short', inside(keys, message, (dice) => ({ length: dice(Buffer.byteLength(message)) }))],
  ['a length one too long', inside(keys, message, () => ({ length: Buffer.byteLength(message) + 1 }))],
  ['padding of zeros', inside(keys, message, () => ({ pad: (needed) => Buffer.alloc(needed) }))],
  ['padding of 33', inside(keys, message, () => ({ pad: (needed) => Buffer.alloc(needed, 33) }))],
  [
    'padding that is not even',
    inside(keys, message, () => ({
      pad: (needed) => Buffer.concat([Buffer.alloc(needed + 31, 1), Buffer.alloc(1, 32)]),
    })),
  ],
  ['padding as long as all', inside(keys, message, () => ({ content: Buffer.alloc(32, 32) }))],
  ['random content', inside(keys, message, (dice) => ({ content: filled(32 * (1 + dice(8)), dice) }))],
  [
    'half a block',
    inside(keys, message, (dice) => ({ spoil: (cipher) => cipher.subarray(0, cipher.length - 1 - dice(15)) })),
  ],
  ['the first block gone', inside(keys, message, () => ({ spoil: (cipher) => cipher.subarray(16) }))],
  ['the last block gone', inside(keys, message, () => ({ spoil: (cipher) => cipher.subarray(0, -16) }))],
  ['another alphabet of base64', inside(keys, message, () => ({ write: (text) => `-_${text.slice(2)}` }))],
  [
    'a line in the base64',
    inside(keys, message, () => ({ write: (text) => `${text.slice(0, 40)}\r\n${text.slice(40)}` })),
  ],
  ['no end of the base64', inside(keys, message, () => ({ write: (text) => text.slice(0, -3) }))],
  ['signs behind the base64', inside(keys, message, () => ({ write: (text) => `${text}====` }))],
  ['a text nobody sealed', (_wire, dice) => signed(keys, filled(48 + dice(100), dice).toString('base64'))],
  ['no text at all', () => signed(keys, '')],
  ['another token', (_wire, dice) => forge({ ...keys, token: `token${dice(1e9)}` }, { message })],
  ['another key', () => forge({ ...keys, encodingAesKey: 'b'.repeat(43) }, { message })],
]

export const mutantsFor = (keys: CallbackKeys, message: string): readonly Mutant[] => [
  ...OUTSIDE,
  ...INSIDE(keys, message),
]
