import type { Fact } from '../../spine/core.ts'

/** `filled`: false where an answer was taken away again. The answer itself lives in its table. */
export type FieldsFact = Fact<'field-answered', { fieldId: number; filled: boolean }>
