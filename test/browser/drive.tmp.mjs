import { chromium } from 'playwright-core'
const base = process.argv[2] ?? 'http://127.0.0.1:3200'
const b = await chromium.launch({ executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-dev-shm-usage'] })
const ctx = await b.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
const p = await ctx.newPage()
p.on('console', m => { if (['error','warning'].includes(m.type())) console.log('CONSOLE', m.type(), m.text(), m.location().url) })
p.on('pageerror', e => console.log('PAGEERROR', e.message))
p.on('response', r => { if (r.status() >= 400) console.log('HTTP', r.status(), r.request().method(), r.url()) })
const t0 = Date.now(); const log = (...a) => console.log(((Date.now()-t0)/1000).toFixed(1), ...a)
const shot = (n) => p.screenshot({ path: `/tmp/pw/${n}.png` })
try {
await p.goto(base + '/sandbox/')
await p.waitForSelector('#rows .c'); log('rows'); 
const f = p.frameLocator('#side')
await f.locator('h1').first().waitFor({timeout:15000}); log('frame h1', await f.locator('h1').first().textContent()); await p.waitForTimeout(1500); await shot('1-open')
await p.click('[data-act=add-customer]'); await p.waitForSelector('#ask[open]'); await shot('2-ask')
await p.click('#ask .go')
await f.locator('h1', { hasText: '王芳' }).waitFor({timeout:20000}).catch(e=>log('NO 王芳')); log('card'); await p.waitForTimeout(1500); await shot('3-card')
log(await f.locator('main').innerText().catch(e=>'-'))
const b1 = await p.locator('#talk .m.me').count()
await f.getByRole('button', { name: '发送', exact: true }).first().click({timeout:8000}).catch(e=>log('NO send', e.message.slice(0,200)))
await p.waitForTimeout(2500); log('bubbles', b1, await p.locator('#talk .m.me').count(), await p.locator('#talk').innerText()); await shot('4-sent')
await p.click('[data-act=order]'); await p.waitForTimeout(3000); await shot('5-order'); log(await p.locator('#who').innerText(), '|', (await f.locator('main').innerText()).slice(0,200))
await p.click('[data-act=morning]'); await p.waitForTimeout(4000); log('clock', await p.locator('#clock').innerText()); 
for (const i of [0,1,2,3,4,5]) { log(await p.locator('.c.app').innerText(), await p.locator('.c.robot').allInnerTexts()); if ((await p.locator('.c.app').innerText()).includes('位')) break; await p.waitForTimeout(2000) }
await p.click('.c.app'); await p.waitForTimeout(2500); await shot('6-app'); log(await p.locator('#talk').innerText(), await p.locator('#talk a').evaluateAll(as=>as.map(a=>a.href)))
await p.locator('#talk a').first().click({timeout:4000}).catch(e=>log('no link')); await p.waitForTimeout(3000); await shot('7-link'); log((await f.locator('main').innerText()).slice(0,300))
} catch (e) { log('FAIL', e.message); await shot('fail') }
await b.close()
