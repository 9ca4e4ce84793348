// A company of any size behind WeCom's reading calls, in a process of its own: the sandbox is made for people to look
// at, and in ours it would slow the product down while it is being measured. Started with `fork`; says its address.
import { createServer } from 'node:http'

const [members, each, perWindow, windowMs, latencyMs] = process.argv.slice(2).map(Number)
const PAGE = 100
const useridOf = (member) => `rep${String(member).padStart(4, '0')}`
const idOf = (member, place) => `wmBig${String(member).padStart(4, '0')}x${String(place).padStart(20, '0')}`
const memberOf = (userid) => Number(userid.slice(3))
const SURNAMES = '王李张刘陈杨赵黄周吴'
const ADDED = Math.floor(Date.parse('2026-03-02T10:00:00+08:00') / 1000)

const STAGES = ['新客', '潜客', '意向', '首购', '复购', '沉睡', '流失']
const TAGS = [
  {
    group_id: 'etGroupOfStages',
    group_name: '客户阶段',
    create_time: 1,
    order: 1,
    tag: STAGES.map((name, at) => ({ id: `etStage${at}`, name, create_time: 1, order: 10 - at })),
  },
]

const row = (member, place) => ({
  external_contact: {
    external_userid: idOf(member, place),
    name: `${SURNAMES[place % 10]}客${place}`,
    avatar: '',
    type: 1,
    gender: place % 3,
  },
  follow_info: {
    userid: useridOf(member),
    remark: `老客户${place}`,
    description: '',
    createtime: ADDED + place * 60,
    remark_mobiles: place % 5 === 0 ? [`1380000${String(place).padStart(4, '0')}`] : [],
    oper_userid: useridOf(member),
    add_way: 1 + (place % 4),
    tag_id: [],
  },
})

const ledger = { pages: {}, lists: 0, over: 0, most: 0 }
let inFlight = 0
let window = { start: 0, count: 0 }
const fits = () => {
  const now = performance.now()
  if (now - window.start >= windowMs) window = { start: now, count: 0 }
  window.count += 1
  return window.count <= perWindow
}

const batch = ({ userid_list: userids, cursor }) => {
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64url').toString())
  const key = `${userids.join(',')}@${from}`
  ledger.pages[key] = (ledger.pages[key] ?? 0) + 1
  const total = userids.length * each
  const to = Math.min(total, from + PAGE)
  const list = []
  for (let at = from; at < to; at += 1) list.push(row(memberOf(userids[Math.floor(at / each)]), at % each))
  const next = to < total ? Buffer.from(`${to}`).toString('base64url') : ''
  return { external_contact_list: list, next_cursor: next }
}

const answer = (path, query, body) => {
  if (path === 'gettoken') return { access_token: 'token-of-the-big-company', expires_in: 7200 }
  if (path === 'externalcontact/get_follow_user_list')
    return { follow_user: Array.from({ length: members }, (_, at) => useridOf(at)) }
  if (path === 'department/simplelist' || path === 'department/list') return { department_id: [], department: [] }
  if (path === 'auth/getuserinfo') return { userid: (query.get('code') ?? '').replace('code-of-', '') }
  if (path === 'user/get') return { userid: query.get('userid'), name: query.get('userid'), department: [1] }
  if (path === 'externalcontact/get_corp_tag_list') return { tag_group: TAGS }
  if (path === 'externalcontact/mark_tag' || path === 'externalcontact/send_welcome_msg') return {}
  if (path === 'externalcontact/get') {
    const id = query.get('external_userid')
    return { external_contact: { external_userid: id, name: '新朋友', type: 1 }, follow_user: [] }
  }
  if (path === 'externalcontact/list') {
    ledger.lists += 1
    const member = memberOf(query.get('userid') ?? '')
    return { external_userid: Array.from({ length: each }, (_, place) => idOf(member, place)) }
  }
  if (path !== 'externalcontact/batch/get_by_user') return null
  if (fits()) return batch(body)
  ledger.over += 1
  return { errcode: 45009, errmsg: 'api freq out of limit' }
}

const server = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const url = new URL(request.url ?? '/', 'http://big')
    const send = (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (url.pathname === '/ledger') return send(ledger)
    inFlight += 1
    ledger.most = Math.max(ledger.most, inFlight)
    const body = parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString())
    const said = answer(url.pathname.replace('/cgi-bin/', ''), url.searchParams, body)
    setTimeout(() => {
      inFlight -= 1
      if (said === null) response.writeHead(404).end()
      else send({ errcode: 0, errmsg: 'ok', ...said })
    }, latencyMs)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${server.address().port}` }))
process.on('disconnect', () => process.exit(0))
