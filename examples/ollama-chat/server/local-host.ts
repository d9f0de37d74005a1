/** True for an address that leads back to this machine. */
export function isLocal(url: string): boolean {
  const { hostname } = new URL(url)
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  )
}

/** The name of the machine in an address, with its port where that is an unusual one. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
