/** Makes a test whether a host is one of these or lies below one, in any case. */
export function hostMatcher(hosts: readonly string[]): (host: string) => boolean {
  if (hosts.length === 0) return () => false
  const kept = hosts.map((host) => host.toLowerCase())
  return (host) => {
    const lower = host.toLowerCase()
    return kept.some((known) => lower === known || lower.endsWith(`.${known}`))
  }
}
