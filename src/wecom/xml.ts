/** Everything is text: "00123" and 64-bit ids stay what they were. Children keep their order and repeat freely. */
export type XmlNode = { name: string; text: string; children: XmlNode[] }

/** The only error the reader throws. `why` is for logs; it never quotes the text. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused'
  readonly why: string
  readonly position: number

  constructor(why: string, position: number) {
    super(`XML refused at ${position}: ${why}`)
    this.why = why
    this.position = position
  }
}

const MAX_DEPTH = 8
const MAX_NODES = 20_000
const DECLARATION = /^\uFEFF?\s*(?:<\?xml\s[^<>?]*\?>\s*)?/
const OPEN = /<([A-Za-z_][\w.-]*)\s*(\/?)>/y
const CLOSE = /<\/([A-Za-z_][\w.-]*)\s*>/y
const ENTITY = /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/y
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const codePointOf = (value: number, at: number): string => {
  const surrogate = value >= 0xd800 && value <= 0xdfff
  if (value === 0 || value > 0x10ffff || surrogate) throw new XmlRefused('bad character reference', at)
  return String.fromCodePoint(value)
}

/** Only the five predefined names: a document cannot define entities of its own, so there is nothing to expand. */
const decodeText = (raw: string, at: number): string => {
  if (raw.includes(']]>')) throw new XmlRefused('stray end of CDATA', at)
  if (!raw.includes('&')) return raw
  let out = ''
  let from = 0
  for (let amp = raw.indexOf('&'); amp !== -1; amp = raw.indexOf('&', from)) {
    ENTITY.lastIndex = amp
    const found = ENTITY.exec(raw)
    if (found === null) throw new XmlRefused('unknown entity', at + amp)
    const [whole, hex, decimal, named] = found
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    out += raw.slice(from, amp) + (named === undefined ? codePointOf(code, at + amp) : NAMED[named])
    from = amp + whole.length
  }
  return out + raw.slice(from)
}

type Reader = { source: string; at: number; open: XmlNode[]; root: XmlNode | null; nodes: number }

const addText = (reader: Reader, text: string): void => {
  const parent = reader.open.at(-1)
  if (parent !== undefined) parent.text += text
  else if (text.trim() !== '') throw new XmlRefused('text outside the root', reader.at)
}

const readCdata = (reader: Reader): void => {
  const end = reader.source.indexOf(']]>', reader.at)
  if (end === -1) throw new XmlRefused('unclosed CDATA', reader.at)
  if (reader.open.length === 0) throw new XmlRefused('text outside the root', reader.at)
  addText(reader, reader.source.slice(reader.at + '<![CDATA['.length, end))
  reader.at = end + 3
}

const readOpen = (reader: Reader): void => {
  OPEN.lastIndex = reader.at
  const found = OPEN.exec(reader.source)
  if (found === null) throw new XmlRefused('not a plain element', reader.at)
  const node: XmlNode = { name: found[1] ?? '', text: '', children: [] }
  const parent = reader.open.at(-1)
  if (parent === undefined && reader.root !== null) throw new XmlRefused('a second root', reader.at)
  if (reader.open.length >= MAX_DEPTH) throw new XmlRefused('too deep', reader.at)
  reader.nodes += 1
  if (reader.nodes > MAX_NODES) throw new XmlRefused('too many elements', reader.at)
  if (parent === undefined) reader.root = node
  else parent.children.push(node)
  if (found[2] === '') reader.open.push(node)
  reader.at = OPEN.lastIndex
}

const readClose = (reader: Reader): void => {
  CLOSE.lastIndex = reader.at
  const found = CLOSE.exec(reader.source)
  const node = reader.open.pop()
  if (found === null || node === undefined || node.name !== found[1]) throw new XmlRefused('wrong end tag', reader.at)
  if (node.children.length > 0) {
    if (node.text.trim() !== '') throw new XmlRefused('text between elements', reader.at)
    node.text = ''
  }
  reader.at = CLOSE.lastIndex
}

const readMarkup = (reader: Reader): void => {
  if (reader.source.startsWith('<![CDATA[', reader.at)) readCdata(reader)
  else if (reader.source.startsWith('</', reader.at)) readClose(reader)
  else readOpen(reader)
}

/**
 * Reads the small XML of the callbacks: elements without attributes, text, CDATA, the five entities and character
 * references. Document types, processing instructions and comments are refused, and so is nesting deeper than 8.
 */
export const readXml = (source: string): XmlNode => {
  // No database text can hold it, and one such event would take those down that share its commit.
  if (source.includes('\0')) throw new XmlRefused('a NUL character', source.indexOf('\0'))
  const reader: Reader = { source, at: DECLARATION.exec(source)?.[0].length ?? 0, open: [], root: null, nodes: 0 }
  while (reader.at < source.length) {
    const next = source.indexOf('<', reader.at)
    const end = next === -1 ? source.length : next
    if (end > reader.at) {
      addText(reader, decodeText(source.slice(reader.at, end), reader.at))
      reader.at = end
    } else readMarkup(reader)
  }
  if (reader.open.length > 0) throw new XmlRefused('unclosed element', reader.at)
  if (reader.root === null) throw new XmlRefused('no element', 0)
  return reader.root
}

export type XmlFields = { readonly [name: string]: XmlValue }
export type XmlValue = string | number | XmlFields | readonly XmlValue[]

/**
 * The children by their names: a text, fields of its own, or a list where a name repeats. `writeXml` writes them again.
 * `__proto__` is left out: as a key it would change the object instead of standing in it.
 */
export const fieldsOf = (node: XmlNode): XmlFields => {
  const found = new Map<string, XmlValue[]>()
  for (const one of node.children) {
    const value = one.children.length === 0 ? one.text : fieldsOf(one)
    const same = found.get(one.name)
    if (same === undefined) found.set(one.name, [value])
    else same.push(value)
  }
  found.delete('__proto__')
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

/** CDATA cannot hold its own end: it is closed and opened again in the middle of it. */
const cdata = (value: string): string => `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** Texts become CDATA, numbers stay bare, a list repeats its element. As WeCom writes it. */
export const writeXml = (name: string, value: XmlValue): string => {
  if (Array.isArray(value)) return value.map((item: XmlValue) => writeXml(name, item)).join('')
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`
  const inner = Object.entries(value).map(([key, item]) => writeXml(key, item))
  return `<${name}>${inner.join('')}</${name}>`
}
