import type { Fact } from '../../spine/core.ts'
import type { DigestKind } from './rules.ts'

export type DigestsFact = Fact<'digest-planned', { channelId: string; kind: DigestKind; day: string }>
