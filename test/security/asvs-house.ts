import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { loggerOptions } from '../../src/http/logging.ts'
import { openHouse, REP } from '../unit/http/house.ts'

const PUBLIC = 'https://crm.example.com'
/** Somebody on the internet. */
export const PUBLIC_ASKER = '203.0.113.9'

/** The HTTP layer as a company has it: behind https, with a built page and a log that is read. */
export const openSafeHouse = async () => {
  const lines: string[] = []
  const page = mkdtempSync(join(tmpdir(), 'asvs-'))
  mkdirSync(join(page, 'assets'))
  writeFileSync(join(page, 'index.html'), '<!doctype html><html><head></head><body></body></html>')
  writeFileSync(join(page, 'assets', 'app.js'), 'export {}')
  const logger = pino(loggerOptions('info'), { write: (line: string) => lines.push(line) })
  const { app, cookieFor } = await openHouse({ publicUrl: PUBLIC, logger, sidebarDir: page })
  return {
    app,
    page,
    lines,
    /** As it would be without https. */
    plainCookie: () => cookieFor(REP),
    cookie: () => cookieFor(REP).replace('zg_session', '__Host-zg_session'),
    ask: (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers }),
    close: async () => {
      await app.close()
      rmSync(page, { recursive: true })
    },
  }
}
