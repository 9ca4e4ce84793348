import { lang } from './lang.js'
import { ask } from './panels.js'

export const getJson = (path) => fetch(`/sandbox/api/${path}`).then((response) => response.json())

export const post = async (name, body) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`/sandbox/api/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.json().catch(() => ({ ok: false, why: `HTTP ${response.status}` }))
}

export const NEEDS_CUSTOMER = ['customer-says', 'order', 'customer-deletes']

/** What the buttons of the top bar and the switches of the setup page do. */
export const createActs = ({ act, openChat, state }) => {
  const acts = {
    'add-customer': async () => {
      const reps = state().reps.map((rep) => ({ value: rep.userid, label: rep.name }))
      const given = await ask(lang.addCustomer, [
        { name: 'name', label: lang.name, value: lang.nameDefault },
        { name: 'rep', label: lang.rep, value: state().rep, options: reps },
        { name: 'state', label: lang.source },
      ])
      if (!given) return
      const made = await act('add-customer', given)
      if (made.ok && given.rep === state().rep) openChat('customer', made.id)
    },
    'customer-says': async (id) => {
      const given = await ask(lang.says, [{ name: 'text', label: lang.text, value: lang.saysDefault }])
      if (given) await act('customer-says', { id, text: given.text })
    },
    order: (id) => act('order', { external_userid: id }),
    'customer-deletes': (id) => act('customer-deletes', { id }),
    morning: () => act('morning'),
    'half-hour': () => act('half-hour'),
    week: () => act('week'),
    fault: () => act('fault', { kind: state().faults.length > 0 ? '' : 'timeout' }),
  }

  const onSwitch = ({ switch: name, value }) =>
    name === 'fault'
      ? act('fault', { kind: '' }).then(() => (value === 'none' ? undefined : act('fault', { kind: value })))
      : act('switches', { [name]: value })
  return { acts, onSwitch }
}
