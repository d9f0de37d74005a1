/** Gathers what is sent at about the same time into one message: each message has a price of its own. */
export type Outbox<Item> = {
  readonly push: (item: Item) => void
  /** Sends at once what has been gathered. */
  readonly flush: () => void
}

/** So that the other side begins with the first ones while the others are still being copied. */
const MOST = 100

/** `later` runs the function it is given, some time later. */
export function createOutbox<Item>(
  send: (items: readonly Item[]) => void,
  later: (flush: () => void) => void,
): Outbox<Item> {
  let items: Item[] = []

  function flush(): void {
    const sent = items
    items = []
    for (let start = 0; start < sent.length; start += MOST) send(sent.slice(start, start + MOST))
  }

  return {
    push(item) {
      if (items.length === 0) later(flush)
      items.push(item)
    },
    flush,
  }
}
