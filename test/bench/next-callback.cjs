// Runs in autocannon's own thread: seals a new event for every request with the vendor's implementation, so that the
// load takes no time from the server and nothing is a repeat.
const { encrypt, getSignature } = require('@wecom/crypto')
const { randomBytes } = require('node:crypto')

const { token, encodingAesKey, corpId } = JSON.parse(process.env.BENCH_KEYS)
const run = randomBytes(6).toString('hex')
let count = 0

module.exports = (request) => {
  count += 1
  const timestamp = `${Math.floor(Date.now() / 1000)}`
  const plain = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${timestamp}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[edit_external_contact]]></ChangeType><UserID><![CDATA[wangmin]]></UserID><ExternalUserID><![CDATA[wm${run}${count}]]></ExternalUserID></xml>`
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
    body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
  }
}
