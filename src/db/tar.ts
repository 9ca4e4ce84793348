import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** The archive is no archive of ours, or not the whole of it. */
export class BrokenArchive extends Error {}

const BLOCK = 512
const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

/** One ustar header, as every tar program reads it. */
const header = (path: string, { size, folder }: { size: number; folder: boolean }): Buffer => {
  const block = Buffer.alloc(BLOCK)
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for the archive`)
  block.write(path, 0)
  block.write(octal(folder ? 0o700 : 0o600, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write('        ', 148)
  block.write(folder ? '5' : '0', 156)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 7)} `, 148)
  return block
}

const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/** A text of our own. */
export const packText = (path: string, text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([header(path, { size: bytes.length, folder: false }), bytes, padding(bytes.length)])
}

/** A folder with everything in it, empty folders too: a database misses them. Nobody may write to it meanwhile. */
export async function* packFolder(folder: string, name: string): AsyncGenerator<Buffer> {
  yield header(`${name}/`, { size: 0, folder: true })
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [from, to] = [join(folder, entry.name), `${name}/${entry.name}`]
    if (entry.isDirectory()) yield* packFolder(from, to)
    if (!entry.isFile()) continue
    const { size } = statSync(from)
    yield header(to, { size, folder: false })
    if (size > 0) yield* createReadStream(from) as AsyncIterable<Buffer>
    yield padding(size)
  }
}

export const packEnd = (): Buffer => Buffer.alloc(2 * BLOCK)

const reader = (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const fill = async (): Promise<void> => {
    if (rest.length > 0) return
    const next = await chunks.next()
    if (next.done === true) throw new BrokenArchive('it ends too early')
    rest = next.value
  }
  return async (size: number, use: (part: Buffer) => void): Promise<void> => {
    for (let left = size; left > 0; ) {
      await fill()
      const part = rest.subarray(0, left)
      use(part)
      rest = rest.subarray(part.length)
      left -= part.length
    }
  }
}

const textIn = (block: Buffer, from: number, length: number): string =>
  block.toString('utf8', from, from + length).replace(/\0.*$/s, '')

/** A path out of the archive must not lead out of the target. */
const safePath = (path: string): string => {
  const clean = normalize(path)
  if (clean.startsWith('..') || clean.startsWith('/') || clean.includes('\\'))
    throw new BrokenArchive(`it holds ${path}`)
  return clean
}

/** Unpacks below `target`. Answers the small texts that stand at the top, by name. Throws BrokenArchive. */
export const unpack = async (source: AsyncIterable<Buffer>, target: string): Promise<Map<string, string>> => {
  const read = reader(source)
  const texts = new Map<string, string>()
  for (;;) {
    const block = Buffer.alloc(BLOCK)
    let filled = 0
    await read(BLOCK, (part) => {
      filled += part.copy(block, filled)
    })
    if (block.every((byte) => byte === 0)) return texts
    if (textIn(block, 257, 5) !== 'ustar') throw new BrokenArchive('it is no tar archive')
    const path = safePath(textIn(block, 0, 100))
    const size = Number.parseInt(textIn(block, 124, 12), 8)
    if (textIn(block, 156, 1) === '5') mkdirSync(join(target, path), { recursive: true, mode: 0o700 })
    else if (path.includes('/')) await unpackFile(read, join(target, path), size)
    else {
      const parts: Buffer[] = []
      await read(size, (part) => parts.push(Buffer.from(part)))
      texts.set(path, Buffer.concat(parts).toString('utf8'))
    }
    await read(padding(size).length, () => {})
  }
}

const unpackFile = async (read: ReturnType<typeof reader>, path: string, size: number): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = openSync(path, 'wx', 0o600)
  try {
    await read(size, (part) => {
      writeSync(file, part)
    })
  } finally {
    closeSync(file)
  }
}
