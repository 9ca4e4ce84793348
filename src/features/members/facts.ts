import type { Fact } from '../../spine/core.ts'

export type MembersFact = Fact<'member-joined', Record<string, never>> | Fact<'member-left', Record<string, never>>
