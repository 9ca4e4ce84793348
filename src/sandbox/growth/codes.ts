import { contentTypeOf } from '../api/multipart.ts'
import type { SentFile } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'

const escaped = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0) ?? 32};`)

const labelOf = (kernel: Kernel, id: string): string | null => {
  const { ways, joinWays, links } = kernel.state.growth
  const way = ways.get(id) ?? joinWays.get(id)
  if (way !== undefined) return way.remark === '' ? way.state : way.remark
  return links.get(id)?.name ?? null
}

/** Stands where WeCom shows a code: no phone can scan it, the people of the sandbox do. Or a picture that was sent in. */
export const codePicture = (kernel: Kernel, id: string): SentFile | null => {
  const picture = kernel.state.media.get(id)
  if (picture?.type === 'image')
    return { bytes: picture.bytes, contentType: contentTypeOf(picture.bytes), name: picture.name }
  const label = labelOf(kernel, id)
  if (label === null) return null
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 240 240" role="img">
<rect width="240" height="240" rx="12" fill="#fff"/><rect x="12" y="12" width="216" height="216" rx="8" fill="none" stroke="#1f2937" stroke-width="3" stroke-dasharray="12 6"/>
<text x="120" y="104" font-size="20" text-anchor="middle" fill="#1f2937">沙盒二维码</text>
<text x="120" y="140" font-size="16" text-anchor="middle" fill="#4b5563">${escaped(label)}</text></svg>`
  return { bytes: Buffer.from(svg), contentType: 'image/svg+xml', name: `${id}.svg` }
}
