// Runs in autocannon's own thread: seals a new event for every request with the vendor's implementation, so that the
// load takes no time from the server and nothing is a repeat. BENCH_SPEAKERS: so many seeded customers speak; without
// it somebody unknown is edited, which nobody has to work off.
const { encrypt, getSignature } = require('@wecom/crypto')
const { randomBytes } = require('node:crypto')

const { token, encodingAesKey, corpId } = JSON.parse(process.env.BENCH_KEYS)
const speakers = Number(process.env.BENCH_SPEAKERS ?? 0)
const run = randomBytes(6).toString('hex')
let count = 0

const cdata = (name, text) => `<${name}><![CDATA[${text}]]></${name}>`
const edited = () =>
  cdata('Event', 'change_external_contact') +
  cdata('ChangeType', 'edit_external_contact') +
  cdata('UserID', 'wangmin') +
  cdata('ExternalUserID', `wm${run}${count}`)
const spoke = () =>
  cdata('Event', 'customer_acquisition') +
  cdata('ChangeType', 'message_from_customer') +
  cdata('UserID', 'rep00001') +
  cdata('ExternalUserID', `wmSeed${String(1 + (count % speakers)).padStart(10, '0')}`) +
  cdata('ChatKey', `${run}${count}`)

module.exports = (request) => {
  count += 1
  const timestamp = `${Math.floor(Date.now() / 1000)}`
  const plain = `<xml>${cdata('ToUserName', corpId)}${cdata('FromUserName', 'sys')}<CreateTime>${timestamp}</CreateTime>${cdata('MsgType', 'event')}${speakers > 0 ? spoke() : edited()}</xml>`
  const sealed = encrypt(encodingAesKey, plain, corpId)
  const query = new URLSearchParams({
    msg_signature: getSignature(token, timestamp, `${count}`, sealed),
    timestamp,
    nonce: `${count}`,
  })
  return {
    ...request,
    method: 'POST',
    path: `${request.path.split('?')[0]}?${query}`,
    headers: { 'content-type': 'text/xml' },
    body: `<xml>${cdata('ToUserName', corpId)}${cdata('Encrypt', sealed)}</xml>`,
  }
}
