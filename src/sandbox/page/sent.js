import { lang } from './lang.js'
import { escapeText, safeHref } from './markdown.js'

const KB = 1024
const sizeText = (bytes) =>
  bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`

/** A picture as it is, everything else as a row with its name and size. */
export const fileHtml = ({ kind, file }) => {
  const href = `/sandbox/media/${encodeURIComponent(file.mediaId)}`
  if (kind === 'image') return `<img class="sent" src="${href}" alt="${escapeText(file.name)}">`
  const ending = /\.([A-Za-z0-9]{1,4})$/.exec(file.name)?.[1] ?? ''
  return `<a class="link filed" href="${href}" download="${escapeText(file.name)}"><b>${escapeText(file.name)}</b><span>${sizeText(file.size)}</span><i aria-hidden="true">${escapeText(ending.toUpperCase())}</i></a>`
}

/** The cover lies with WeCom, which is this very machine; its address may name it differently than the browser does. */
const coverSrc = (address) => {
  const href = safeHref(address)
  return /\/sandbox\/picture\/[\w-]+$/.exec(href)?.[0] ?? href
}

export const miniHtml = (mini) =>
  `<div class="mini" title="${escapeText(`${mini.appid} ${mini.page}`)}"><b>${escapeText(mini.title)}</b><img src="${escapeText(coverSrc(mini.imgUrl))}" alt=""><small>${lang.mini}</small></div>`
