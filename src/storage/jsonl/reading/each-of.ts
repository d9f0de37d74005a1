/**
 * The items of batches, one by one. By hand, because an async generator takes three times as long for each item.
 *
 * Nothing is asked for before the first item is; whoever stops early stops the batches too.
 */
export function eachOf<Batch, Item>(
  batches: AsyncGenerator<Batch>,
  itemsOf: (batch: Batch) => readonly Item[],
): AsyncIterableIterator<Item, undefined> {
  let items: readonly Item[] = []
  let next = 0
  let isOver = false
  let refilling: Promise<unknown> | undefined

  async function refill(): Promise<IteratorResult<Item, undefined>> {
    while (next >= items.length) {
      if (isOver) return { done: true, value: undefined }
      const result = await batches.next().catch((error: unknown) => {
        isOver = true
        throw error
      })
      if (result.done === true) isOver = true
      else {
        items = itemsOf(result.value)
        next = 0
      }
    }
    return take()
  }

  function take(): IteratorResult<Item, undefined> {
    const value = items[next]
    next += 1
    return value === undefined ? { done: true, value: undefined } : { done: false, value }
  }

  const each: AsyncIterableIterator<Item, undefined> = {
    next() {
      if (refilling === undefined && next < items.length) return Promise.resolve(take())
      // Whoever asks for several at once gets them in the order of asking.
      const refilled = refilling === undefined ? refill() : refilling.then(refill, refill)
      refilling = refilled
      const settled = () => {
        if (refilling === refilled) refilling = undefined
      }
      refilled.then(settled, settled)
      return refilled
    },
    async return() {
      isOver = true
      items = []
      await batches.return(undefined)
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => each,
  }
  return each
}
