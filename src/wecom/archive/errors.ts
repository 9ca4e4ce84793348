import type { RetryClass } from '../errcodes-data.ts'
import { redact } from '../redact.ts'
import { archiveClassOf } from './codes-data.ts'

/** The archive said no, in the SDK's numbers or the API's. `explainArchive(code, lang)` is the text for people. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused'
  readonly code: number
  readonly klass: RetryClass

  constructor(code: number, why: string, secrets: readonly string[] = []) {
    super(`the chat archive refused: ${code} ${redact(why, secrets)}`)
    this.code = code
    this.klass = code === 45009 ? 'wait-window' : archiveClassOf(code)
  }
}
