// @ts-check

const LEAVING_MS = 2_000

let leftAt = -Infinity

// Requests break off before the page goes away, and look as if the server had failed.
addEventListener('beforeunload', () => {
  leftAt = performance.now()
})

/** True while the page is being closed or loaded again. */
export function isLeaving() {
  return performance.now() - leftAt < LEAVING_MS
}
