const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const STYLE = `:root{color-scheme:light dark}*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:#f5f6f7;color:#1f2329;
font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:26rem;width:100%;padding:28px 24px;background:#fff;border-radius:12px;box-shadow:0 1px 3px rgb(0 0 0/.08)}
h1{margin:0 0 8px;font-size:20px;line-height:1.4}p{margin:0 0 16px;color:#5c6370}
a{display:inline-block;min-height:44px;padding:10px 20px;border-radius:8px;background:#1a6dd4;color:#fff;text-decoration:none}
a:focus-visible{outline:3px solid #8ab8f0;outline-offset:2px}code{font-size:14px}
@media(prefers-color-scheme:dark){body{background:#16181b;color:#e8eaed}main{background:#212428}p{color:#a6adb8}}`

export type PlainPage = { title: string; text: string; link?: { href: string; label: string } }

/** A page for a person when the app itself cannot be shown: what happened and what to do, nothing else. */
export const plainPage = ({ title, text, link }: PlainPage): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)} · 掌柜</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${
    link === undefined ? '' : `<a href="${escaped(link.href)}">${escaped(link.label)}</a>`
  }</main></body></html>`
