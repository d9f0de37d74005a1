/** What an `APIPromise` of the clients is made of, as if a server had answered. */
export const ANSWERED = {
  response: new Response(),
  options: { method: 'post', path: '/' },
  controller: new AbortController(),
  requestLogID: 'log',
  retryOfRequestLogID: undefined,
  startTime: 0,
} as const
