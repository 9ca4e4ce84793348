const listeners = new Set()
let online = true

const mark = (now) => {
  if (online === now) return
  online = now
  for (const tell of listeners) tell(now)
}

/** Told once when the server goes and once when it is back. */
export const onOnline = (tell) => listeners.add(tell)

const reached = async (path, init) => {
  try {
    const response = await fetch(`/sandbox/api/${path}`, init)
    mark(true)
    return response
  } catch (error) {
    mark(false)
    throw error
  }
}

export const getJson = async (path, query = {}) => {
  const response = await reached(`${path}?${new URLSearchParams(query)}`)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

export const post = async (name, body) => {
  const headers = { 'content-type': 'application/json' }
  const response = await reached(name, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.json().catch(() => ({ ok: false, why: `HTTP ${response.status}` }))
}
