import { ApiFailure } from '../api/client.ts'
import { words } from '../lang/lang.ts'

/** A sentence for the rep; never a raw code. The server's own message is shown where it says why it refused. */
export const explain = (error: unknown): string => {
  if (!(error instanceof ApiFailure)) return words.failures.refused
  const known = error.code === null ? undefined : words.problems[error.code]
  if (known !== undefined) return known
  const spoken =
    error.kind === 'refused' && (error.code !== null || /[\u4e00-\u9fff]/.test(error.message)) ? error.message : null
  return spoken ?? words.failures[error.kind]
}

export const failureKind = (error: unknown): ApiFailure['kind'] =>
  error instanceof ApiFailure ? error.kind : 'refused'
