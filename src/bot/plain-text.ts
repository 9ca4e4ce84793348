/** A room shows no markdown: colours and marks go, links keep their address. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/<font[^>]*>|<\/font>/g, '')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .replace(/^(?:#{1,6}|>)\s+/gm, '')
    .replaceAll('**', '')
