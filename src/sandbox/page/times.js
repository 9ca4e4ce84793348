import { lang } from './lang.js'

const china = (iso) => new Date(Date.parse(iso) + 8 * 3600_000)
const hm = (date) => date.toISOString().slice(11, 16)
const dayOf = (date) => Math.floor(date.getTime() / 86_400_000)

/** Times as WeCom's list shows them: the hour today, then yesterday, then the weekday, then the date. */
export const shortTime = (iso, nowIso) => {
  if (!iso) return ''
  const [at, now] = [china(iso), china(nowIso)]
  const gone = dayOf(now) - dayOf(at)
  if (gone <= 0) return hm(at)
  if (gone === 1) return lang.yesterday
  return gone < 7 ? lang.week7[at.getUTCDay()] : at.toISOString().slice(5, 10)
}

export const noteTime = (iso, nowIso) => {
  const short = shortTime(iso, nowIso)
  return short.includes(':') ? short : `${short} ${hm(china(iso))}`
}

export const clockText = (iso) => {
  const at = china(iso)
  return `${at.toISOString().slice(0, 10)} ${lang.week7[at.getUTCDay()]} ${hm(at)}`
}

export const secondText = (iso) => china(iso).toISOString().slice(11, 19)
export const dayText = (iso) => china(iso).toISOString().slice(5, 10)
