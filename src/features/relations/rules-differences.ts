export const DIFFERENCE_KINDS = [
  'missing-here',
  'missing-there',
  'remark',
  'description',
  'company',
  'mobiles',
  'source',
  'added-at',
  'tags',
  'stage-tag',
  'name',
  'unionid',
  'profile',
  'member',
  'department',
  'tag-name',
  'group',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** Ids alone: the report outlives an erased person. A pair has both, a member, department, tag or group has `id`. */
export type Example = { externalUserid?: string; userid?: string; id?: string }
export type Found = { kind: DifferenceKind; example: Example }
export type DifferenceCount = { kind: DifferenceKind; count: number; examples: Example[] }

const EXAMPLES = 20

type ContactFields = {
  name: string | null
  avatar: string | null
  type: number | null
  gender: number | null
  corpName: string | null
  unionid: string | null
}
type FollowFields = {
  remark: string | null
  description: string | null
  remarkCorpName: string | null
  mobiles: readonly string[]
  addWay: number | null
  state: string | null
  operUserid: string | null
  addedAt: Date
}

export const sameSet = (a: readonly string[], b: readonly string[]): boolean => {
  const [one, other] = [new Set(a), new Set(b)]
  return one.size === other.size && [...one].every((item) => other.has(item))
}

export const contactDifferences = (ours: ContactFields, theirs: ContactFields): DifferenceKind[] => {
  const kinds: DifferenceKind[] = []
  if (ours.name !== theirs.name) kinds.push('name')
  if (ours.unionid !== theirs.unionid) kinds.push('unionid')
  const rest =
    ours.avatar !== theirs.avatar ||
    ours.type !== theirs.type ||
    (ours.gender ?? 0) !== (theirs.gender ?? 0) ||
    ours.corpName !== theirs.corpName
  if (rest) kinds.push('profile')
  return kinds
}

export const followDifferences = (ours: FollowFields, theirs: FollowFields): DifferenceKind[] => {
  const kinds: DifferenceKind[] = []
  if (ours.remark !== theirs.remark) kinds.push('remark')
  if (ours.description !== theirs.description) kinds.push('description')
  if (ours.remarkCorpName !== theirs.remarkCorpName) kinds.push('company')
  if (!sameSet(ours.mobiles, theirs.mobiles)) kinds.push('mobiles')
  // WeCom leaves the state out where it no longer knows it; what we know then stays.
  const state = theirs.state ?? ours.state
  if (ours.addWay !== theirs.addWay || ours.state !== state || ours.operUserid !== theirs.operUserid)
    kinds.push('source')
  if (ours.addedAt.getTime() !== theirs.addedAt.getTime()) kinds.push('added-at')
  return kinds
}

/** Stage tags are ours to write and are judged on their own; every other tag is compared as a set. */
export const tagsDiffer = (ours: readonly string[], theirs: readonly string[], isStageTag: (id: string) => boolean) =>
  !sameSet(
    ours.filter((id) => !isStageTag(id)),
    theirs.filter((id) => !isStageTag(id)),
  )

export const countByKind = (found: readonly Found[]): DifferenceCount[] =>
  DIFFERENCE_KINDS.flatMap((kind) => {
    const own = found.filter((one) => one.kind === kind)
    return own.length === 0
      ? []
      : [{ kind, count: own.length, examples: own.slice(0, EXAMPLES).map((one) => one.example) }]
  })

/** Two counts of one kind as one; the first twenty examples stay. */
export const joinExamples = (known: readonly Example[], more: readonly Example[]): Example[] =>
  [...known, ...more].slice(0, EXAMPLES)

/** Rows before and after a directory was read again: which keys came, went or changed. */
export const changedKeys = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] => [
  ...[...after].flatMap(([key, value]) => (before.get(key) === value ? [] : [key])),
  ...[...before.keys()].filter((key) => !after.has(key)),
]
