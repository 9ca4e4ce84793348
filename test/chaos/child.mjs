// The built product as it runs anywhere, but for its crash points: `CHAOS_CRASH=outbox:sent@robot-message#2` dies there
// the second time. Without `@…` every kind counts.
import { register } from 'node:module'

register('./armed.mjs', import.meta.url)
await import('../../dist/main.js')
