/** The part named `media` of a multipart body; null when there is none. Enough for what clients of this API send. */
export const mediaPart = (raw: Buffer, contentType: string): { name: string; bytes: Buffer } | null => {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const mark = Buffer.from(`--${boundary}`)
  for (let start = raw.indexOf(mark); start !== -1; start = raw.indexOf(mark, start + mark.length)) {
    const headEnd = raw.indexOf('\r\n\r\n', start)
    const end = raw.indexOf(`\r\n--${boundary}`, headEnd + 4)
    if (headEnd === -1 || end === -1) return null
    const head = raw.subarray(start, headEnd).toString('utf8')
    if (/[; ]name="?media"?/.test(head))
      return { name: /filename="([^"]*)"/.exec(head)?.[1] ?? '', bytes: Buffer.from(raw.subarray(headEnd + 4, end)) }
  }
  return null
}

const startsWith = (bytes: Buffer, ...head: number[]): boolean => head.every((byte, index) => bytes[index] === byte)

/** By its first bytes, as WeCom judges: the name and the declared type prove nothing. */
export const contentTypeOf = (bytes: Buffer): string => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  if (bytes.subarray(0, 6).toString('latin1') === '#!AMR\n') return 'audio/amr'
  if (bytes.subarray(4, 8).toString('latin1') === 'ftyp') return 'video/mp4'
  return 'application/octet-stream'
}
