export type Place = { table: string; column: string; keys: readonly string[]; array: boolean }

/** Every sealed column. One that is missing here would keep an old key in use for ever. */
export const SEALED_PLACES: readonly Place[] = [
  { table: 'tokens', column: 'token', keys: ['name'], array: false },
  { table: 'digest_channels', column: 'url', keys: ['id'], array: false },
  { table: 'relations', column: 'mobiles', keys: ['external_userid', 'userid'], array: true },
]

/** What a sealed value is bound to. */
export const placeName = ({ table, column }: Place): string => `${table}.${column}`
