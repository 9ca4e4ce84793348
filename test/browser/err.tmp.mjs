import { chromium } from 'playwright-core'
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] })
const ctx = await b.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
await ctx.addInitScript(() => { addEventListener('unhandledrejection', e => console.log('UNH', JSON.stringify(e.reason), e.reason?.stack)); const B=()=>{ const i=window.WeixinJSBridge?.invoke; if(!i) return; window.WeixinJSBridge.invoke=(n,p,c)=>i(n,p,r=>{console.log('JS',n,JSON.stringify(r));c?.(r)})}; document.addEventListener('readystatechange',B,{once:true}) })
const p = await ctx.newPage(); p.on('console', m => console.log(m.type(), m.text().slice(0,300)))
await p.goto('http://localhost:3200/sandbox/'); await p.waitForTimeout(2500); console.log('----'); await p.click('.c.app'); await p.waitForTimeout(2500)
await b.close()
