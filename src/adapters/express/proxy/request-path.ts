/**
 * The path and query to ask the target for; undefined for a request that would leave the path of the target, or that names
 * a server of its own. By its text, as the client wrote it: a URL parser would resolve and escape what targets tell apart.
 */
export function pathAt(target: URL, asked: string): string | undefined {
  if (!asked.startsWith('/') || climbs(asked)) return undefined
  return target.pathname.replace(/\/+$/, '') + asked
}

/** Without the query, in which keys may be. */
export function withoutQuery(path: string): string {
  return path.replace(/[?#].*$/s, '')
}

// Servers unescape paths, take `\` for `/`, and have parameters behind a `;`.
function climbs(asked: string): boolean {
  const path = withoutQuery(asked)
    .replaceAll(/%2e/gi, '.')
    .replaceAll(/%2f|%5c|\\/gi, '/')
  return path.split('/').some((segment) => segment.replace(/(;|%3b).*$/is, '') === '..')
}
