/**
 * Who serves a model, for the protocols that many speak: `openai` and `azure` by their hosts, else the host's name, such as
 * `openrouter.ai` or `localhost`. Undefined for what is no absolute URL. Neither port, path nor credentials are kept.
 */
export function providerOf(url: URL | string): string | undefined {
  const hostname = hostnameOf(url)
  if (hostname === 'api.openai.com') return 'openai'
  if (/(^|\.)azure\.com$/.test(hostname)) return 'azure'
  return hostname === '' ? undefined : hostname
}

function hostnameOf(url: URL | string): string {
  if (typeof url !== 'string') return url.hostname
  return URL.canParse(url) ? new URL(url).hostname : ''
}
