import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The checks that stand nearest to the mutated rooms, in one process each. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: [
      'test/unit/wecom/crypto.test.ts',
      'test/unit/wecom/envelope.test.ts',
      'test/unit/http/callback.test.ts',
      'test/unit/http/login.test.ts',
      'test/unit/http/api.test.ts',
      'test/unit/http/gate.test.ts',
      'test/security/asvs-web.test.ts',
      'test/security/asvs-session.test.ts',
      'test/security/asvs-requests.test.ts',
      'test/unit/rules/*.test.ts',
      'test/store/sealing.test.ts',
      'test/store/limiter.test.ts',
      'test/store/limiter-steps.test.ts',
      'test/store/limiter-sync.test.ts',
      'test/store/inbox.test.ts',
      'test/store/pump.test.ts',
      'test/store/queue.test.ts',
      'test/store/queue-leases.test.ts',
      'test/store/token-store.test.ts',
      'test/store/tokens.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    isolate: false,
    reporters: ['default'],
  },
})
