/** Letters in the order of their arrival, for one reader. */
export type Mailbox<Letter> = {
  readonly put: (letter: Letter) => void
  /** The reader gets this error, now or with its next `take`, unless it has failed before. */
  readonly fail: (error: Error) => void
  /** @throws what `fail` was given, or the signal's reason */
  readonly take: () => Promise<Letter>
  readonly close: () => void
}

export function createMailbox<Letter>(signal: AbortSignal | undefined): Mailbox<Letter> {
  const letters: Letter[] = []
  let failure: Error | undefined
  let wake: (() => void) | undefined

  function settle(): void {
    wake?.()
    wake = undefined
  }

  signal?.addEventListener('abort', settle)

  return {
    put(letter) {
      letters.push(letter)
      settle()
    },
    fail(error) {
      failure ??= error
      settle()
    },
    async take() {
      for (;;) {
        signal?.throwIfAborted()
        const letter = letters.shift()
        if (letter !== undefined) return letter
        if (failure !== undefined) throw failure
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => signal?.removeEventListener('abort', settle),
  }
}
