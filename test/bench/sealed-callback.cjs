// Seals events with the vendor's implementation, in whichever thread the load is made: none of it is the server's time.
const { encrypt, getSignature } = require('@wecom/crypto')
const { randomBytes } = require('node:crypto')

const cdata = (name, text) => `<${name}><![CDATA[${text}]]></${name}>`
const run = randomBytes(6).toString('hex')

/** Somebody unknown is edited, which nobody has to work off. */
const edited = (n) =>
  cdata('Event', 'change_external_contact') +
  cdata('ChangeType', 'edit_external_contact') +
  cdata('UserID', 'wangmin') +
  cdata('ExternalUserID', `wm${run}${n}`)

/** One of so many seeded customers speaks. */
const spoke = (n, speakers) =>
  cdata('Event', 'customer_acquisition') +
  cdata('ChangeType', 'message_from_customer') +
  cdata('UserID', 'rep00001') +
  cdata('ExternalUserID', `wmSeed${String(1 + (n % speakers)).padStart(10, '0')}`) +
  cdata('ChatKey', `${run}${n}`)

/** The n-th callback, different from all others: what is added to the path, and the body. */
const seal = ({ token, encodingAesKey, corpId }, event, n) => {
  const timestamp = `${Math.floor(Date.now() / 1000)}`
  const plain = `<xml>${cdata('ToUserName', corpId)}${cdata('FromUserName', 'sys')}<CreateTime>${timestamp}</CreateTime>${cdata('MsgType', 'event')}${event}</xml>`
  const sealed = encrypt(encodingAesKey, plain, corpId)
  const query = new URLSearchParams({
    msg_signature: getSignature(token, timestamp, `${n}`, sealed),
    timestamp,
    nonce: `${n}`,
  })
  return { query: `${query}`, body: `<xml>${cdata('ToUserName', corpId)}${cdata('Encrypt', sealed)}</xml>` }
}

module.exports = { edited, spoke, seal }
