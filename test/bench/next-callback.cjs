// Runs in autocannon's own thread, before every request.
const { edited, seal } = require('./sealed-callback.cjs')

const keys = JSON.parse(process.env.BENCH_KEYS)
let count = 0

module.exports = (request) => {
  count += 1
  const { query, body } = seal(keys, edited(count), count)
  const path = `${request.path.split('?')[0]}?${query}`
  return { ...request, method: 'POST', path, headers: { 'content-type': 'text/xml' }, body }
}
