/** Messages as the archive hands them out, made up; one of each kind that the published samples leave out. */
export const sample = (msgtype: string, body: object, more: object = {}): string =>
  JSON.stringify({
    msgid: `${msgtype}_1700000000_external`,
    action: 'send',
    from: 'lixia',
    tolist: ['wmZhouMinAAAA'],
    roomid: '',
    msgtime: 1_700_000_000_123,
    msgtype,
    ...body,
    ...more,
  })
