import { toast } from './dialog.js'
import { lang } from './lang.js'
import { getJson, post } from './net.js'

const cookie = /(?:^|; )sandbox_userid=([^;]*)/.exec(document.cookie)?.[1]

/** What the server last said, and what is open on this page. */
export const store = {
  state: {
    version: '',
    now: new Date().toISOString(),
    rep: decodeURIComponent(cookie ?? '') || 'wangmin',
    rows: [],
    reps: [],
    faults: [],
    robots: [],
  },
  open: null,
  view: 'messages',
  tab: 'app',
  app: false,
}

export const loggedIn = decodeURIComponent(cookie ?? '')
export const openRow = () =>
  store.open && store.state.rows.find((row) => row.kind === store.open.kind && row.id === store.open.id)
export const repOf = (userid = store.state.rep) => store.state.reps.find((rep) => rep.userid === userid)

const watchers = new Set()
/** Called after every change with what was there before. */
export const watch = (tell) => watchers.add(tell)

let asking = null

const look = async (force) => {
  const before = store.state
  const answer = await getJson('state', { rep: before.rep, version: force ? '' : before.version })
  // Asked as another rep, or before the network came back: taken, it would undo the switch that was made meanwhile.
  if (store.state !== before) return
  store.state = { ...before, ...answer }
  const changed = answer.rows !== undefined
  for (const tell of watchers) await tell({ changed, before })
}

/** One look at a time: two answers crossing each other would show the older one. */
export const refresh = async (force = false) => {
  while (asking) await asking.catch(() => undefined)
  asking = look(force)
  try {
    await asking
  } finally {
    asking = null
  }
}

export const act = async (name, body = {}) => {
  const answer = await post(name, { rep: store.state.rep, ...body }).catch(() => ({ ok: false, why: lang.offline }))
  if (answer.ok === false) toast(lang.failed + (lang.reasons[answer.why] ?? answer.why))
  await refresh(true).catch(() => undefined)
  return answer
}
