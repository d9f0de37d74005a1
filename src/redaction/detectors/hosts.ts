import { badOption } from '../../core/check-options.ts'

/**
 * Makes a test whether a host is one of these or lies below one, in any case. Of an address of the web its host is taken.
 *
 * @throws FinetapError `bad_option` for what holds no host
 */
export function hostMatcher(hosts: readonly string[]): (host: string) => boolean {
  if (hosts.length === 0) return () => false
  const kept = hosts.map(hostIn)
  return (host) => {
    const lower = host.toLowerCase()
    return kept.some((known) => lower === known || lower.endsWith(`.${known}`))
  }
}

/** The host of such as `docs.example.com`, `*.example.com` or `https://docs.example.com/start`, in lower case. */
function hostIn(text: unknown): string {
  const bare = typeof text === 'string' ? text.trim().toLowerCase() : ''
  const authority = bare.replace(/^[a-z][a-z\d+.-]*:\/\//, '').split(/[/?#]/, 1)[0] ?? ''
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .replace(/^\*\./, '')
  if (/^[^\s:*@]+$/.test(host)) return host
  throw badOption('keepHosts (--keep-host) holds something that is no host', "give hosts, such as 'docs.example.com'")
}
