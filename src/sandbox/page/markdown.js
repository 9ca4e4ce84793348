const escapeText = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

export const safeHref = (href) => (/^(https?:\/\/|\/)/.test(href) ? href : '#')

// Works on escaped text: only what is put in here becomes markup.
const inline = (text) =>
  text
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/!?\[([^\]]*)\]\(([^)\s]+)\)/g, (_all, label, href) => `<a href="${safeHref(href)}">${label}</a>`)
    .replace(
      /&#60;font color=&#34;(info|comment|warning)&#34;&#62;([\s\S]*?)&#60;\/font&#62;/g,
      '<span class="font-$1">$2</span>',
    )
    .replace(/&#60;@([^&]+)&#62;/g, '<b class="at">@$1</b>')

const tableRow = (line, tag) =>
  `<tr>${line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => `<${tag}>${inline(cell.trim())}</${tag}>`)
    .join('')}</tr>`

const table = (lines) =>
  `<table>${lines
    .filter((line) => !/^\|?[\s:|-]+\|?$/.test(line))
    .map((line, i) => tableRow(line, i === 0 ? 'th' : 'td'))
    .join('')}</table>`

const block = (line) => {
  const heading = /^(#{1,6})\s+(.*)$/.exec(line)
  if (heading) return `<p class="h h${heading[1].length}">${inline(heading[2])}</p>`
  const quote = /^&#62;\s?(.*)$/.exec(line)
  if (quote) return `<blockquote>${inline(quote[1])}</blockquote>`
  const item = /^(\s*)([-*]|\d+\.)\s+(.*)$/.exec(line)
  if (item) return `<p class="li">${item[2].length > 1 ? item[2] : '·'} ${inline(item[3])}</p>`
  if (/^-{3,}$/.test(line)) return '<hr>'
  return line.trim() === '' ? '<p class="gap"></p>' : `<p>${inline(line)}</p>`
}

/** What the client shows of markdown and markdown_v2. */
export const markdown = (source) => {
  const out = []
  let rows = []
  for (const line of [...escapeText(source).split('\n'), '']) {
    if (/^\|.*\|$/.test(line.trim())) {
      rows.push(line.trim())
      continue
    }
    if (rows.length > 0) out.push(table(rows))
    rows = []
    out.push(block(line))
  }
  return out
    .join('')
    .replace(/<\/blockquote><blockquote>/g, '<br>')
    .replace(/(<p class="gap"><\/p>)+$/, '')
}

/** A text message may carry links, and nothing else. */
export const plainText = (source) =>
  escapeText(source)
    .replace(
      /&#60;a href=(?:&#34;|&#39;)(.*?)(?:&#34;|&#39;)&#62;(.*?)&#60;\/a&#62;/g,
      (_all, href, label) => `<a href="${safeHref(href)}">${label}</a>`,
    )
    .replaceAll('\n', '<br>')

export { escapeText }
