// As it is now: tests of apps put clocks of their own in its place, under which a log would wait for ever.
const { setImmediate } = globalThis

/** Resolves when everything else that waits for the event loop has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
