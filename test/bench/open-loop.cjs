// A process of its own that posts callbacks at a steady pace, whether or not the ones before were answered, and tells
// how long each took from the instant at which it should have left: what had to queue here counts as waiting too.
const { Pool } = require('undici')
const { seal, spoke } = require('./sealed-callback.cjs')

const PATIENCE_MS = 10_000

const steady = async ({ origin, path, keys, speakers, perSecond, seconds, connections }) => {
  const pool = new Pool(origin, { connections, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS })
  const total = perSecond * seconds
  const letters = Array.from({ length: total }, (_, n) => seal(keys, spoke(n, speakers), n))
  const took = []
  let refused = 0
  let lost = 0
  const post = async ({ query, body }, due) => {
    try {
      const headers = { 'content-type': 'text/xml' }
      const reply = await pool.request({ method: 'POST', path: `${path}?${query}`, headers, body })
      await reply.body.dump()
      if (reply.statusCode === 200) took.push(performance.now() - due)
      else refused += 1
    } catch {
      lost += 1
    }
  }
  const began = performance.now()
  const all = []
  while (all.length < total) {
    const due = () => began + (all.length * 1000) / perSecond
    while (all.length < total && due() <= performance.now()) all.push(post(letters[all.length], due()))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(all)
  await pool.destroy()
  return { took, refused, lost, seconds: (performance.now() - began) / 1000 }
}

process.once('message', async (options) => {
  process.send(await steady(options), () => process.disconnect())
})
